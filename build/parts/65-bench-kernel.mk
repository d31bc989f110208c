# The kernel's bench: the driver of the kernel tests with another test program.  Always a release build.

KBENCH := $(OUT)/bench/kernel

$(call compile,kbench,$(filter-out $(ktest_common),$(wildcard tests/kernel/lib/*.[cS] tests/bench/kernel/*.c)) $(ktest_common),\
    $(KTEST_CFLAGS) -mgeneral-regs-only -Itests/bench/kernel)
$(call compile,kbench-driver,$(wildcard tests/kernel/driver/*.[cS]) $(ktest_common),\
    $(KTEST_CFLAGS) -Itests/kernel/driver -DTEST_PROGRAM='"$(KBENCH)/bench.elf"')

$(KBENCH)/bench.elf: $(kbench.objs) tests/kernel/tests.ld
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(ktest_link)
$(OUT)/kbench-driver/tests/kernel/driver/start.o: $(KBENCH)/bench.elf
$(KBENCH)/driver.elf: $(kbench-driver.objs) tests/kernel/tests.ld
	$(call say,LD,$@)
	$(ktest_link)
$(KBENCH)/image: $(OUT)/kernel.elf $(OUT)/loader.bin $(KBENCH)/driver.elf
	$(call say,IMAGE,$@)
	$(Q)tools/mkimage --loader $(OUT)/loader.bin --kernel $(OUT)/kernel.elf --root $(KBENCH)/driver.elf -o $@

bench-kernel-run: $(KBENCH)/image
	$(Q)tests/bench/kernel/run $(if $(WRITE),--write docs/kernel-performance.md) $<
bench-kernel: ## instructions per kernel operation (WRITE=1: also into docs)
	$(Q)$(MAKE) BUILD=release OUT=out/$(ARCH)-bench KERNEL_BENCHMARKS=1 bench-kernel-run
.PHONY: bench-kernel bench-kernel-run
