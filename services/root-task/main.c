/* SPDX-License-Identifier: BSD-2-Clause */
/* root-task: the first program of the system.  Takes all resources from the kernel, makes the tasks of the
 * composition and serves them. */
#include <stdio.h>
#include <string.h>

#include <rt/log.h>
#include <rt/panic.h>

#include "console.h"
#include "cspace.h"
#include "device.h"
#include "probe.h"
#include "region.h"
#include "service.h"
#include "untyped.h"

_Noreturn void root_start(seL4_BootInfo *bootinfo);

static void set_log_level(void)
{
    static const struct {
        const char *option;
        enum rt_log_level level;
    } options[] = {{"log=error", RT_LOG_ERROR}, {"log=warn", RT_LOG_WARN}, {"log=debug", RT_LOG_DEBUG}};

    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        if (strstr(device_bootargs(), options[i].option))
            rt_log_level = options[i].level;
}

/* The UART the log goes to. */
static void open_console(void)
{
    struct device uart;

    if (device_find("arm,pl011", 0, &uart))
        console_open(device_map_own(uart.paddr));
}

static void log_resources(const seL4_BootInfo *bootinfo)
{
    uint64_t dtb_bytes;

    device_tree(&dtb_bytes);
    log_info("%lu MiB of RAM, %lu untyped pieces, 2^%lu slots, device tree of %lu bytes",
             untyped_total_bytes() >> 20, bootinfo->untyped.end - bootinfo->untyped.start,
             bootinfo->initThreadCNodeSizeBits, dtb_bytes);
}

static void make_tasks(void)
{
    unsigned made = 0;

    for (unsigned i = 0; i < task_table_count; i++) {
        uint64_t start_us = console_now_us();
        if (task_create(&tasks[i], &task_table[i]))
            continue;
        made++;
        log_info("%s: priority %u, %lu KiB of program, made in %lu.%lu ms", task_table[i].name,
                 task_table[i].priority, (uint64_t)(task_table[i].elf_end - task_table[i].elf) / 1024,
                 (console_now_us() - start_us) / 1000, (console_now_us() - start_us) / 100 % 10);
    }
    log_info("%u of %u tasks made, %lu MiB of RAM free", made, task_table_count, untyped_free_bytes() >> 20);
}

_Noreturn void root_start(seL4_BootInfo *bootinfo)
{
    __sel4_ipc_buffer = bootinfo->ipcBuffer;
    cspace_init(bootinfo);
    untyped_init(bootinfo);
    cspace_make_two_levels();
    const char *missing = probe_kernel(); /* before the first line: lines have times */
    if (missing)
        console_without_counter();
    log_info("ceL4 Linux Kit, composition '%s'", composition_name);
    device_init(bootinfo);
    open_console();
    if (missing)
        rt_panic("this kernel was built with %s: the kit cannot run on it", missing);
    set_log_level();
    log_resources(bootinfo);

    if (task_table_count > TASKS_MAX)
        rt_panic("the composition has %u tasks, at most %u are possible", task_table_count, TASKS_MAX);
    service_init();
    region_init();
    make_tasks();
    service_loop();
}
