/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/hwcap.c: processor features, by the name in the device tree (the ID registers trap at EL0). */
#include "proc/hwcap.h"

#include <stddef.h>
#include <string.h>

#include <rt/task.h>

enum { HWCAP_FP = 1, HWCAP_ASIMD = 2, HWCAP_CRYPTO = 0x78 /* AES PMULL SHA1 SHA2 */, HWCAP_CRC32 = 0x80 };

static int tree_names(const char *text)
{
    const char *tree = (const char *)rt_task_info->dtb;
    size_t len = strlen(text);
    for (size_t i = 0; tree != NULL && i + len < rt_task_info->dtb_bytes; i++)
        if (tree[i] == text[0] && memcmp(tree + i, text, len) == 0)
            return 1;
    return 0;
}

uint64_t hwcap_bits(void)
{
    static uint64_t bits;
    if (bits == 0) {
        bits = HWCAP_FP | HWCAP_ASIMD;
        if (tree_names("arm,cortex-a53") || tree_names("arm,cortex-a57") || tree_names("arm,cortex-a72"))
            bits |= HWCAP_CRYPTO | HWCAP_CRC32;
    }
    return bits;
}

uint32_t cpu_midr(void)
{
    /* Technical Reference Manuals of the three: ARM DDI 0500, 0488, 100095; revisions as QEMU has them. */
    return tree_names("arm,cortex-a53") ? 0x410fd034 : tree_names("arm,cortex-a57") ? 0x411fd070
           : tree_names("arm,cortex-a72") ? 0x410fd083 : 0;
}
