# Tests of the kernel's interface: a root server (driver) that runs each test in a process of its own.

KTEST_CFLAGS := -nostdinc -isystem $(GCC_INCLUDE) -ftls-model=local-exec -Iinterfaces -Ilib/sel4/include \
                -Ilib/sel4/arch/$(ARCH)/include -Itests/kernel/include \
                -DCONFIG_LIB_SEL4_USE_THREAD_LOCALS=1
FUZZ         ?= 100# rounds of random system calls, 300 in each
KTEST_CFLAGS += -DFUZZ_ROUNDS=$(FUZZ)
KTEST        := $(OUT)/tests/kernel
ktest_common := tests/kernel/lib/format.c tests/kernel/lib/string.c lib/sel4/ipc_buffer.c

$(call compile,ktest,$(filter-out $(ktest_common),$(wildcard tests/kernel/lib/*.[cS] tests/kernel/tests/*.c)) $(ktest_common),\
    $(KTEST_CFLAGS))
$(call compile,ktest-driver,$(wildcard tests/kernel/driver/*.[cS]) $(ktest_common),\
    $(KTEST_CFLAGS) -Itests/kernel/driver -DTEST_PROGRAM='"$(KTEST)/tests.elf"')

# Another number of rounds, another object.
ktest_fuzz := $(OUT)/ktest/fuzz-rounds
$(shell mkdir -p $(OUT)/ktest; echo '$(FUZZ)' | cmp -s - $(ktest_fuzz) || echo '$(FUZZ)' >$(ktest_fuzz))
$(OUT)/ktest/tests/kernel/tests/fuzz.o: $(ktest_fuzz)

ktest_link    = $(Q)$(CC) -nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=4096 -Wl,-z,noexecstack \
                -T tests/kernel/tests.ld -o $@ $(filter %.o,$^)

$(KTEST)/tests.elf: $(ktest.objs) tests/kernel/tests.ld
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(ktest_link)
$(OUT)/ktest-driver/tests/kernel/driver/start.o: $(KTEST)/tests.elf
$(KTEST)/driver.elf: $(ktest-driver.objs) tests/kernel/tests.ld
	$(call say,LD,$@)
	$(ktest_link)
$(KTEST)/image: $(OUT)/kernel.elf $(OUT)/loader.bin $(KTEST)/driver.elf
	$(call say,IMAGE,$@)
	$(Q)tools/mkimage --loader $(OUT)/loader.bin --kernel $(OUT)/kernel.elf --root $(KTEST)/driver.elf -o $@

test-kernel: $(KTEST)/image ## tests of the kernel's interface (CPU=, MEM=, GIC=)
	$(Q)tests/kernel/run $< --cpu $(or $(CPU),cortex-a53) --mem $(or $(MEM),1G) --gic $(or $(GIC),2)
test-kernel-domains: ## the same on a kernel with 16 domains
	$(Q)$(MAKE) OUT=$(OUT)-domains NUM_DOMAINS=16 test-kernel
test-kernel-variants: ## the same in short on every pair of kernel and machine settings
	$(Q)tests/kernel/variants
TEST_SUITES += kernel-variants
TEST_NEEDS  += $(KTEST)/image
.PHONY: test-kernel test-kernel-domains test-kernel-variants
