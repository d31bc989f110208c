/* SPDX-License-Identifier: BSD-2-Clause */
/* Access control lists: the form of the system calls (version 2, eight bytes an entry), and that of the disk
 * (version 1, where entries that name nobody have four). */
#include "xattr.h"

#include <linux/errno.h>
#include <string.h>

enum { CALL_VERSION = 2, DISK_VERSION = 1, HEAD = 4, CALL_ENTRY = 8, DISK_SHORT = 4, NOBODY = -1 };
enum tag { USER_OBJ = 1, USER = 2, GROUP_OBJ = 4, GROUP = 8, MASK = 16, OTHER = 32 };

struct entry {
    uint16_t tag, perm;
    uint32_t id;
};

static bool names_someone(uint32_t tag)
{
    return tag == USER || tag == GROUP;
}

/* Entries come in the order of their tags, those with names at will; a mask is needed with them. */
static bool follows(uint32_t tag, uint32_t before)
{
    return (tag > before || (tag == before && names_someone(tag))) && (tag & (tag - 1)) == 0 && tag <= OTHER;
}

/* Adds the entry to what the mode says. */
static void to_mode(const struct entry *e, uint32_t *mode)
{
    if (e->tag == USER_OBJ)
        *mode |= e->perm << 6;
    if (e->tag == OTHER)
        *mode |= e->perm;
    if (e->tag == GROUP_OBJ)
        *mode |= e->perm << 3;
    if (e->tag == MASK) /* what the group bits of the mode show */
        *mode = (*mode & ~070u) | e->perm << 3;
}

ssize_t ext4_acl_to_disk(const uint8_t *value, uint32_t size, uint8_t *out, uint32_t *mode, bool *plain)
{
    uint32_t version, before = 0, seen = 0, used = HEAD, disk_version = DISK_VERSION;

    if (size < HEAD)
        return -EINVAL;
    memcpy(&version, value, sizeof(version));
    if (version != CALL_VERSION)
        return -EOPNOTSUPP;
    if ((size - HEAD) % CALL_ENTRY || size == HEAD)
        return -EINVAL;
    memcpy(out, &disk_version, sizeof(disk_version));
    *mode = 0;
    for (uint32_t at = HEAD; at < size; at += CALL_ENTRY) {
        struct entry e;
        uint32_t bytes;

        memcpy(&e, value + at, sizeof(e));
        if (!follows(e.tag, before) || e.perm > 7 || (names_someone(e.tag) && e.id == (uint32_t)NOBODY))
            return -EINVAL;
        bytes = names_someone(e.tag) ? sizeof(e) : DISK_SHORT;
        memcpy(out + used, &e, bytes);
        used += bytes;
        to_mode(&e, mode);
        before = e.tag;
        seen |= e.tag;
    }

    uint32_t always = USER_OBJ | GROUP_OBJ | OTHER;

    if ((seen & always) != always || ((seen & (USER | GROUP)) && !(seen & MASK)))
        return -EINVAL;
    *plain = seen == always;
    return used;
}

ssize_t ext4_acl_from_disk(const uint8_t *value, uint32_t size, uint8_t *out, uint32_t room)
{
    uint32_t version, used = HEAD, call_version = CALL_VERSION;

    if (size < HEAD)
        return -EIO;
    memcpy(&version, value, sizeof(version));
    if (version != DISK_VERSION)
        return -EIO;
    if (room < HEAD)
        return -ERANGE;
    memcpy(out, &call_version, sizeof(call_version));
    for (uint32_t at = HEAD; at < size;) {
        struct entry e = { .id = NOBODY };
        uint32_t bytes;

        if (size - at < DISK_SHORT)
            return -EIO;
        memcpy(&e, value + at, DISK_SHORT);
        bytes = names_someone(e.tag) ? sizeof(e) : DISK_SHORT;
        if (size - at < bytes)
            return -EIO;
        memcpy(&e, value + at, bytes);
        if (room - used < CALL_ENTRY)
            return -ERANGE;
        memcpy(out + used, &e, sizeof(e));
        used += CALL_ENTRY;
        at += bytes;
    }
    return used;
}
