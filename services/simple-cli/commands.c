/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands; all they know comes from root-task. */
#include <stdio.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/task.h>
#include <rt/timer.h>

#include "cli.h"

struct command {
    const char *name;
    const char *argument; /* what it takes; NULL: nothing */
    const char *help;
    void (*run)(const char *argument);
};

static const char *phase_name(uint32_t phase)
{
    static const char *const names[] = {"absent", "starting", "ready", "dead"};

    return phase < sizeof(names) / sizeof(names[0]) ? names[phase] : "?";
}

static const char *error_text(int err)
{
    switch (-err) {
    case ENOENT:
        return "there is no such task";
    case EPERM:
        return "simple-cli may not do that";
    case EINVAL:
        return "that is simple-cli itself";
    case ENOMEM:
        return "no memory";
    }
    return "it failed";
}

/* Name of the task with that badge, into the buffer. */
static const char *task_name(uint64_t badge, char *name, size_t bytes)
{
    struct root_task_state task;

    snprintf(name, bytes, "-");
    for (uint32_t i = 0; badge && root_task(rt_root(), i, &task) == 0; i++)
        if (task.badge == badge)
            snprintf(name, bytes, "%s", task.name);
    return name;
}

static void show_tasks(const char *argument)
{
    struct root_task_state task;

    (void)argument;
    cli_print("%-20s %-9s %8s %9s %8s\n", "task", "state", "priority", "KiB", "restarts");
    for (uint32_t i = 0; root_task(rt_root(), i, &task) == 0; i++)
        cli_print("%-20s %-9s %8u %9lu %8u\n", task.name, phase_name(task.state), task.priority,
                  task.bytes / 1024, task.restarts);
}

/* How much of the processor each task had since this was asked last (or since power on). */
static void show_top(const char *argument)
{
    enum { TASKS = 32 };
    static uint64_t before[TASKS], asked_ms;
    uint64_t now_ms = rt_now_ns() / 1000000, span = now_ms - asked_ms ? now_ms - asked_ms : 1;
    struct root_task_state task;

    (void)argument;
    cli_print("%-20s %6s %9s %9s\n", "task", "cpu %", "run ms", "KiB");
    for (uint32_t i = 0; i < TASKS && root_task(rt_root(), i, &task) == 0; i++) {
        if (task.run_ms == ROOT_NO_TIME) {
            cli_print("%-20s %6s %9s %9lu\n", task.name, "-", "-", task.bytes / 1024);
            continue;
        }
        uint64_t permille = (task.run_ms - before[i]) * 1000 / span;
        cli_print("%-20s %4lu.%lu %9lu %9lu\n", task.name, permille / 10, permille % 10, task.run_ms, task.bytes / 1024);
        before[i] = task.run_ms;
    }
    cli_print("in %lu.%03lu s\n", span / 1000, span % 1000);
    asked_ms = now_ms;
}

static void show_services(const char *argument)
{
    struct root_task_state task;

    (void)argument;
    cli_print("%-20s %7s\n", "service", "clients");
    for (uint32_t i = 0; root_task(rt_root(), i, &task) == 0; i++)
        if (task.state == ROOT_TASK_READY)
            cli_print("%-20s %7u\n", task.name, task.clients);
}

static void show_channels(const char *argument)
{
    struct root_channel_state channel;
    char from[32], to[32];

    (void)argument;
    cli_print("%-6s %-20s %-20s %7s\n", "number", "client", "service", "KiB");
    for (uint32_t i = 0; root_channel(rt_root(), i, &channel) == 0; i++)
        cli_print("%-6u %-20s %-20s %7lu%s\n", channel.id, task_name(channel.creator, from, sizeof(from)),
                  task_name(channel.peer, to, sizeof(to)), channel.bytes / 1024,
                  channel.joined ? "" : " (not joined)");
}

static void show_memory(const char *argument)
{
    struct root_task_state task;
    uint64_t total, free, mine, tasks = 0;

    (void)argument;
    root_memory(rt_root(), &total, &free, &mine);
    for (uint32_t i = 0; root_task(rt_root(), i, &task) == 0; i++)
        tasks += task.bytes;
    cli_print("%-24s %9lu KiB\n", "given by the kernel", total / 1024);
    cli_print("%-24s %9lu KiB\n", "free", free / 1024);
    cli_print("%-24s %9lu KiB\n", "of the tasks", tasks / 1024);
    cli_print("%-24s %9lu KiB\n", "channels and root-task", (total - free - tasks) / 1024);
}

static void show_time(const char *argument)
{
    uint64_t ms = rt_now_ns() / 1000000;

    (void)argument;
    cli_print("%lu.%03lu s since power on\n", ms / 1000, ms % 1000);
}

static void restart(const char *argument)
{
    int err = root_restart(rt_root(), argument);

    if (err)
        cli_print("%s: %s (error %d)\n", argument, error_text(err), err);
    else
        cli_print("%s is made again\n", argument);
}

static void halt(const char *argument)
{
    (void)argument;
    root_shutdown(rt_root(), "the operator said so");
}

static void help(const char *argument);

static const struct command commands[] = {
    {"help", NULL, "this list", help},
    {"tasks", NULL, "tasks with state, priority, memory", show_tasks},
    {"top", NULL, "processor time and memory of the tasks since asked last", show_top},
    {"services", NULL, "tasks that serve, and how many use them", show_services},
    {"channels", NULL, "shared memory between tasks", show_channels},
    {"memory", NULL, "where the RAM is", show_memory},
    {"uptime", NULL, "time since power on", show_time},
    {"restart", "TASK", "take a task down and make it again", restart},
    {"halt", NULL, "stop everything at once (Linux' disks are not synced)", halt},
};

static void help(const char *argument)
{
    (void)argument;
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        cli_print("  %-8s %-5s %s\n", commands[i].name, commands[i].argument ? commands[i].argument : "",
                  commands[i].help);
}

void command_run(unsigned count, char *const words[])
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        const struct command *command = &commands[i];
        if (strcmp(command->name, words[0]) != 0)
            continue;
        if (count != (command->argument ? 2u : 1u)) {
            cli_print("usage: %s %s\n", command->name, command->argument ? command->argument : "");
            return;
        }
        command->run(words[count - 1]);
        return;
    }
    cli_print("%s: no such command ('help' lists them)\n", words[0]);
}
