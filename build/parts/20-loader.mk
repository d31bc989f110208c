# The loader, and packing it with a kernel and a root task.
#
#   $(call pack-image,IMAGE,ROOT)    a rule for IMAGE from ROOT (an ELF file) and KERNEL

LOADER_BIN := $(OUT)/loader.bin
KERNEL     ?= $(OUT)/kernel.elf# another kernel.elf of the same interface can be given

loader.sources := $(wildcard loader/*.c loader/*.S) kernel/boot/fdt.c
$(call compile,loader,$(loader.sources),-Iloader -Ikernel -mgeneral-regs-only -mstrict-align -march=armv8-a \
    -fno-tree-loop-distribute-patterns)

$(OUT)/loader.elf: $(loader.objs) loader/loader.ld
	$(call say,LD,$@)
	$(Q)$(LD) -nostdlib -static --no-warn-rwx-segments -T loader/loader.ld -o $@ $(loader.objs)

$(LOADER_BIN): $(OUT)/loader.elf
	$(call say,COPY,$@)
	$(Q)$(OBJCOPY) -O binary $< $@

define pack_image_rules
$(1): $(2) $$(KERNEL) $$(LOADER_BIN) tools/mkimage
	$$(call say,PACK,$$@)
	@mkdir -p $$(@D)
	$$(Q)tools/mkimage --loader $$(LOADER_BIN) --kernel $$(KERNEL) --root $(2) -o $$@
endef
pack-image = $(eval $(call pack_image_rules,$(1),$(2)))

loader: $(LOADER_BIN) ## build the loader
.PHONY: loader
