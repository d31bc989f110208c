# Measuring: instructions an operation takes, here and on Debian's kernel.
#
#   make bench-linux                  all rows; fails if one got worse than tests/bench/baseline.json
#   make bench-linux ROWS='pread'     some rows
#   make bench-linux SAVE=1           make the results the baseline

ROWS ?=

bench.srcs    := $(wildcard apps/bench/*.c)
bench_release  = out/$(ARCH)-release/compose/merged/image
bench_noext    = out/$(ARCH)-release-noext/compose/merged/image

out/bench/bench: $(bench.srcs) apps/bench/bench.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) -static -O2 -o $@ $(bench.srcs)

bench-linux: out/bench/bench oracle $(ROOTFS) ## instructions of each operation beside Linux's; compared with the baseline
	@$(MAKE) BUILD=release KERNEL_EXT=1 COMPOSE=merged image
	@$(MAKE) BUILD=release KERNEL_EXT=0 COMPOSE=merged image
	@tests/bench/run --program out/bench/bench --json out/bench/result.json $(if $(filter 1,$(SAVE)),--save) \
	    --system ours:$(bench_release) --system plain:$(bench_noext) $(ROWS)

bench: bench-$(or $(T),linux) ## measure (T=linux, which is the default; T=kernel)
.PHONY: bench bench-linux
