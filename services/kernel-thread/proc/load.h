/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading a program into a new address space. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "proc/proc.h"

struct args;
struct file;
struct mm;
struct thread;

/* A program ready to start. */
struct image {
    struct mm *mm;             /* owned */
    uint64_t entry, sp;        /* first instruction, stack pointer */
    uint64_t arg_start, arg_end, env_start, env_end;
    struct cred cred;          /* who it will be; its groups are the process's */
    bool hidden;               /* it must not read its own program: nobody looks into it */
    bool secure;               /* it may do more than who starts it: AT_SECURE */
    bool killed;               /* Linux would have found the error after the old program was gone: SIGSEGV */
};

/* Loads the ELF file, its interpreter and the stack, for image->cred and secure.  0, or -errno with nothing left behind.
 * May park. */
int image_load(struct thread *t, struct file *file, const struct args *args, struct image *image);

/* exec_cred.c: sets cred, secure and hidden of an image that is to be loaded from the file.  0; -EPERM: its capabilities
 * cannot all be had; -EINVAL: they make no sense.  May park. */
int exec_cred(struct thread *t, const struct file *file, struct image *image);

/* The strings of execve, collected in one buffer: path, then environment, then arguments. */
struct args {
    char *text;                /* owned */
    uint64_t used, room;
    uint64_t limit;            /* most bytes of text and pointers; 0: no limit */
    unsigned argc, envc;
    uint64_t path;             /* offsets in text */
    uint64_t *argv, *envp;     /* owned; offsets in text */
    unsigned argv_room, envp_room;
};
int stack_build(struct mm *mm, const struct args *args, bool exec_stack,
                const uint64_t (*aux)[2], unsigned aux_count, struct image *image);
