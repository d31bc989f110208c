/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls on loop devices and on /dev/loop-control. */
#include <linux/errno.h>
#include <linux/stat.h>
#include <stdio.h>
#include <string.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/user_path.h"
#include "io/loop.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { SET_BY_STATUS = LO_FLAGS_AUTOCLEAR | LO_FLAGS_PARTSCAN, CLEARED_BY_STATUS = LO_FLAGS_AUTOCLEAR,
       SET_BY_CONFIGURE = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR | LO_FLAGS_PARTSCAN | LO_FLAGS_DIRECT_IO };

/* A device number as programs see it in 64 bits. */
static uint64_t encoded(uint32_t rdev)
{
    uint64_t major = RDEV_MAJOR(rdev), minor = RDEV_MINOR(rdev);

    return (minor & 0xff) | major << 8 | (minor & ~0xffull) << 12;
}

static void get_status(const struct loop *lo, struct linux_loop_info64 *info)
{
    const struct inode *inode = lo->file->inode;

    *info = (struct linux_loop_info64){ .lo_device = encoded(inode->super->dev), .lo_inode = inode->ino,
        .lo_rdevice = S_ISBLK(inode->mode) ? encoded(inode->rdev) : 0, .lo_offset = lo->offset,
        .lo_sizelimit = lo->limit, .lo_number = (uint32_t)lo->number, .lo_flags = lo->flags,
        .lo_init = { lo->init[0], lo->init[1] } };
    memcpy(info->lo_file_name, lo->file_name, LO_NAME_SIZE);
    memcpy(info->lo_crypt_name, lo->crypt_name, LO_NAME_SIZE);
}

static int check_status(const struct linux_loop_info64 *info)
{
    if (info->lo_encrypt_type || info->lo_encrypt_key_size > LO_KEY_SIZE)
        return -EINVAL;
    return info->lo_offset > INT64_MAX || info->lo_sizelimit > INT64_MAX ? -EOVERFLOW : 0;
}

static void take_status(struct loop *lo, const struct linux_loop_info64 *info)
{
    lo->offset = info->lo_offset;
    lo->limit = info->lo_sizelimit;
    memcpy(lo->file_name, info->lo_file_name, LO_NAME_SIZE);
    memcpy(lo->crypt_name, info->lo_crypt_name, LO_NAME_SIZE);
    lo->file_name[LO_NAME_SIZE - 1] = lo->crypt_name[LO_NAME_SIZE - 1] = 0;
    loop_resize(lo);
}

static int set_status(struct loop *lo, const struct linux_loop_info64 *info)
{
    if (!lo->file)
        return -ENXIO;
    int err = check_status(info);
    if (err)
        return err;
    take_status(lo, info);
    lo->flags = (lo->flags & ~(uint32_t)CLEARED_BY_STATUS) | (info->lo_flags & SET_BY_STATUS);
    return 0;
}

static int set_status_old(struct loop *lo, uint64_t argument)
{
    struct linux_loop_info old;
    struct linux_loop_info64 info = { 0 };
    int err = copy_in(current()->proc->mm, &old, argument, sizeof old);

    if (err)
        return err;
    info.lo_offset = (uint64_t)(int64_t)old.lo_offset;
    info.lo_encrypt_type = (uint32_t)old.lo_encrypt_type;
    info.lo_encrypt_key_size = (uint32_t)old.lo_encrypt_key_size;
    info.lo_flags = (uint32_t)old.lo_flags;
    memcpy(info.lo_file_name, old.lo_name, LO_NAME_SIZE);
    return set_status(lo, &info);
}

static int set_status_new(struct loop *lo, uint64_t argument)
{
    struct linux_loop_info64 info;
    int err = copy_in(current()->proc->mm, &info, argument, sizeof info);

    return err ? err : set_status(lo, &info);
}

static int put_status(struct loop *lo, uint32_t command, uint64_t argument)
{
    struct mm *mm = current()->proc->mm;
    struct linux_loop_info64 info;

    if (!argument)
        return -EINVAL;
    if (!lo->file)
        return -ENXIO;
    get_status(lo, &info);
    if (command == LOOP_GET_STATUS64)
        return copy_out(mm, argument, &info, sizeof info);
    if (info.lo_offset > INT32_MAX)
        return -EOVERFLOW;
    struct linux_loop_info old = { .lo_number = lo->number, .lo_device = (uint32_t)info.lo_device,
        .lo_inode = info.lo_inode, .lo_rdevice = (uint32_t)info.lo_rdevice, .lo_offset = (int32_t)info.lo_offset,
        .lo_flags = (int32_t)info.lo_flags, .lo_init = { info.lo_init[0], info.lo_init[1] } };
    memcpy(old.lo_name, info.lo_file_name, LO_NAME_SIZE);
    return copy_out(mm, argument, &old, sizeof old);
}

static int block_size_ok(uint64_t size)
{
    return size >= BLOCK_SECTOR_SIZE && size <= 4096 && !(size & (size - 1));
}

/* LOOP_SET_FD is LOOP_CONFIGURE with nothing said. */
static int configure(struct loop *lo, const struct file *device, const struct linux_loop_config *config)
{
    struct file *file;
    int err = user_file(current(), config->fd, &file);

    if (err)
        return err;
    if (lo->file)
        err = -EBUSY;
    else if ((config->block_size && !block_size_ok(config->block_size)) || (config->info.lo_flags & ~(uint32_t)SET_BY_CONFIGURE))
        err = -EINVAL;
    else
        err = check_status(&config->info);
    if (!err)
        err = loop_bind(lo, file);
    if (!err) {
        lo->flags = config->info.lo_flags;
        if (!file_writable(device) || !file_writable(file))
            lo->flags |= LO_FLAGS_READ_ONLY;
        lo->bd.read_only = (lo->flags & LO_FLAGS_READ_ONLY) != 0;
        if (config->block_size)
            lo->bd.logical = lo->bd.physical = config->block_size;
        take_status(lo, &config->info);
    }
    file_put(file);
    return err;
}

static int configure_with(struct loop *lo, const struct file *device, uint64_t argument)
{
    struct linux_loop_config config;
    int err = copy_in(current()->proc->mm, &config, argument, sizeof config);

    return err ? err : configure(lo, device, &config);
}

static int change_file(struct loop *lo, uint64_t fd)
{
    struct file *file;

    if (!lo->file)
        return -ENXIO;
    int err = user_file(current(), fd, &file);
    if (err)
        return err;
    err = loop_change(lo, file);
    file_put(file);
    return err;
}

/* While others use it, it waits until they are done. */
static int clear(struct loop *lo)
{
    if (!lo->file)
        return -ENXIO;
    if (lo->bd.openers > 1)
        lo->flags |= LO_FLAGS_AUTOCLEAR;
    else
        loop_unbind(lo);
    return 0;
}

/* Small settings of a bound device. */
static int set(struct loop *lo, const struct file *f, uint32_t command, uint64_t argument)
{
    if (!file_writable(f) && !cred_capable(current()))
        return -EPERM;
    if (!lo->file)
        return -ENXIO;
    if (command == LOOP_SET_CAPACITY) {
        loop_resize(lo);
    } else if (command == LOOP_SET_BLOCK_SIZE) {
        if (!block_size_ok(argument))
            return -EINVAL;
        lo->bd.logical = lo->bd.physical = (uint32_t)argument;
    } else if (argument && (lo->file->inode->flags & INODE_PAGES_HOME)) {
        return -EINVAL; /* no disk below */
    } else {
        lo->flags = argument ? lo->flags | LO_FLAGS_DIRECT_IO : lo->flags & ~(uint32_t)LO_FLAGS_DIRECT_IO;
    }
    return 0;
}

static long loop_ioctl(struct blockdev *bd, struct file *f, uint32_t command, uint64_t argument)
{
    struct loop *lo = (struct loop *)bd;
    struct linux_loop_config plain = { .fd = (uint32_t)argument };

    switch (command) {
    case LOOP_SET_FD: return configure(lo, f, &plain);
    case LOOP_CONFIGURE: return configure_with(lo, f, argument);
    case LOOP_CHANGE_FD: return change_file(lo, argument);
    case LOOP_CLR_FD: return clear(lo);
    case LOOP_GET_STATUS:
    case LOOP_GET_STATUS64: return put_status(lo, command, argument);
    case LOOP_SET_STATUS:
    case LOOP_SET_STATUS64:
        if (!file_writable(f) && !cred_capable(current()))
            return -EPERM;
        return command == LOOP_SET_STATUS ? set_status_old(lo, argument) : set_status_new(lo, argument);
    case LOOP_SET_CAPACITY:
    case LOOP_SET_BLOCK_SIZE:
    case LOOP_SET_DIRECT_IO: return set(lo, f, command, argument);
    default: return -EINVAL;
    }
}

static void loop_closed(struct blockdev *bd)
{
    struct loop *lo = (struct loop *)bd;

    if (lo->file && (lo->flags & LO_FLAGS_AUTOCLEAR))
        loop_unbind(lo);
}

const struct blockdev_kind loop_kind = { .closed = loop_closed, .ioctl = loop_ioctl };

static long control_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    (void)f;
    switch (command) {
    case LOOP_CTL_ADD: return loop_make((int)argument);
    case LOOP_CTL_REMOVE: return loop_drop((int)argument);
    case LOOP_CTL_GET_FREE: return loop_free_number();
    default: return -ENOSYS;
    }
}

const struct file_ops loop_control_ops = { .ioctl = control_ioctl };
