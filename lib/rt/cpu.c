/* SPDX-License-Identifier: BSD-2-Clause */
/* The processor's features, by its name in the device tree. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <rt/cpu.h>
#include <rt/task.h>

static bool tree_names(const char *text)
{
    const char *tree = (const char *)rt_task_info->dtb;
    size_t len = strlen(text);
    for (size_t i = 0; tree != NULL && i + len < rt_task_info->dtb_bytes; i++)
        if (tree[i] == text[0] && memcmp(tree + i, text, len) == 0)
            return true;
    return false;
}

unsigned rt_cpu_features(void)
{
    static unsigned bits;
    static bool asked;
    if (!asked && (tree_names("arm,cortex-a53") || tree_names("arm,cortex-a57") || tree_names("arm,cortex-a72")))
        bits = RT_CPU_CRC32 | RT_CPU_CRYPTO;
    asked = true;
    return bits;
}

unsigned rt_cpu_midr(void)
{
    /* Technical Reference Manuals of the three: ARM DDI 0500, 0488, 100095; revisions as QEMU has them. */
    return tree_names("arm,cortex-a53") ? 0x410fd034 : tree_names("arm,cortex-a57") ? 0x411fd070
           : tree_names("arm,cortex-a72") ? 0x410fd083 : 0;
}
