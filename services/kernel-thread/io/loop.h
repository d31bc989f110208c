/* SPDX-License-Identifier: BSD-2-Clause */
/* Loop devices: block devices whose sectors are the bytes of a file. */
#pragma once
#include <linux/loop.h>
#include <rt/waitq.h>
#include <stdint.h>

#include "io/blockdev.h"

struct file;
struct loop_request;

enum { LOOPS_MAX = 256 };

struct loop {
    struct blockdev bd;           /* first */
    int number;
    struct file *file;            /* counted; NULL: not bound */
    uint64_t offset, limit;       /* bytes of the file that are left out; that count (0: all) */
    uint32_t flags;               /* LO_FLAGS_* */
    uint8_t file_name[LO_NAME_SIZE], crypt_name[LO_NAME_SIZE];
    uint64_t init[2];
    struct loop_request *first, **last; /* queue of the worker */
    struct rt_waitq work;
    char stopping;                /* no new requests */
};

/* The devices that are there from the start, and /dev/loop-control. */
int loop_init(void);
/* By number; NULL: none. */
struct loop *loop_find(int number);
/* Makes a device: its number, -EEXIST, -ENOMEM.  number -1: the next that is free. */
int loop_make(int number);
/* -ENODEV, -EBUSY while it is bound or open. */
int loop_drop(int number);
/* The first device that is not bound, made if there is none. */
int loop_free_number(void);
/* The device that a block-device file is, or NULL. */
struct loop *loop_of(const struct file *f);

/* Binds a file (takes a reference).  -EBUSY, -EINVAL for what is no file or disk, -EBADF for what leads back to the device. */
int loop_bind(struct loop *lo, struct file *file);
/* Another file for a device that can only be read. */
int loop_change(struct loop *lo, struct file *file);
void loop_unbind(struct loop *lo);
/* The size follows from file, offset and limit. */
void loop_resize(struct loop *lo);

/* loop_ioctl.c */
extern const struct blockdev_kind loop_kind;
extern const struct file_ops loop_control_ops;
