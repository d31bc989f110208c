/* SPDX-License-Identifier: BSD-2-Clause */
/* From _start to main(), and what a task knows about itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sel4/types.h>

#include <rt/bulk.h>
#include <rt/log.h>
#include <rt/panic.h>
#include <rt/task.h>

const struct task_info *rt_task_info;

int main(void);
_Noreturn void rt_start(const struct task_info *info);

const struct task_mem *rt_task_mem(const char *name, unsigned index)
{
    const struct task_info *info = rt_task_info;

    for (uint32_t i = 0; i < info->mem_count; i++)
        if (strcmp(info->mem[i].name, name) == 0 && index-- == 0)
            return &info->mem[i];
    return NULL;
}

static bool find_option(const char *text, const char *key, char *value, size_t bytes)
{
    size_t key_len = strlen(key);

    for (const char *p = text; *p;) {
        p += strspn(p, " ");
        size_t len = strcspn(p, " ");

        if (len >= key_len && memcmp(p, key, key_len) == 0 && (len == key_len || p[key_len] == '=')) {
            size_t skip = len == key_len ? len : key_len + 1;
            snprintf(value, bytes, "%.*s", (int)(len - skip), p + skip);
            return true;
        }
        p += len;
    }
    return false;
}

bool rt_task_option(const char *key, char *value, size_t bytes)
{
    return find_option(rt_task_info->cfg, key, value, bytes) ||
           find_option(rt_task_info->bootargs, key, value, bytes);
}

static void set_log_level(void)
{
    static const char *const names[] = {"error", "warn", "info", "debug"};
    char value[16];

    if (!rt_task_option("log", value, sizeof(value)))
        return;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(value, names[i]) == 0)
            rt_log_level = (enum rt_log_level)i;
}

static void region_done(uint32_t number)
{
    (void)root_region_done(rt_root(), number); /* cannot fail: this task sees the table */
}

static void find_regions(void)
{
    const struct task_mem *table = rt_task_mem(TASK_MEM_REGIONS, 0);
    const struct task_mem *uses = rt_task_mem(TASK_MEM_REGION_USES, 0);

    if (table && uses)
        rt_bulk_set_table((const volatile struct region_line *)table->vaddr, (volatile uint32_t *)uses->vaddr,
                          region_done);
}

_Noreturn void rt_start(const struct task_info *info)
{
    rt_task_info = info;
    __sel4_ipc_buffer = (seL4_IPCBuffer *)info->ipc_buffer;
    if (info->magic != TASK_INFO_MAGIC || info->version != TASK_INFO_VERSION)
        rt_panic("task information has magic 0x%x version %u (want 0x%x version %u)", info->magic,
                 info->version, TASK_INFO_MAGIC, TASK_INFO_VERSION);
    set_log_level();
    find_regions();
    exit(main());
}

/* picolibc calls this at the end of exit(). */
_Noreturn void _exit(int status)
{
    rt_panic("main returned %d; a task serves for ever", status);
}
