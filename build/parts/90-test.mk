# Tests.
#
#   make test                 everything; the last line says N passed, N failed
#   make test T=linux/text    one suite, or the Linux cases below a path
#   make test COMPOSE=merged  the Linux cases on one composition (TASKS='...' for another one)
#
# A suite is a target test-NAME whose output ends with `N passed, N failed` (or is cmocka's).  A whole run has as many suites at
# a time as there are processors; what several of them would build is in TEST_NEEDS and built before.

T ?=

TEST_SUITES       := host kernel $(TEST_SUITES) devices tools trace bench noext
TEST_COMPOSITIONS ?= merged separate
test_one     := $(if $(TASKS)$(filter command line,$(origin COMPOSE)),$(COMPOSE))
test_suites  := $(if $(test_one),,$(foreach s,$(TEST_SUITES),$(if $(shell grep -ls '^test-$(s):' $(MAKEFILE_LIST)),$(s))))
test_compose := $(filter $(COMPOSITIONS),$(or $(test_one),$(TEST_COMPOSITIONS)))
test_images  := $(foreach c,$(test_compose),$(OUT)/compose/$(c)/image)
run_tests    := tests/run --disk $(ROOTFS) $(if $(filter 1,$(V)),-v)

export MUSL_CC GLIBC_CC

TEST_NEEDS += out/tests/tools/traced out/bench/bench

test: $(test_images) $(ROOTFS) $(DEBIAN_IMAGE) $(if $(T)$(test_one),,$(TEST_NEEDS)) ## run the tests: all, or T=linux/text, T=kernel ...
	@$(run_tests) $(test_suites:%=--suite %) \
	    $(foreach c,$(test_compose),--composition '$(c):$(OUT)/compose/$(c)/image') $(T)

test-oracle: oracle $(ROOTFS) $(DEBIAN_IMAGE) ## make the tests' expected files again on Debian's kernel
	@$(run_tests) --oracle $(T)

test-tools: $(test_images) $(ROOTFS) ## tests of tools/run (T=name: one)
	@tests/run --build --disk $(ROOTFS)
	@tests/tools/run_test.py $(T)

out/tests/tools/traced: tests/tools/traced.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) -Wno-unused-result -static -o $@ $<

test-trace: $(test_images) $(ROOTFS) out/tests/tools/traced ## tests of the trace of system calls (T=name: one)
	@tests/tools/trace_test.py out/tests/tools/traced $(T)

test-bench: $(OUT)/compose/merged/image $(ROOTFS) out/bench/bench ## tests of the benchmark's scripts (T=name: one)
	@tests/tools/bench_test.py --program out/bench/bench --image $(OUT)/compose/merged/image --disk $(ROOTFS) $(T)

out/tests/tools/stub_probe: tests/tools/stub_probe.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) -O1 -static -no-pie -Wl,-Ttext-segment=0x30000000 -o $@ $<

test-stubs: $(OUT)/compose/merged/image $(ROOTFS) out/tests/tools/stub_probe ## a signal at each instruction of a stub
	@tests/tools/stub_test.py --image $< --disk $(ROOTFS) out/tests/tools/stub_probe

test-noext: ## the Linux cases on a kernel without extensions
	@$(MAKE) KERNEL_EXT=0 COMPOSE=merged T=$(or $(T),linux) test

.PHONY: test test-oracle test-tools test-trace test-bench test-stubs test-noext
