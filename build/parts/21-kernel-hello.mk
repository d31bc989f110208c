# tests/kernel/hello: the smallest root task, and an image with it.

hello.sources := $(wildcard tests/kernel/hello/*.c tests/kernel/hello/*.S)
$(call compile,hello,$(hello.sources),-Iinterfaces -mgeneral-regs-only)

$(OUT)/hello.elf: $(hello.objs) tests/kernel/hello/hello.ld
	$(call say,LD,$@)
	$(Q)$(LD) -nostdlib -static --no-warn-rwx-segments -T tests/kernel/hello/hello.ld -o $@ $(hello.objs)

$(call pack-image,$(OUT)/hello.image,$(OUT)/hello.elf)

hello: $(OUT)/hello.image ## build the smallest bootable image (kernel and a test root task)
run-hello: hello ## boot it
	timeout 20 qemu-system-aarch64 -M virt -cpu cortex-a53 -m 1G -nographic -nic none -kernel $(OUT)/hello.image
.PHONY: hello run-hello
