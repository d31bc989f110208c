/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration switches under the names programs test for; an absent one is off. */
#pragma once

#define CONFIG_ARCH_ARM 1
#define CONFIG_ARCH_AARCH64 1
#define CONFIG_SEL4_ARCH aarch64
#define CONFIG_WORD_SIZE 64
#define CONFIG_PLAT qemu-arm-virt
#define CONFIG_PLAT_QEMU_ARM_VIRT 1
#define CONFIG_MAX_NUM_NODES 1
#define CONFIG_NUM_PRIORITIES 256
#define CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS 230
#define CONFIG_RETYPE_FAN_OUT_LIMIT 256
#define CONFIG_HAVE_FPU 1
#define CONFIG_EXPORT_PCNT_USER 1
#define CONFIG_EXPORT_PTMR_USER 1
#define CONFIG_AARCH64_USER_CACHE_ENABLE 1
