# The kernel: out/.../kernel.elf, two links: the symbol table of the first one is compiled into the second.

NUM_DOMAINS          ?= 1# 1 or 16
ROOT_CNODE_SIZE_BITS ?= 19# slots of the root CNode, as a power of two
KERNEL_FASTPATH      ?= 1# 0: no fast paths, for comparison
KERNEL_PMU           ?= 0# 1: user mode may use the performance counters, for measuring
KERNEL_BENCHMARKS    ?= 0# 1: the system call that does nothing, for measuring

KERNEL_ELF := $(OUT)/kernel.elf

kernel.dirs    := kernel/object kernel/ipc kernel/sched kernel/ext kernel/vm kernel/irq kernel/boot kernel/debug \
                  kernel/arch/$(ARCH) kernel/plat/qemu-virt
kernel.sources := $(wildcard $(addsuffix /*.c,$(kernel.dirs)) $(addsuffix /*.S,$(kernel.dirs)))
kernel.flags   := -Ikernel/include -Ikernel -Ikernel/arch/$(ARCH)/include -Iinterfaces \
                  -mgeneral-regs-only -march=armv8-a -DNUM_DOMAINS=$(NUM_DOMAINS) \
                  -DROOT_CNODE_SIZE_BITS=$(ROOT_CNODE_SIZE_BITS) -DKERNEL_EXT=$(KERNEL_EXT) -DKERNEL_BENCHMARKS=$(KERNEL_BENCHMARKS) -DKERNEL_FASTPATH=$(KERNEL_FASTPATH) \
                  $(if $(filter 1,$(KERNEL_PMU)),-DEXPORT_PMU_USER=1)
# memset must not be compiled into a call of memset.
kernel.flags   += -fno-tree-loop-distribute-patterns
$(call compile,kernel,$(kernel.sources),$(kernel.flags))

# Other settings, other objects.
kernel.stamp := $(OUT)/kernel/flags
$(shell mkdir -p $(OUT)/kernel; echo '$(kernel.flags)' | cmp -s - $(kernel.stamp) || echo '$(kernel.flags)' >$(kernel.stamp))
$(kernel.objs): $(kernel.stamp)

# Leaf functions where every instruction counts; their frames are missing from backtraces.
$(OUT)/kernel/kernel/ipc/fastpath.o: CFLAGS_ALL += -fomit-frame-pointer

kernel.ld   := kernel/arch/$(ARCH)/kernel.ld
kernel.link  = $(LD) -nostdlib -static --no-warn-rwx-segments -z max-page-size=4096 -T $(kernel.ld)
kernel.work := $(OUT)/kernel

# The table must not move what it describes: it lies behind all code, and the last check compares it with the result.
$(kernel.work)/symtab0.c: tools/mksymtab
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)tools/mksymtab --empty -o $@
$(kernel.work)/symtab1.c: $(kernel.work)/kernel0.elf tools/mksymtab
	$(call say,GEN,$@)
	$(Q)tools/mksymtab $(if $(filter debug,$(BUILD)),--nm $(CROSS)nm $<,--empty) -o $@
$(kernel.work)/symtab%.o: $(kernel.work)/symtab%.c kernel/debug/symtab.h
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS_ALL) $(kernel.flags) -c -o $@ $<
$(kernel.work)/kernel0.elf: $(kernel.objs) $(kernel.work)/symtab0.o $(kernel.ld)
	$(call say,LD,$@)
	$(Q)$(kernel.link) -o $@ $(kernel.objs) $(kernel.work)/symtab0.o
$(KERNEL_ELF): $(kernel.objs) $(kernel.work)/symtab1.o $(kernel.ld)
	$(call say,LD,$@)
	$(Q)$(kernel.link) -o $@ $(kernel.objs) $(kernel.work)/symtab1.o
	$(Q)$(if $(filter debug,$(BUILD)),tools/mksymtab --nm $(CROSS)nm $@ --check $(kernel.work)/symtab1.c)

kernel: $(KERNEL_ELF) ## build the kernel
.PHONY: kernel
.SECONDARY: $(foreach n,0 1,$(kernel.work)/symtab$n.c $(kernel.work)/symtab$n.o)
