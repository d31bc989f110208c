# Unit tests that run on this machine, under cmocka and with sanitizers.
#
#   $(call host_test,NAME,SOURCES)   one test program from tests/host/NAME_test.c and SOURCES
#
# `make test-host T=NAME` runs one.

HOSTCC       ?= gcc
HOST_OUT     := out/host
HOST_CFLAGS  := -std=gnu11 -O1 -g -D_GNU_SOURCE $(WARN) -fsanitize=address,undefined \
                -fno-sanitize-recover=all -fno-omit-frame-pointer \
                -Iinterfaces -Ilib/rt/include -Ilib/ipc/include -I$(GEN) -Itests/host
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

test-host: $(addprefix $(HOST_OUT)/,$(or $(T),$(host_tests))) ## unit tests on this machine (T=name: one)
	@failed=0; for t in $^; do ./$$t || failed=1; done; exit $$failed
.PHONY: test-host
