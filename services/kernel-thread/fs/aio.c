/* SPDX-License-Identifier: BSD-2-Clause */
/* Contexts of asynchronous I/O: made, found, ended; and their rings of events. */
#include "fs/aio.h"

#include <linux/errno.h>
#include <linux/mman.h>
#include <stdlib.h>

#include "fs/aio_int.h"
#include "fs/eventfd.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/pagecache.h"
#include "fs/shmem.h"
#include "mm/space.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum {
    EVENTS_A_PAGE = PAGE_BYTES / sizeof(struct linux_io_event),
    HEADER_EVENTS = sizeof(struct linux_aio_ring) / sizeof(struct linux_io_event), /* the places that the header takes */
    EVENTS_MAX = 0x10000000 / sizeof(struct linux_io_event),
    LEAST = 4, /* requests; for each processor, of which there is one */
};
_Static_assert(sizeof(struct linux_aio_ring) % sizeof(struct linux_io_event) == 0, "events do not cross pages");

unsigned long aio_nr, aio_max_nr = 65536;

/* Contexts of an address space by their ids. */
struct aio_table {
    uint32_t size;
    struct aio_context *context[];
};

static struct linux_aio_ring *header(const struct aio_context *c)
{
    return page_address(c->page[0]);
}

struct linux_io_event *aio_event(const struct aio_context *c, uint32_t place)
{
    uint32_t at = place + HEADER_EVENTS;

    return (struct linux_io_event *)page_address(c->page[at / EVENTS_A_PAGE]) + at % EVENTS_A_PAGE;
}

uint32_t aio_ready(const struct aio_context *c, uint32_t *head)
{
    *head = __atomic_load_n(&header(c)->head, __ATOMIC_RELAXED) % c->places; /* the program may write anything there */
    return (c->tail + c->places - *head) % c->places;
}

void aio_take(struct aio_context *c, uint32_t head)
{
    __atomic_store_n(&header(c)->head, head % c->places, __ATOMIC_RELEASE);
}

int aio_room(const struct aio_context *c)
{
    uint32_t head;

    return aio_ready(c, &head) + c->running + c->waiting < c->places - 1;
}

void aio_complete(struct aio_context *c, const struct aio_done *done, int64_t result)
{
    *aio_event(c, c->tail) = (struct linux_io_event){ .data = done->data, .iocb = done->iocb, .result = result };
    c->tail = (c->tail + 1) % c->places;
    __atomic_store_n(&header(c)->tail, c->tail, __ATOMIC_RELEASE);
    rt_waitq_wake_all(&c->changed);
    if (done->event_fd) {
        eventfd_signal(done->event_fd);
        file_put(done->event_fd);
    }
}

struct aio_context *aio_find(struct thread *t, uint64_t address)
{
    const struct aio_table *table = t->proc->mm->aio;
    uint32_t id;

    if (!table || copy_in(t->proc->mm, &id, address, sizeof id) || id >= table->size)
        return NULL;
    struct aio_context *c = table->context[id];
    if (!c || c->address != address)
        return NULL;
    c->refs++;
    return c;
}

static void ring_free(struct aio_context *c)
{
    for (uint64_t i = 0; c->page && i < c->bytes / PAGE_BYTES; i++)
        if (c->page[i])
            page_put(c->page[i]);
    free(c->page);
}

void aio_put(struct aio_context *c)
{
    if (--c->refs)
        return;
    aio_nr -= c->requests;
    ring_free(c);
    free(c);
}

/* Nothing of it can be found any more, and no request is under way. */
static void end(struct mm *mm, struct aio_context *c)
{
    if (c->dead)
        return;
    c->dead = 1;
    mm->aio->context[c->id] = NULL;
    aio_poll_cancel_all(c);
    rt_waitq_wake_all(&c->changed);
    while (c->running)
        (void)rt_wait(&c->changed);
    aio_put(c);
}

void aio_mm_ends(struct mm *mm)
{
    struct aio_table *table = mm->aio;

    for (uint32_t i = 0; table && i < table->size; i++)
        if (table->context[i])
            end(mm, table->context[i]);
    free(table);
    mm->aio = NULL;
}

/* Memory for the ring, mapped into the program. */
static int ring_make(struct mm *mm, struct aio_context *c)
{
    uint64_t pages = c->bytes / PAGE_BYTES;
    struct file *f;

    c->page = calloc(pages, sizeof *c->page);
    int err = c->page ? shmem_named("/[aio]", c->bytes, &f) : -ENOMEM;
    if (err)
        return err;
    for (uint64_t i = 0; i < pages && !err; i++)
        err = pagecache_get(f->inode, i, &c->page[i]);
    long at = err ? err : mm_mmap(mm, 0, c->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0);
    file_put(f);
    if (at < 0)
        return -ENOMEM;
    c->address = (uint64_t)at;
    *header(c) = (struct linux_aio_ring){ .events = c->places, .magic = AIO_RING_MAGIC, .compatible = 1,
                                          .header_bytes = sizeof(struct linux_aio_ring) };
    return 0;
}

static int enter(struct mm *mm, struct aio_context *c)
{
    struct aio_table *table = mm->aio;
    uint32_t size = table ? table->size : 0, id = 0;

    while (id < size && table->context[id])
        id++;
    if (id == size) {
        uint32_t more = size ? size * 4 : 4;
        table = realloc(table, sizeof *table + more * sizeof(struct aio_context *));
        if (!table)
            return -ENOMEM;
        for (uint32_t i = size; i < more; i++)
            table->context[i] = NULL;
        table->size = more;
        mm->aio = table;
    }
    table->context[id] = c;
    c->id = header(c)->id = id;
    return 0;
}

static int make(struct mm *mm, uint32_t requests, struct aio_context **out)
{
    uint64_t events = 2 * (uint64_t)(requests < LEAST ? LEAST : requests); /* some may be taken by the program itself */

    if (events > EVENTS_MAX)
        return -EINVAL;
    if (requests > aio_max_nr || aio_nr + requests > aio_max_nr)
        return -EAGAIN;
    struct aio_context *c = calloc(1, sizeof *c);
    if (!c)
        return -ENOMEM;
    c->refs = 1;
    c->bytes = (events + 2 + HEADER_EVENTS + EVENTS_A_PAGE - 1) / EVENTS_A_PAGE * PAGE_BYTES;
    c->places = (uint32_t)(c->bytes / PAGE_BYTES * EVENTS_A_PAGE - HEADER_EVENTS);
    c->requests = requests;
    aio_nr += requests;
    int err = ring_make(mm, c);
    if (!err && (err = enter(mm, c)) != 0)
        (void)mm_munmap(mm, c->address, c->bytes); /* the first error is the one to tell */
    if (err)
        aio_put(c);
    *out = c;
    return err;
}

long sys_io_setup(struct thread *t, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    struct aio_context *c;
    uint64_t address;

    if (copy_in(mm, &address, a[1], sizeof address))
        return -EFAULT;
    if (address || !(uint32_t)a[0])
        return -EINVAL;
    int err = make(mm, (uint32_t)a[0], &c);
    if (err || !(err = copy_out(mm, a[1], &c->address, sizeof c->address)))
        return err;
    (void)mm_munmap(mm, c->address, c->bytes); /* -EFAULT is told */
    end(mm, c);
    return err;
}

long sys_io_destroy(struct thread *t, const uint64_t a[6])
{
    struct aio_context *c = aio_find(t, a[0]);

    if (!c)
        return -EINVAL;
    end(t->proc->mm, c);
    (void)mm_munmap(t->proc->mm, c->address, c->bytes); /* the program may have done that itself */
    aio_put(c);
    return 0;
}
