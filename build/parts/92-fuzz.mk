# Random system calls for a long time: make fuzz-syscalls MINUTES=30 SEED=1 (KERNEL_EXT=0 too).
MINUTES ?= 30
SEED    ?= 1

out/tests/fuzz/syscalls: tests/linux/fuzz/syscalls.c tests/linux/check.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) -Wno-unused-result -Wno-nonnull -Wno-stringop-overflow -Wno-array-bounds -Itests/linux -static -pthread -o $@ $<

fuzz-syscalls: out/tests/fuzz/syscalls $(OUT)/compose/merged/image $(ROOTFS) ## random system calls, MINUTES=30 SEED=1: the system must survive
	@tools/run --image $(OUT)/compose/merged/image --ro out/tests/fuzz --cwd /tmp \
	    --timeout $$(($(MINUTES) * 60 + 120)) --log out/tests/fuzz.log -- /host/syscalls $$(($(MINUTES) * 60)) $(SEED)

.PHONY: fuzz-syscalls
