/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings and descriptors that handlers get from programs. */
#pragma once
#include <stdint.h>

struct file;
struct thread;

/* A path of the program in a buffer of PATH_BYTES: user_path_put gives it back.  -EFAULT,
 * -ENAMETOOLONG, -ENOMEM; *out is NULL then. */
int user_path_get(struct thread *t, uint64_t uaddr, char **out);
void user_path_put(char *path);
char *path_buffer(void); /* one without contents; NULL: no memory */

/* The file of a descriptor argument with a reference; -EBADF, also for O_PATH files. */
int user_file(struct thread *t, uint64_t fd, struct file **out);
/* The same, O_PATH files too. */
int user_file_any(struct thread *t, uint64_t fd, struct file **out);
