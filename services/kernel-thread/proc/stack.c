/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/stack.c: the stack a program finds: argc, argv, envp, auxiliary vector, strings. */
#include <stdlib.h>

#include <linux/auxv.h>
#include <linux/errno.h>
#include <linux/mman.h>
#include <linux/resource.h>

#include "mm/random.h"
#include "mm/space.h"
#include "mm/user.h"
#include "proc/load.h"
#include "proc/proc.h"

enum { STACK_FIRST = 128 * 1024, RANDOM_BYTES = 16 };

static int stack_map(struct mm *mm, uint64_t bytes, bool exec)
{
    uint64_t top = MM_TOP - PAGE_BYTES - (layout_random() & 0x3fff) * PAGE_BYTES;
    uint64_t size = (bytes + STACK_FIRST) & ~(uint64_t)(PAGE_BYTES - 1);
    struct region *r = region_new(mm, top - size, top);
    if (r == NULL)
        return -ENOMEM;
    r->prot = PROT_READ | PROT_WRITE | (exec ? PROT_EXEC : 0);
    r->flags = REGION_STACK | REGION_MAYWRITE;
    region_insert(r);
    mm->stack_top = top;
    return 0;
}

struct writer {
    struct mm *mm;
    uint64_t at;
    int err;
};

static void put(struct writer *w, uint64_t value)
{
    if (w->err == 0)
        w->err = copy_out(w->mm, w->at, &value, sizeof(value));
    w->at += sizeof(value);
}

static void put_aux(struct writer *w, uint64_t key, uint64_t value)
{
    put(w, key);
    put(w, value);
}

int stack_build(struct mm *mm, const struct args *args, bool exec_stack,
                const uint64_t (*aux)[2], unsigned aux_count, struct image *image)
{
    static const char platform[] = "aarch64";
    uint64_t words = 1 + args->argc + 1 + args->envc + 1 + 2 * (aux_count + 4);
    int err = stack_map(mm, args->used + words * 8, exec_stack);
    if (err)
        return err;

    uint8_t random[RANDOM_BYTES];
    random_bytes(random, sizeof(random));
    uint64_t text = mm->stack_top - 8 - args->used;
    uint64_t random_at = (text & ~15ul) - RANDOM_BYTES;
    uint64_t platform_at = random_at - sizeof(platform);
    uint64_t sp = (platform_at - words * 8) & ~15ul;
    if (copy_out(mm, text, args->text, args->used) != 0 || copy_out(mm, random_at, random, sizeof(random)) != 0 ||
        copy_out(mm, platform_at, platform, sizeof(platform)) != 0)
        return -ENOMEM;

    struct writer w = {.mm = mm, .at = sp};
    put(&w, args->argc);
    for (unsigned i = 0; i < args->argc; i++)
        put(&w, text + args->argv[i]);
    put(&w, 0);
    for (unsigned i = 0; i < args->envc; i++)
        put(&w, text + args->envp[i]);
    put(&w, 0);
    mm->layout.aux_start = w.at;
    for (unsigned i = 0; i < aux_count; i++)
        put_aux(&w, aux[i][0], aux[i][1]);
    put_aux(&w, AT_RANDOM, random_at);
    put_aux(&w, AT_EXECFN, text + args->path);
    put_aux(&w, AT_PLATFORM, platform_at);
    put_aux(&w, AT_NULL, 0);

    mm->layout.aux_end = w.at;
    mm->layout.sp = image->sp = sp;
    image->arg_start = args->argc != 0 ? text + args->argv[0] : text;
    image->arg_end = args->envc != 0 ? text + args->envp[0] : text + args->path;
    image->env_start = image->arg_end;
    image->env_end = text + args->path;
    return w.err ? -ENOMEM : 0;
}
