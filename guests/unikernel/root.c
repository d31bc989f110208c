/* SPDX-License-Identifier: BSD-2-Clause */
/* Talking to root-task: label = operation, words = arguments; the answer's first word is the result. */
#include "uni.h"

seL4_IPCBuffer *__sel4_ipc_buffer;

int64_t root_call(enum root_operation operation, unsigned count, uint64_t a, uint64_t b)
{
    seL4_SetMR(0, a);
    seL4_SetMR(1, b);
    seL4_MessageInfo_t answer = seL4_Call(TASK_SLOT_PARENT, seL4_MessageInfo_new(operation, 0, 0, count));

    return seL4_MessageInfo_get_label(answer) ? -5 : (int64_t)seL4_GetMR(0);
}

int64_t root_call_text(enum root_operation operation, const char *text)
{
    enum { BYTES_MAX = 480 };
    unsigned length = 0, count = 0;

    while (text[length] && length < BYTES_MAX) {
        uint64_t word = 0;
        for (unsigned i = 0; i < 8 && text[length] && length < BYTES_MAX; i++, length++)
            word |= (uint64_t)(unsigned char)text[length] << i * 8;
        seL4_SetMR((int)++count, word);
    }
    seL4_SetMR(0, length);
    seL4_Call(TASK_SLOT_PARENT, seL4_MessageInfo_new(operation, 0, 0, count + 1));
    return (int64_t)seL4_GetMR(0);
}

bool same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

const struct task_mem *find_mem(const char *name)
{
    for (uint32_t i = 0; i < info->mem_count; i++)
        if (same(info->mem[i].name, name))
            return &info->mem[i];
    return NULL;
}

seL4_CPtr take_slot(void)
{
    static seL4_CPtr next;

    if (!next)
        next = info->free_slot;
    return next++;
}
