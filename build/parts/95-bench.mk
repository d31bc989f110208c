# Measuring: instructions an operation takes, here and on Debian's kernel; time; memory.
#
#   make bench                        all rows; fails if one got worse than tests/bench/baseline.json
#   make bench ROWS='pread pipe'      some rows
#   make bench QUICK=1                Linux's counts from the baseline instead of measuring them again
#   make bench SAVE=1                 make the results the baseline
#   make bench T=kernel               the kernel's operations alone
#   make bench T=wall                 seconds of whole programs (WALL_RUNS=5 pairs)
#   make bench T=switches             the emulator's TLB flushes an operation, that is switches of address spaces
#   make bench T=memory               memory of kernel and tasks at an idle prompt
#   make bench T=walk                 one getpid and one pread, function by function
#   make bench T=compose              all services in one task and each in its own

ROWS      ?=
WALL_RUNS ?= 5

bench.srcs    := $(wildcard apps/bench/*.c)
bench_merged   = out/$(ARCH)-release/compose/merged/image
bench_separate = out/$(ARCH)-release/compose/separate/image
bench_noext    = out/$(ARCH)-release-noext/compose/merged/image
# Kernels that let the program read the processor's instruction counter.
bench_kernel       = out/variants/release-pmu/kernel.elf
bench_kernel_noext = out/variants/release-pmu-noext/kernel.elf
bench_options  = --program out/bench/bench --disk $(DEBIAN_IMAGE)
bench_systems  = --system native:$(bench_merged):$(bench_kernel) \
                 --system call:$(bench_noext):$(bench_kernel_noext):transport=call \
                 --system fault:$(bench_noext):$(bench_kernel_noext):transport=fault

out/bench/bench: $(bench.srcs) apps/bench/bench.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) -static -O2 -o $@ $(bench.srcs)

bench-images: out/bench/bench oracle $(DEBIAN_IMAGE)
	@$(MAKE) BUILD=release KERNEL_EXT=1 COMPOSE=merged image
	@$(MAKE) BUILD=release KERNEL_EXT=0 COMPOSE=merged image
	@$(MAKE) BUILD=release KERNEL_EXT=1 KERNEL_PMU=1 OUT=$(patsubst %/,%,$(dir $(bench_kernel))) kernel
	@$(MAKE) BUILD=release KERNEL_EXT=0 KERNEL_PMU=1 OUT=$(patsubst %/,%,$(dir $(bench_kernel_noext))) kernel

bench-linux: bench-images ## instructions of each operation beside Linux's; compared with the baseline
	@tests/bench/run $(bench_options) --json out/bench/result.json $(if $(filter 1,$(SAVE)),--save) \
	    $(if $(filter 1,$(QUICK)),--no-linux) $(bench_systems) $(ROWS)

bench-wall: bench-images ## seconds of whole programs beside Linux's, in turns
	@tests/bench/wall $(bench_options) --image $(bench_merged) --runs $(WALL_RUNS) $(if $(filter 1,$(SAVE)),--save) $(ROWS)

bench-switches: bench-images ## the emulator's TLB flushes in each operation
	@tests/bench/switches $(bench_options) --system native:$(bench_merged) --system fault:$(bench_noext):transport=fault \
	    $(if $(filter 1,$(SAVE)),--save) $(ROWS)

bench-memory: $(ROOTFS) ## memory of kernel and tasks at an idle prompt; fails above the limit
	@$(MAKE) BUILD=release COMPOSE=merged image
	@$(MAKE) BUILD=release COMPOSE=separate image
	@tests/bench/memory --disk $(ROOTFS) --image merged:$(bench_merged) --image separate:$(bench_separate) $(if $(filter 1,$(SAVE)),--save)

bench-walk: bench-images ## the instructions of one system call, function by function (ROWS='getpid pread_4k')
	@tests/bench/walk $(bench_options) --system native:$(bench_merged) --system fault:$(bench_noext):transport=fault \
	    $(if $(filter 1,$(SAVE)),--save) $(ROWS)

bench: bench-$(or $(T),linux) ## measure (T=linux, which is the default; kernel, wall, switches, memory, walk, compose)
.PHONY: bench bench-linux bench-images bench-wall bench-switches bench-memory bench-walk
