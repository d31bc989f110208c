/* SPDX-License-Identifier: BSD-2-Clause */
/* malloc and its relatives for tasks, over TLSF and sbrk.  (The C library's own searches one list.) */
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rt/panic.h>
#include <rt/tlsf.h>

#include "malloc.h"

enum { STEP = 64 * 1024, ALIGN = 16, AREAS_FROM = 4 << 20 /* bytes of the heap: what comes then may go again */ };

void *(*malloc_more)(size_t least, size_t *bytes);

static struct tlsf heap;

static bool grow(size_t bytes, size_t align)
{
    size_t more = (tlsf_want(bytes, align) + STEP - 1) & ~(size_t)(STEP - 1), given;
    static size_t contiguous; /* bytes from sbrk */

    if (malloc_more && contiguous >= AREAS_FROM) {
        void *area = malloc_more(more, &given);
        if (area) {
            tlsf_add_area(&heap, area, given);
            return true;
        }
    }
    void *start = more > PTRDIFF_MAX ? (void *)-1 : sbrk((ptrdiff_t)more);

    if (start == (void *)-1)
        return false;
    tlsf_add(&heap, start, more);
    contiguous += more;
    return true;
}

bool malloc_unused(void *start, size_t bytes, bool take)
{
    if (!tlsf_area_unused(start, bytes))
        return false;
    if (take)
        tlsf_remove_area(&heap, start);
    return true;
}

static void *allocate(size_t bytes, size_t align)
{
    if (bytes > PTRDIFF_MAX / 2 || align > PTRDIFF_MAX / 2)
        return NULL;

    void *memory = tlsf_alloc(&heap, bytes, align);
    if (!memory && grow(bytes, align))
        memory = tlsf_alloc(&heap, bytes, align);
    return memory;
}

void *malloc(size_t bytes)
{
    return allocate(bytes, ALIGN);
}

void free(void *memory)
{
    if (memory && tlsf_free(&heap, memory))
        rt_panic("free(%p): no allocated block (freed twice?)", memory);
}

void *calloc(size_t count, size_t bytes)
{
    size_t total;

    if (__builtin_mul_overflow(count, bytes, &total))
        return NULL;
    void *memory = allocate(total, ALIGN);
    if (memory)
        memset(memory, 0, total);
    return memory;
}

void *realloc(void *memory, size_t bytes)
{
    if (!memory)
        return malloc(bytes);

    size_t old = tlsf_usable(memory);
    if (bytes <= old && bytes >= old / 2)
        return memory;
    void *fresh = malloc(bytes);
    if (!fresh)
        return bytes <= old ? memory : NULL;
    memcpy(fresh, memory, bytes < old ? bytes : old);
    free(memory);
    return fresh;
}

void *memalign(size_t align, size_t bytes)
{
    return align & (align - 1) ? NULL : allocate(bytes, align);
}

void *aligned_alloc(size_t align, size_t bytes)
{
    return memalign(align, bytes);
}

size_t malloc_usable_size(void *memory)
{
    return memory ? tlsf_usable(memory) : 0;
}

struct mallinfo mallinfo(void)
{
    return (struct mallinfo){.uordblks = heap.used};
}
