/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of pipes: the ring of pages.
 *
 * A slot is a page with the bytes [at, at + len) to be read.  Readers take slots from the head under read_lock,
 * writers add behind the tail under write_lock; both may park inside, so places are looked up again after. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

#include <rt/waitq.h>

struct file;
struct page;
struct pipe;
struct uio;

enum { PIPE_ATOMIC = 4096 /* PIPE_BUF */, PIPE_SLOTS = 16 /* of a new pipe */ };

enum slot_flags { SLOT_PACKET = 1 /* a read ends behind it */, SLOT_SHARED = 2 /* others have the page: not written to */ };

struct pipe_slot {
    struct page *page; /* counted */
    uint16_t at, len, flags;
};

struct pipe {
    unsigned readers, writers; /* open ends */
    unsigned ever_writers, ever_readers; /* opens so far: who waits for the other end sees even a short one */
    uint32_t head, used, size; /* of slot: the first, how many hold data, how many there are (a power of 2) */
    uint32_t fill;             /* bytes to be read */
    struct pipe_slot *slot;    /* owned */
    struct page *spare;        /* a page that was read empty, for the next write; NULL: none */
    struct rt_mutex read_lock, write_lock;
    struct rt_waitq read_turn, write_turn; /* for the locks */
    struct rt_waitq data, room; /* there may be something to read, to write into; an end was opened or closed */
    uint32_t uid;              /* whose pages its slots count as */
    char nameless;             /* made by pipe2: opening an end again through /proc waits for nobody */
};

static inline struct pipe_slot *pipe_slot(struct pipe *p, uint32_t i)
{
    return &p->slot[(p->head + i) & (p->size - 1)];
}
static inline int pipe_full(const struct pipe *p)
{
    return p->used == p->size;
}

struct pipe *pipe_alloc(void); /* NULL: no memory, or the user has too many */

/* Slots of users (pipe_limit.c).  A user's own count goes from `old` to `new`. */
void pipe_account(uint32_t uid, uint32_t old, uint32_t new);
/* How many slots a new pipe of the calling user gets: PIPE_SLOTS, or less near the limits; 0: none. */
uint32_t pipe_slots_allowed(void);
/* May the user's pipe grow?  0, or -EPERM. */
int pipe_may_grow(uint32_t uid, uint32_t old, uint32_t new);
/* /proc/sys/fs: bytes of one pipe, pages of one user (0: any). */
extern unsigned pipe_max_size, pipe_user_pages_soft, pipe_user_pages_hard;
void pipe_free(struct pipe *p);
int pipe_set_slots(struct pipe *p, uint32_t slots); /* a power of 2; -EBUSY, -ENOMEM */
struct page *pipe_page(struct pipe *p);             /* for new data; NULL: no memory */
/* Adds a page behind the tail, of which there must be room; takes the reference. */
void pipe_push(struct pipe *p, struct page *page, uint32_t at, uint32_t len, unsigned flags);
/* `bytes` of the first slot were read (or thrown away); an empty one goes and wakes writers. */
void pipe_consume(struct pipe *p, uint32_t bytes);

/* The locks of transfers are waited for like data: 0, -EAGAIN, -ERESTARTSYS. */
int pipe_lock_read(struct pipe *p, int nonblock);
void pipe_unlock_read(struct pipe *p);
int pipe_lock_write(struct pipe *p, int nonblock);
void pipe_unlock_write(struct pipe *p);

/* Waits until there is data: 1, or 0 at the end of the data, -EAGAIN, -ERESTARTSYS. */
int pipe_wait_data(struct pipe *p, int nonblock);
/* Waits until there is a free slot: 0, or -EPIPE (with SIGPIPE), -EAGAIN, -ERESTARTSYS. */
int pipe_wait_room(struct pipe *p, int nonblock);
/* Transfers as read and write do them; flags: SLOT_PACKET. */
ssize_t pipe_read_to(struct pipe *p, struct uio *uio, int nonblock);
ssize_t pipe_write_from(struct pipe *p, struct uio *uio, unsigned flags, int nonblock);
/* The pipe of a file that is one; NULL otherwise. */
struct pipe *file_pipe(const struct file *f);
