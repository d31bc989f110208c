# Disk image with the Linux userland.

ROOTFS ?= out/images/rootfs.ext4

out/images/rootfs.ext4: tools/mkrootfs $(wildcard $(DEPS)/stamp/rootfs) $(shell find tools/rootfs)
	@tools/mkrootfs --deps $(DEPS) $@

# Debian's own programs, for tests and for use: make run ROOTFS=out/images/debian.ext4
DEBIAN_IMAGE    := out/images/debian.ext4
DEBIAN_PACKAGES := bash dash coreutils findutils grep sed gawk tar gzip xz-utils bzip2 diffutils patch make lua5.4 \
                   perl-base python3 sqlite3 git less vim-tiny procps bc file

$(DEBIAN_IMAGE): tools/mkrootfs tools/fetch-deps build/parts/70-image.mk $(shell find tools/rootfs)
	@tools/fetch-deps --deps $(DEPS) --userland debian $(DEBIAN_PACKAGES)
	@tools/mkrootfs --deps $(DEPS) --userland debian $@
debian-rootfs: $(DEBIAN_IMAGE) ## make the disk image with Debian's own programs

# PACKAGES='bash python3': an image of your own beside the small one.
ifneq ($(PACKAGES),)
rootfs: out/images/custom.ext4
	@echo "  use it with: make run ROOTFS=$<"
out/images/custom.ext4: FORCE
	@tools/fetch-deps --deps $(DEPS) --userland custom $(PACKAGES)
	@tools/mkrootfs --deps $(DEPS) --userland custom $@
else
rootfs: $(ROOTFS) ## make the ext4 disk image (PACKAGES='bash ...': another one with those)
endif

.PHONY: rootfs debian-rootfs
