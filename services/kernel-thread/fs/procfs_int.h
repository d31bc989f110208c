/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of /proc.
 *
 * A directory is a table of entries; one below /proc/PID applies to that process, found again by its pid
 * at each use.  Inodes are made by each lookup and names are not cached: processes come and go. */
#pragma once
#include <stdint.h>

struct file;
struct file_ops;
struct inode;
struct path;
struct proc;
struct text;
struct thread;

enum procfs_kind { PROCFS_FILE, PROCFS_DIR, PROCFS_LINK };

/* What an inode of /proc is about (inode->priv). */
struct procfs_node {
    const struct procfs_entry *entry;
    int pid; /* of the process; 0: the system */
    int tid; /* of the thread, below task/ or as /proc/TID; 0: the whole process */
    int id;  /* of a member: descriptor, place in a list; -1: none */
};

/* A number of /proc/sys that can be set: int, or unsigned long. */
struct procfs_number {
    void *value;
    uint8_t bytes;             /* 4 or 8 */
    uint8_t count;             /* so many after each other; 0: one */
    long least;                /* -EINVAL below, and above; 8 bytes: unsigned, and no limits */
    long most;
};

struct procfs_entry {
    const char *name;          /* NULL ends a table */
    uint8_t kind;              /* enum procfs_kind */
    uint16_t mode;             /* permissions */
    /* PROCFS_FILE: writes the contents; p is NULL for the system.  May park.  0 or -errno. */
    int (*show)(struct text *out, struct proc *p, const struct procfs_node *node);
    /* PROCFS_FILE that can be written: takes one write's text, NUL-terminated.  NULL: -EIO.  May park.  0 or -errno. */
    int (*store)(struct proc *p, const struct procfs_node *node, const char *text);
    const char *constant;      /* PROCFS_FILE that always says this */
    struct procfs_number number; /* PROCFS_FILE of /proc/sys; value NULL: not one */
    const struct file_ops *fops; /* PROCFS_FILE with operations of its own */
    /* PROCFS_LINK: the text; and if it names an object: its place (counted). */
    int (*link)(struct text *out, struct proc *p, const struct procfs_node *node);
    int (*jump)(struct proc *p, const struct procfs_node *node, struct path *out);
    const struct procfs_entry *children; /* PROCFS_DIR: a table ... */
    /* ... and members that come and go: the first id > after, or -1; and what each is. */
    int (*next)(struct proc *p, int after);
    int (*next_of)(const struct procfs_node *dir, int after); /* the same where it depends on the directory's id */
    const struct procfs_entry *member;
    /* Members have names; NULL: their numbers.  Writes at most 63 bytes. */
    void (*name_of)(struct proc *p, int id, char *name);
    uint8_t of_memory;         /* PROCFS_FILE: about the program that ran at open; empty after an exec */
    uint8_t sysctl;            /* of /proc/sys: its mode binds the superuser too */
    uint8_t guarded;           /* opening it takes the right to look into the process */
    uint8_t member_is_pid;     /* members are processes: their nodes have that pid, */
    uint8_t member_is_tid;     /* ... threads: that tid */
};

extern const struct procfs_entry procfs_root[], procfs_pid[], procfs_fd_member, procfs_task_member,
    procfs_sys[], procfs_kit[], procfs_net[], procfs_ns[],
    procfs_fdinfo_member, procfs_map_file_member, sysfs_root[];

/* Contents of files without a proc: constants and numbers are made and set here too. */
int procfs_make(struct text *out, struct proc *p, const struct procfs_node *node);
int procfs_store(struct proc *p, const struct procfs_node *node, const char *text);
/* What an open file of /proc is about: 0; -ESRCH when the process is gone. */
int procfs_file_proc(const struct file *f, struct proc **p);

/* The thread a node is about: its own, or the process's first that lives; NULL: none. */
struct thread *procfs_thread(struct proc *p, const struct procfs_node *node);
/* May the reader look into the process?  0 or -EACCES. */
int procfs_may_look(const struct proc *p);
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
    X(swaps) X(cmdline_kernel) X(config)    X(ostype) X(osrelease) X(sys_version) X(uuid)         \
    X(boot_id) X(pid_stat) X(pid_status) X(pid_cmdline) X(pid_environ) X(pid_comm) X(pid_statm)                \
    X(pid_maps) X(pid_limits) X(pid_mounts) X(pid_mountinfo) X(pid_mountstats) X(kit_syscalls) X(kit_cache)    \
    X(kit_memory) X(kit_tasks) X(kit_disks) X(kit_accounting) X(sys_cpus) X(drop_caches) X(pid_auxv) X(pid_io) \
    X(pid_numa_maps) X(pid_oom_adj) X(pid_oom_score) X(pid_oom_score_adj) X(pid_personality) X(pid_sched)      \
    X(pid_schedstat) X(pid_smaps) X(pid_smaps_rollup) X(pid_stack) X(pid_syscall) X(pid_wchan)                 \
    X(pid_children) X(pid_autogroup) X(pid_coredump_filter) X(pid_clock_offsets) X(pid_timers)                 \
    X(pid_timerslack) X(buddyinfo) X(diskstats) X(interrupts) X(locks) X(schedstat) X(slabinfo) X(softirqs)    \
    X(vmstat) X(zoneinfo)
#define X(name) int procfs_show_##name(struct text *out, struct proc *p, const struct procfs_node *node);
PROCFS_SHOWS(X)
#undef X

#define PROCFS_STORES(X)                                                                                       \
    X(drop_caches) X(pid_clear_refs) X(pid_comm) X(pid_coredump_filter) X(pid_oom_adj) X(pid_oom_score_adj)    \
    X(pid_timerslack)
#define X(name) int procfs_store_##name(struct proc *p, const struct procfs_node *node, const char *text);
PROCFS_STORES(X)
#undef X

extern const struct file_ops procfs_mem_ops, procfs_pagemap_ops;
/* map_files: regions of files. */
int procfs_map_next(struct proc *p, int after);
void procfs_map_name(struct proc *p, int id, char *name);

/* The built-in init as a process for /proc/1; what does not exist of it is NULL. */
struct proc *procfs_init_proc(void);
/* By pid, 1 too. */
struct proc *procfs_find(int pid);
