/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/args.c: the strings of execve in one buffer. */
#include "proc/args.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include "mm/user.h"

enum { STRING_MAX = 128 * 1024 };

static int text_fits(const struct args *args, size_t bytes)
{
    return args->limit != 0 && args->used + bytes + 8ul * (args->argc + args->envc) > args->limit ? -E2BIG : 0;
}

static int text_room(struct args *args, size_t bytes)
{
    if (args->used + bytes <= args->room)
        return 0;
    uint64_t room = args->room * 2 + bytes + 1024;
    char *more = realloc(args->text, room);
    if (more == NULL)
        return -ENOMEM;
    args->text = more;
    args->room = room;
    return 0;
}

static int vector_room(uint64_t **v, unsigned count, unsigned *room)
{
    if (count < *room)
        return 0;
    unsigned want = *room * 2 + 32;
    uint64_t *more = realloc(*v, want * sizeof(*more));
    if (more == NULL)
        return -ENOMEM;
    *v = more;
    *room = want;
    return 0;
}

static int vector_push(struct args *args, int env, uint64_t offset)
{
    int err = env ? vector_room(&args->envp, args->envc, &args->envp_room)
                  : vector_room(&args->argv, args->argc, &args->argv_room);
    if (err)
        return err;
    if (env)
        args->envp[args->envc++] = offset;
    else
        args->argv[args->argc++] = offset;
    return 0;
}

static int text_add(struct args *args, const char *text, uint64_t *offset)
{
    size_t bytes = strlen(text) + 1;
    int err = text_fits(args, bytes);
    if (err == 0)
        err = text_room(args, bytes);
    if (err)
        return err;
    *offset = args->used;
    memcpy(args->text + args->used, text, bytes);
    args->used += bytes;
    return 0;
}

static int add(struct args *args, const char *text, int env)
{
    uint64_t offset;
    int err = text_add(args, text, &offset);
    return err ? err : vector_push(args, env, offset);
}

int args_add_argv(struct args *args, const char *text)
{
    return add(args, text, 0);
}

int args_add_envp(struct args *args, const char *text)
{
    return add(args, text, 1);
}

/* One string of a program, read where it will stay. */
static int add_user_string(struct args *args, struct mm *mm, uint64_t uaddr, int env)
{
    size_t room = 256;
    for (;;) {
        int err = text_room(args, room);
        if (err)
            return err;
        ssize_t len = copy_in_string(mm, args->text + args->used, uaddr, room);
        if (len >= 0) { /* the limit counts what the string takes, not the room it was read into */
            err = text_fits(args, (size_t)len + 1);
            if (err == 0)
                err = vector_push(args, env, args->used);
            args->used += (uint64_t)len + 1;
            return err;
        }
        if (len != -ENAMETOOLONG)
            return (int)len;
        if (room >= STRING_MAX)
            return -E2BIG;
        room = room * 4 < STRING_MAX ? room * 4 : STRING_MAX;
    }
}

int args_add_user(struct args *args, struct mm *mm, uint64_t uaddr, int env)
{
    if (uaddr == 0)
        return 0;
    for (;; uaddr += 8) {
        uint64_t string;
        if (copy_in(mm, &string, uaddr, sizeof(string)) != 0)
            return -EFAULT;
        if (string == 0)
            return 0;
        int err = add_user_string(args, mm, string, env);
        if (err)
            return err;
    }
}

int args_set_path(struct args *args, const char *path)
{
    return text_add(args, path, &args->path);
}

/* argv strings must come first in the text, in order (/proc/<pid>/cmdline): so it is written anew. */
int args_script(struct args *args, const char *interpreter, const char *argument, const char *path)
{
    struct args new = {.limit = args->limit};
    int err = args_add_argv(&new, interpreter);
    if (err == 0 && argument != NULL)
        err = args_add_argv(&new, argument);
    if (err == 0)
        err = args_add_argv(&new, path);
    for (unsigned i = 1; i < args->argc && err == 0; i++)
        err = args_add_argv(&new, args->text + args->argv[i]);
    for (unsigned i = 0; i < args->envc && err == 0; i++)
        err = args_add_envp(&new, args->text + args->envp[i]);
    if (err) {
        args_free(&new);
        return err;
    }
    args_free(args);
    *args = new;
    return 0;
}

void args_free(struct args *args)
{
    free(args->text);
    free(args->argv);
    free(args->envp);
    *args = (struct args){0};
}
