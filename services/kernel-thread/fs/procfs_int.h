/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of /proc.
 *
 * A directory is a table of entries; one below /proc/PID applies to that process, found again by its pid
 * at each use.  Inodes are made by each lookup and names are not cached: processes come and go. */
#pragma once
#include <stdint.h>

struct inode;
struct path;
struct proc;
struct text;

enum procfs_kind { PROCFS_FILE, PROCFS_DIR, PROCFS_LINK };

/* What an inode of /proc is about (inode->priv). */
struct procfs_node {
    const struct procfs_entry *entry;
    int pid; /* of the process; 0: the system */
    int id;  /* descriptor or thread; -1: none */
};

struct procfs_entry {
    const char *name;          /* NULL ends a table */
    uint8_t kind;              /* enum procfs_kind */
    uint16_t mode;             /* permissions */
    /* PROCFS_FILE: writes the contents; p is NULL for the system.  May park.  0 or -errno. */
    int (*show)(struct text *out, struct proc *p, const struct procfs_node *node);
    /* PROCFS_FILE that can be written: takes one write's text, NUL-terminated.  NULL: -EIO.  May park.  0 or -errno. */
    int (*store)(const char *text);
    /* PROCFS_LINK: the text; and if it names an object: its place (counted). */
    int (*link)(struct text *out, struct proc *p, const struct procfs_node *node);
    int (*jump)(struct proc *p, const struct procfs_node *node, struct path *out);
    const struct procfs_entry *children; /* PROCFS_DIR: a table ... */
    /* ... and members that come and go: the first id > after, or -1; and what each is. */
    int (*next)(struct proc *p, int after);
    const struct procfs_entry *member;
    uint8_t of_memory;         /* PROCFS_FILE: about the program that ran at open; empty after an exec */
    uint8_t member_is_pid;     /* members are processes (or threads): their nodes have that pid */
};

extern const struct procfs_entry procfs_root[], procfs_pid[], procfs_fd_member, procfs_task_member,
    procfs_sys[], procfs_kit[], sysfs_root[];
int procfs_fd_next(struct proc *p, int after);
/* Permissions of a descriptor's link: what the file may be used for. */
uint32_t procfs_fd_mode(struct proc *p, int fd);
int procfs_task_next(struct proc *p, int after);

/* procfs_self.c: /proc/self and /proc/PID's links. */
int procfs_link_self(struct text *out, struct proc *p, const struct procfs_node *node);
int procfs_link_thread_self(struct text *out, struct proc *p, const struct procfs_node *node);
int procfs_jump_exe(struct proc *p, const struct procfs_node *node, struct path *out);
int procfs_jump_cwd(struct proc *p, const struct procfs_node *node, struct path *out);
int procfs_jump_root(struct proc *p, const struct procfs_node *node, struct path *out);

/* Contents: procfs_system.c, procfs_process.c, procfs_mounts.c, procfs_maps.c */
#define PROCFS_SHOWS(X)                                                                                        \
    X(meminfo) X(uptime) X(loadavg) X(filesystems) X(version) X(cpuinfo) X(sys_stat) X(devices) X(partitions)  \
    X(swaps) X(cmdline_kernel) X(hostname) X(ostype) X(osrelease) X(sys_version) X(pid_max) X(uuid)            \
    X(overcommit) X(pid_stat) X(pid_status) X(pid_cmdline) X(pid_environ) X(pid_comm) X(pid_statm)             \
    X(pid_maps) X(pid_limits) X(pid_mounts) X(pid_mountinfo) X(kit_syscalls) X(kit_cache) X(kit_memory)          \
    X(kit_tasks) X(kit_disks) X(kit_accounting) X(max_map_count) X(sys_cpus) X(drop_caches)
#define X(name) int procfs_show_##name(struct text *out, struct proc *p, const struct procfs_node *node);
PROCFS_SHOWS(X)
#undef X

int procfs_store_drop_caches(const char *text);

/* The built-in init as a process for /proc/1; what does not exist of it is NULL. */
struct proc *procfs_init_proc(void);
/* By pid, 1 too. */
struct proc *procfs_find(int pid);
