/* SPDX-License-Identifier: BSD-2-Clause */
/* One-word bit structures: message info, capability rights, CNode guard.
 *
 * x_new() takes the fields in the order of the list, setters return a new value, x_ptr_set_f() change in
 * place. */
#pragma once

#include <sel4/simple_types.h>

#define SEL4_BIT_FIELD(type, field, shift, bits)                                                   \
    static inline seL4_Word type##_get_##field(type##_t v)                                         \
    {                                                                                              \
        return v.words[0] >> (shift) & ((1ul << (bits)) - 1);                                      \
    }                                                                                              \
    static inline type##_t type##_set_##field(type##_t v, seL4_Word x)                             \
    {                                                                                              \
        seL4_Word mask = ((1ul << (bits)) - 1) << (shift);                                         \
        v.words[0] = (v.words[0] & ~mask) | (x << (shift) & mask);                                 \
        return v;                                                                                  \
    }                                                                                              \
    static inline seL4_Word type##_ptr_get_##field(type##_t *v)                                    \
    {                                                                                              \
        return type##_get_##field(*v);                                                             \
    }                                                                                              \
    static inline void type##_ptr_set_##field(type##_t *v, seL4_Word x)                            \
    {                                                                                              \
        *v = type##_set_##field(*v, x);                                                            \
    }

typedef struct seL4_MessageInfo {
    seL4_Word words[1];
} seL4_MessageInfo_t;
SEL4_BIT_FIELD(seL4_MessageInfo, length, 0, 7)
SEL4_BIT_FIELD(seL4_MessageInfo, extraCaps, 7, 2)
SEL4_BIT_FIELD(seL4_MessageInfo, capsUnwrapped, 9, 3)
SEL4_BIT_FIELD(seL4_MessageInfo, label, 12, 52)

static inline seL4_MessageInfo_t seL4_MessageInfo_new(seL4_Word label, seL4_Word capsUnwrapped,
                                                      seL4_Word extraCaps, seL4_Word length)
{
    return (seL4_MessageInfo_t){
        {label << 12 | (capsUnwrapped & 7) << 9 | (extraCaps & 3) << 7 | (length & 127)}};
}

typedef struct seL4_CapRights {
    seL4_Word words[1];
} seL4_CapRights_t;
SEL4_BIT_FIELD(seL4_CapRights, capAllowWrite, 0, 1)
SEL4_BIT_FIELD(seL4_CapRights, capAllowRead, 1, 1)
SEL4_BIT_FIELD(seL4_CapRights, capAllowGrant, 2, 1)
SEL4_BIT_FIELD(seL4_CapRights, capAllowGrantReply, 3, 1)

static inline seL4_CapRights_t seL4_CapRights_new(seL4_Word grant_reply, seL4_Word grant,
                                                  seL4_Word read, seL4_Word write)
{
    return (seL4_CapRights_t){
        {(grant_reply & 1) << 3 | (grant & 1) << 2 | (read & 1) << 1 | (write & 1)}};
}

typedef struct seL4_CNode_CapData {
    seL4_Word words[1];
} seL4_CNode_CapData_t;
SEL4_BIT_FIELD(seL4_CNode_CapData, guardSize, 0, 6)
SEL4_BIT_FIELD(seL4_CNode_CapData, guard, 6, 58)

static inline seL4_CNode_CapData_t seL4_CNode_CapData_new(seL4_Word guard, seL4_Word guard_size)
{
    return (seL4_CNode_CapData_t){{guard << 6 | (guard_size & 63)}};
}

#undef SEL4_BIT_FIELD

#define seL4_AllRights     seL4_CapRights_new(1, 1, 1, 1)
#define seL4_ReadWrite     seL4_CapRights_new(0, 0, 1, 1)
#define seL4_CanRead       seL4_CapRights_new(0, 0, 1, 0)
#define seL4_CanWrite      seL4_CapRights_new(0, 0, 0, 1)
#define seL4_CanGrant      seL4_CapRights_new(0, 1, 0, 0)
#define seL4_CanGrantReply seL4_CapRights_new(1, 0, 0, 0)
#define seL4_NoWrite       seL4_CapRights_new(1, 1, 1, 0)
#define seL4_NoRead        seL4_CapRights_new(1, 1, 0, 1)
#define seL4_NoRights      seL4_CapRights_new(0, 0, 0, 0)
