/* SPDX-License-Identifier: BSD-2-Clause */
/* A small tree with everything that paths go wrong by, made in the current directory. */
#ifndef PATHS_H
#define PATHS_H

#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>

#define BAD_POINTER ((void *)8)

static char long_name[300], long_path[5000];

/* file dir/ dir/inner closed/ (no permission for others) closed/file loop1 <-> loop2 dangling -> none
 * link -> file dirlink -> dir, long_name: one component too long, long_path: a path too long. */
static inline void make_paths(void)
{
    umask(022);
    chmod(".", 0755);
    close(open("file", O_CREAT | O_RDWR, 0644));
    mkdir("dir", 0755);
    close(open("dir/inner", O_CREAT | O_RDWR, 0644));
    mkdir("closed", 0700);
    close(open("closed/file", O_CREAT | O_RDWR, 0644));
    symlink("loop2", "loop1");
    symlink("loop1", "loop2");
    symlink("none", "dangling");
    symlink("file", "link");
    symlink("dir", "dirlink");
    memset(long_name, 'n', sizeof(long_name) - 1);
    for (size_t i = 0; i < sizeof(long_path) - 2; i += 2)
        memcpy(long_path + i, "./", 2);
}

/* Does the same with each path that cannot be walked. */
#define FOR_BAD_PATHS(call)                                                                         \
    do {                                                                                            \
        static const char *const paths_[] = { "", "none", "none/x", "file/x", "file/", "loop1", "loop1/x", "dangling/x" }; \
        for (size_t i_ = 0; i_ < sizeof(paths_) / sizeof(*paths_); i_++) {                          \
            const char *p = paths_[i_];                                                             \
            printf("'%s': ", p);                                                                    \
            VALUE(call(p));                                                                         \
        }                                                                                           \
        printf("long name: ");                                                                      \
        VALUE(call(long_name));                                                                     \
        printf("long path: ");                                                                      \
        VALUE(call(long_path));                                                                     \
        printf("bad pointer: ");                                                                    \
        VALUE(call(BAD_POINTER));                                                                   \
    } while (0)

/* The same as user nobody, into a directory that is closed to others. */
#define AS_NOBODY(...)                                                                              \
    IN_CHILD("nobody", {                                                                            \
        setgid(65534);                                                                              \
        setuid(65534);                                                                              \
        __VA_ARGS__                                                                                 \
    })

#endif
