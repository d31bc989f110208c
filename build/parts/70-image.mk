# Disk image with the Linux userland.

ROOTFS ?= out/images/rootfs.ext4

out/images/rootfs.ext4: tools/mkrootfs $(wildcard $(DEPS)/stamp/rootfs) $(shell find tools/rootfs)
	@tools/mkrootfs --deps $(DEPS) $@

rootfs: $(ROOTFS) ## make the ext4 disk image

.PHONY: rootfs
