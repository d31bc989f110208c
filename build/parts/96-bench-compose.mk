# What each split into tasks costs, in instructions an operation.
#
#   make bench T=compose [ROWS='cold_ stat'] [SAVE=1]

bench_splits := kernel-thread+block-thread kernel-thread+fs-thread separate
bench_split  = --system $(if $(filter kernel-thread+%,$(1)),$(subst kernel-thread+,+,$(1)),$(1)):out/$(ARCH)-release/compose/$(1)/image:$(bench_kernel)

bench-compose-images: out/bench/bench $(DEBIAN_IMAGE)
	@for c in merged $(bench_splits); do $(MAKE) BUILD=release KERNEL_EXT=1 COMPOSE=$$c image || exit 1; done
	@$(MAKE) BUILD=release KERNEL_EXT=1 KERNEL_PMU=1 OUT=$(patsubst %/,%,$(dir $(bench_kernel))) kernel

bench-compose: bench-compose-images ## instructions of each operation in several compositions, beside the merged one
	@tests/bench/compose $(bench_options) $(if $(filter 1,$(SAVE)),--save) \
	    $(foreach c,merged $(bench_splits),$(call bench_split,$(c))) $(ROWS)
.PHONY: bench-compose bench-compose-images
