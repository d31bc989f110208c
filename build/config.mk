# Settings.  Each can be given on the command line or in local.mk.

ARCH       ?= aarch64
BUILD      ?= debug# debug or release
V          ?= 0# 1: print whole commands
CROSS      ?= aarch64-linux-gnu-
PYTHON     := /usr/bin/python3

KERNEL_EXT ?= 1# 0: a kernel without extensions, exactly the common interface (docs/kernel-extensions.md)

OUT        := out/$(ARCH)-$(BUILD)$(if $(filter 0,$(KERNEL_EXT)),-noext)
GEN        := out/gen
DEPS       ?= out/deps# what tools/fetch-deps brings; may be shared by several trees

ifeq ($(filter $(BUILD),debug release),)
$(error BUILD is '$(BUILD)'; it can be debug or release)
endif

CC         := $(CROSS)gcc
LD         := $(CROSS)ld
AR         := $(CROSS)ar
OBJCOPY    := $(CROSS)objcopy

WARN       := -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wundef -Wvla \
              -Wimplicit-fallthrough
CFLAGS_ALL := -std=gnu11 -O2 -g -ffreestanding -fno-common -fno-strict-aliasing -fno-omit-frame-pointer \
              -fno-pic -fno-pie -fno-stack-protector -mno-outline-atomics $(WARN) \
              -DBUILD_DEBUG=$(if $(filter debug,$(BUILD)),1,0)
