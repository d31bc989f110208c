/* SPDX-License-Identifier: BSD-2-Clause */
/* Contexts of asynchronous I/O: their errors, limits and rings, and who has them. */
#include "aio.h"

#include <sys/mman.h>

struct ring { uint32_t id, nr, head, tail, magic, compat, incompat, header; };

static void show_ring(aio_context_t c)
{
    const struct ring *r = (const struct ring *)c;

    printf("  id %u places %u head %u tail %u magic %x %u %u %u\n", r->id, r->nr, r->head, r->tail, r->magic, r->compat,
           r->incompat, r->header);
}

int main(void)
{
    aio_context_t c = 0, d = 0, none = 0;
    char *readonly = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    VALUE(aio_setup(1, &c));
    show_ring(c);
    VALUE(aio_setup(1, &c));
    VALUE(aio_setup(200, &d));
    show_ring(d);
    VALUE(aio_setup(0, &none));
    VALUE(aio_setup(-1, &none));
    VALUE(aio_setup(0x7fffffff, &none));
    VALUE(aio_setup(65537, &none));
    VALUE(aio_setup(65536, &none));
    VALUE(aio_setup(1, NULL));
    VALUE(aio_setup(1, (aio_context_t *)readonly));
    YES(none == 0);
    VALUE(aio_destroy(d));
    VALUE(aio_destroy(d));
    VALUE(aio_destroy(0));
    VALUE(aio_destroy(-1));
    VALUE(aio_destroy((aio_context_t)readonly));
    YES(mmap((void *)d, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == (void *)d);
    VALUE(aio_submit(c, 0, NULL));
    IN_CHILD("child", VALUE(aio_submit(c, 0, NULL)); VALUE(aio_destroy(c)));
    VALUE(aio_setup(60000, &none));
    d = 0;
    VALUE(aio_setup(60000, &d));
    VALUE(aio_destroy(none));
    VALUE(aio_setup(60000, &d));
    IN_CHILD("left open", none = 0; VALUE(aio_setup(5000, &none)));
    none = 0;
    VALUE(aio_setup(5000, &none));
    VALUE(munmap((void *)none, 4096));
    VALUE(aio_submit(none, 0, NULL));
    VALUE(aio_destroy(none));
    return 0;
}
