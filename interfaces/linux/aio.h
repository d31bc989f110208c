/* SPDX-License-Identifier: BSD-2-Clause */
/* Asynchronous I/O: io_setup, io_submit, io_getevents and their kin. */
#pragma once
#include <stdint.h>

enum {
    IOCB_CMD_PREAD = 0,
    IOCB_CMD_PWRITE = 1,
    IOCB_CMD_FSYNC = 2,
    IOCB_CMD_FDSYNC = 3,
    IOCB_CMD_POLL = 5,
    IOCB_CMD_PREADV = 7,
    IOCB_CMD_PWRITEV = 8,
};

enum { IOCB_FLAG_RESFD = 1, IOCB_FLAG_IOPRIO = 2 };

/* One request. */
struct linux_iocb {
    uint64_t data;      /* comes back in the event */
    uint32_t key;       /* 0; written by io_submit, looked at by io_cancel */
    uint32_t rw_flags;  /* RWF_* */
    uint16_t opcode;    /* IOCB_CMD_* */
    int16_t priority;   /* with IOCB_FLAG_IOPRIO */
    uint32_t fd;
    uint64_t buf, bytes; /* of a vector: address and count; IOCB_CMD_POLL: buf has the events */
    int64_t offset;
    uint64_t reserved;
    uint32_t flags;     /* IOCB_FLAG_* */
    uint32_t event_fd;  /* with IOCB_FLAG_RESFD */
};
_Static_assert(sizeof(struct linux_iocb) == 64, "size of an iocb");

struct linux_io_event {
    uint64_t data, iocb; /* of the request, and its address */
    int64_t result, result2;
};

/* What a context shares with its program, which may take events by itself: libaio, fio and qemu do. */
struct linux_aio_ring {
    uint32_t id;
    uint32_t events;    /* places */
    uint32_t head, tail; /* the next to be taken, to be filled */
    uint32_t magic, compatible, incompatible, header_bytes;
    struct linux_io_event event[];
};
#define AIO_RING_MAGIC 0xa10a10a1u
