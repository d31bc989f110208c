/* SPDX-License-Identifier: BSD-2-Clause */
/* Collecting execve's strings. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "proc/load.h"

struct mm;

/* All functions: 0, -E2BIG, -ENOMEM, -EFAULT.  args all zero is empty. */
int args_add_argv(struct args *args, const char *text);
int args_add_envp(struct args *args, const char *text);
/* The vector of pointers at uaddr of mm (0: none), as argv or envp. */
int args_add_user(struct args *args, struct mm *mm, uint64_t uaddr, int env);
int args_set_path(struct args *args, const char *path);
/* A script: the first argument is replaced by interpreter, its argument (or NULL) and the script's path. */
int args_script(struct args *args, const char *interpreter, const char *argument, const char *path);
void args_free(struct args *args);
