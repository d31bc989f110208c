# Unit tests that run on this machine, under cmocka and with sanitizers.
#
#   $(call host_test,NAME,SOURCES)   one test program from tests/host/NAME_test.c and SOURCES
#
# Other parts may add tests; 89-test-host-run.mk runs them all.  `make test-host T=NAME` runs one.

HOSTCC       ?= gcc
HOST_OUT     := out/host
HOST_CFLAGS  := -std=gnu11 -O1 -g -D_GNU_SOURCE $(WARN) -fsanitize=address,undefined \
                -fno-sanitize-recover=all -fno-omit-frame-pointer \
                -Iinterfaces -Ilib/rt/include -Ilib/ipc/include -Ilib/ds/include -Ilib/disk/include -Ilib/virtio/include \
                -I$(GEN) -I$(GEN)/test -Itests/host
host_tests   :=

define host_test_rules
host_tests += $(1)
$(1).host_objs := $$(patsubst %.c,$$(HOST_OUT)/%.o,tests/host/$(1)_test.c $(2))
$$(HOST_OUT)/$(1): $$($(1).host_objs)
	$$(call say,HOSTLD,$$@)
	$$(Q)$$(HOSTCC) -fsanitize=address,undefined -o $$@ $$^ -lcmocka
-include $$(patsubst %.o,%.d,$$($(1).host_objs))
endef
host_test = $(eval $(call host_test_rules,$(1),$(2)))

$(HOST_OUT)/%.o: %.c
	$(call say,HOSTCC,$<)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

rt_host := lib/rt/fiber.c lib/rt/waitq.c lib/rt/timer.c lib/rt/notify.c lib/rt/arch/host/host.c

$(call host_test,rt_fiber,$(rt_host))
$(call host_test,rt_waitq,$(rt_host))
$(call host_test,rt_timer,$(rt_host))
$(call host_test,rt_tlsf,lib/rt/tlsf.c)
$(call host_test,rt_dma,lib/rt/dma.c lib/rt/bulk.c)
$(call host_test,rt_bulk,lib/rt/dma.c lib/rt/bulk.c)
$(call host_test,block_view,services/block-thread/view.c)
$(call host_test,partition,services/block-thread/partition.c lib/ds/crc32.c)
$(call host_test,virtq,lib/virtio/queue.c lib/virtio/dma.c)

# an interface of the tests' own
toy_gen := $(addprefix $(GEN)/test/ipc/toy_,gen.h call.c client.c server.c)
$(toy_gen) &: tests/host/ipc/toy.h tools/ifacegen.py
	$(call say,IFACE,$<)
	$(Q)$(PYTHON) tools/ifacegen.py -o $(GEN)/test/ipc $<
	@touch $(toy_gen)

ipc_host := lib/ipc/wire.c lib/ipc/channel.c lib/ipc/server.c lib/ipc/bulk.c lib/ipc/large.c lib/rt/bulk.c lib/rt/dma.c lib/ds/bitmap.c

$(call host_test,ipc_channel,$(rt_host) $(ipc_host) $(filter %.c,$(toy_gen)))
$(call host_test,ipc_direct,lib/ipc/wire.c $(addprefix $(GEN)/ipc/root_,call.c client.c server.c))
$(ipc_channel.host_objs) $(ipc_direct.host_objs): | $(ipc_headers) $(toy_gen)

# every interface of the system, with generated operations and calls
fuzz_ifaces := block fs root uart
fuzz_gen    := $(fuzz_ifaces:%=$(GEN)/test/fuzz/%_fuzz.c)
.SECONDARY: $(fuzz_gen)
$(GEN)/test/fuzz/%_fuzz.c: interfaces/ipc/%.h tools/ifacegen.py
	$(call say,IFACE,$<)
	$(Q)$(PYTHON) tools/ifacegen.py --fuzz -o $(@D) $<

$(call host_test,ipc_fuzz,$(rt_host) $(ipc_host) $(fuzz_gen) \
    $(foreach i,$(fuzz_ifaces),$(addprefix $(GEN)/ipc/$(i)_,call.c client.c server.c)))
$(ipc_fuzz.host_objs) $(block_view.host_objs): | $(ipc_headers)
$(block_view.host_objs): HOST_CFLAGS += -Iservices/block-thread
