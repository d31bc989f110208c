/* SPDX-License-Identifier: BSD-2-Clause */
/* The format of extended attributes: reading the entries of a place, and writing it anew. */
#include "xattr.h"

#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

enum { END_BYTES = sizeof(uint32_t) };

static uint32_t entry_bytes(uint32_t name_len)
{
    return EXT2_EXT_ATTR_LEN(name_len);
}

static uint32_t value_bytes(uint32_t size)
{
    return EXT2_EXT_ATTR_SIZE(size);
}

/* The entry at *at, which moves on; 1, 0 at the end, or -EIO. */
static int entry_next(const uint8_t *base, const struct xattr_place *place, uint32_t *at, struct xattr *item)
{
    const struct ext2_ext_attr_entry *e = (const void *)(base + *at);

    if (*at + END_BYTES > place->end)
        return -EIO;
    if (EXT2_EXT_IS_LAST_ENTRY(e))
        return 0;
    if (place->end - *at < sizeof(*e) || place->end - *at < entry_bytes(e->e_name_len) || e->e_value_inum ||
        e->e_value_size > place->end || (e->e_value_size && (e->e_value_offs > place->end - e->e_value_size ||
                                                             e->e_value_offs < place->first)))
        return -EIO;
    *item = (struct xattr){
        .index = e->e_name_index,
        .name_len = e->e_name_len,
        .name = (const char *)(e + 1),
        .value = base + (e->e_value_size ? e->e_value_offs : 0),
        .size = e->e_value_size,
    };
    *at += entry_bytes(e->e_name_len);
    return 1;
}

void ext4_xattr_list_free(struct xattr_list *list)
{
    free(list->items);
    free(list->copy);
    *list = (struct xattr_list){ 0 };
}

int ext4_xattr_parse(const struct xattr_place *place, struct xattr_list *list)
{
    uint32_t most = (place->end - place->first) / sizeof(struct ext2_ext_attr_entry) + 1, at = place->first;
    int more = 1;

    *list = (struct xattr_list){
        .items = malloc(most * sizeof(*list->items)),
        .copy = malloc(place->end),
    };
    if (!list->items || !list->copy) {
        ext4_xattr_list_free(list);
        return -ENOMEM;
    }
    memcpy(list->copy, place->base, place->end);
    while (more > 0) {
        more = entry_next(list->copy, place, &at, &list->items[list->count]);
        list->count += more > 0;
    }
    if (more < 0)
        ext4_xattr_list_free(list);
    return more;
}

/* The order of the entries of a block. */
static int key_order(const struct xattr *a, const struct xattr *b)
{
    if (a->index != b->index)
        return a->index - b->index;
    if (a->name_len != b->name_len)
        return a->name_len - b->name_len;
    return memcmp(a->name, b->name, a->name_len);
}

static int item_order(const void *a, const void *b)
{
    return key_order(a, b);
}

struct xattr *ext4_xattr_list_find(struct xattr_list *list, const struct xattr *key)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (!key_order(&list->items[i], key))
            return &list->items[i];
    return NULL;
}

void ext4_xattr_list_set(struct xattr_list *list, const struct xattr *item)
{
    struct xattr *there = ext4_xattr_list_find(list, item);

    if (!there)
        there = &list->items[list->count++];
    *there = *item;
}

void ext4_xattr_list_remove(struct xattr_list *list, struct xattr *item)
{
    uint32_t at = item - list->items;

    memmove(item, item + 1, (--list->count - at) * sizeof(*item));
}

static uint64_t bytes_of(const struct xattr_list *list)
{
    uint64_t need = END_BYTES;

    for (uint32_t i = 0; i < list->count; i++)
        need += entry_bytes(list->items[i].name_len) + (uint64_t)value_bytes(list->items[i].size);
    return need;
}

bool ext4_xattr_fits(const struct xattr_list *list, const struct xattr_place *place)
{
    return bytes_of(list) <= place->end - place->first;
}

uint32_t ext4_xattr_room(const struct xattr_list *list, const struct xattr_place *place)
{
    uint64_t need = bytes_of(list);

    return need < place->end - place->first ? place->end - place->first - need : 0;
}

int ext4_xattr_value_at(const struct xattr_place *place, const struct xattr *key, uint8_t **value, uint32_t *size)
{
    uint32_t at = place->first;

    for (;;) {
        struct ext2_ext_attr_entry *e = (void *)(place->base + at);
        struct xattr item;
        int more = entry_next(place->base, place, &at, &item);

        if (more <= 0)
            return more ? more : -ENODATA;
        if (key_order(&item, key))
            continue;
        e->e_hash = 0;
        *value = place->base + (item.size ? e->e_value_offs : 0);
        *size = item.size;
        return 0;
    }
}

void ext4_xattr_write(struct xattr_list *list, const struct xattr_place *place)
{
    uint32_t at = place->first, values = place->end;

    if (!place->in_inode)
        qsort(list->items, list->count, sizeof(*list->items), item_order);
    memset(place->base + place->first, 0, place->end - place->first);
    for (uint32_t i = 0; i < list->count; i++) {
        const struct xattr *item = &list->items[i];
        struct ext2_ext_attr_entry *e = (void *)(place->base + at);

        values -= value_bytes(item->size);
        *e = (struct ext2_ext_attr_entry){
            .e_name_len = item->name_len,
            .e_name_index = item->index,
            .e_value_offs = item->size ? values : 0,
            .e_value_size = item->size,
        };
        memcpy(e + 1, item->name, item->name_len);
        if (item->size)
            memcpy(place->base + values, item->value, item->size);
        if (!place->in_inode) /* in the inode it may be 0 */
            e->e_hash = ext2fs_ext_attr_hash_entry(e, place->base + values);
        at += entry_bytes(item->name_len);
    }
}
