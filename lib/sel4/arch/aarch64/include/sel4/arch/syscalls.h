/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls on AArch64.
 *
 * x7 carries the number, x0 the capability (badge on return), x1 the message info, x2-x5 the first four
 * message words; every other register survives.  The plain forms mirror the four words in the IPC
 * buffer; the WithMRs forms leave it alone. */
#pragma once

#include <sel4/functions.h>
#include <sel4/syscall.h>

/* Registers of one kernel entry, in and out. */
struct sel4_regs {
    seL4_Word cap; /* out: badge */
    seL4_Word info;
    seL4_Word mr[4];
};

static inline __attribute__((always_inline)) void sel4_enter(seL4_Syscall_ID number,
                                                             struct sel4_regs *r)
{
    register seL4_Word x0 __asm__("x0") = r->cap;
    register seL4_Word x1 __asm__("x1") = r->info;
    register seL4_Word x2 __asm__("x2") = r->mr[0];
    register seL4_Word x3 __asm__("x3") = r->mr[1];
    register seL4_Word x4 __asm__("x4") = r->mr[2];
    register seL4_Word x5 __asm__("x5") = r->mr[3];
    register seL4_Int64 x7 __asm__("x7") = number;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x7)
                     : "memory");
    *r = (struct sel4_regs){x0, x1, {x2, x3, x4, x5}};
}

static inline struct sel4_regs sel4_load(seL4_CPtr cap, seL4_MessageInfo_t info)
{
    const seL4_Word *msg = __sel4_ipc_buffer->msg;

    return (struct sel4_regs){cap, info.words[0], {msg[0], msg[1], msg[2], msg[3]}};
}

static inline seL4_MessageInfo_t sel4_store(const struct sel4_regs *r, seL4_Word *badge)
{
    for (int i = 0; i < 4; i++)
        __sel4_ipc_buffer->msg[i] = r->mr[i];
    if (badge)
        *badge = r->cap;
    return (seL4_MessageInfo_t){{r->info}};
}

static inline void seL4_Send(seL4_CPtr dest, seL4_MessageInfo_t info)
{
    struct sel4_regs r = sel4_load(dest, info);
    sel4_enter(seL4_SysSend, &r);
}

static inline void seL4_NBSend(seL4_CPtr dest, seL4_MessageInfo_t info)
{
    struct sel4_regs r = sel4_load(dest, info);
    sel4_enter(seL4_SysNBSend, &r);
}

static inline void seL4_Reply(seL4_MessageInfo_t info)
{
    struct sel4_regs r = sel4_load(0, info);
    sel4_enter(seL4_SysReply, &r);
}

static inline void seL4_Signal(seL4_CPtr dest)
{
    struct sel4_regs r = {dest, 0, {0}};
    sel4_enter(seL4_SysSend, &r);
}

static inline seL4_MessageInfo_t seL4_Recv(seL4_CPtr src, seL4_Word *sender)
{
    struct sel4_regs r = {src, 0, {0}};
    sel4_enter(seL4_SysRecv, &r);
    return sel4_store(&r, sender);
}

static inline seL4_MessageInfo_t seL4_NBRecv(seL4_CPtr src, seL4_Word *sender)
{
    struct sel4_regs r = {src, 0, {0}};
    sel4_enter(seL4_SysNBRecv, &r);
    return sel4_store(&r, sender);
}

static inline seL4_MessageInfo_t seL4_Call(seL4_CPtr dest, seL4_MessageInfo_t info)
{
    struct sel4_regs r = sel4_load(dest, info);
    sel4_enter(seL4_SysCall, &r);
    return sel4_store(&r, 0);
}

static inline seL4_MessageInfo_t seL4_ReplyRecv(seL4_CPtr src, seL4_MessageInfo_t info,
                                                seL4_Word *sender)
{
    struct sel4_regs r = sel4_load(src, info);
    sel4_enter(seL4_SysReplyRecv, &r);
    return sel4_store(&r, sender);
}

static inline void seL4_Wait(seL4_CPtr src, seL4_Word *sender)
{
    seL4_Recv(src, sender);
}

static inline void seL4_Poll(seL4_CPtr src, seL4_Word *sender)
{
    seL4_NBRecv(src, sender);
}

static inline void seL4_Yield(void)
{
    struct sel4_regs r = {0};
    sel4_enter(seL4_SysYield, &r);
}

static inline struct sel4_regs sel4_load_mrs(seL4_CPtr cap, seL4_MessageInfo_t info, seL4_Word *mr0,
                                             seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    return (struct sel4_regs){
        cap, info.words[0], {mr0 ? *mr0 : 0, mr1 ? *mr1 : 0, mr2 ? *mr2 : 0, mr3 ? *mr3 : 0}};
}

static inline seL4_MessageInfo_t sel4_store_mrs(const struct sel4_regs *r, seL4_Word *badge,
                                                seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                                seL4_Word *mr3)
{
    seL4_Word *to[4] = {mr0, mr1, mr2, mr3};

    for (int i = 0; i < 4; i++)
        if (to[i])
            *to[i] = r->mr[i];
    if (badge)
        *badge = r->cap;
    return (seL4_MessageInfo_t){{r->info}};
}

static inline void seL4_SendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t info, seL4_Word *mr0,
                                    seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_regs r = sel4_load_mrs(dest, info, mr0, mr1, mr2, mr3);
    sel4_enter(seL4_SysSend, &r);
}

static inline void seL4_NBSendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t info, seL4_Word *mr0,
                                      seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_regs r = sel4_load_mrs(dest, info, mr0, mr1, mr2, mr3);
    sel4_enter(seL4_SysNBSend, &r);
}

static inline void seL4_ReplyWithMRs(seL4_MessageInfo_t info, seL4_Word *mr0, seL4_Word *mr1,
                                     seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_regs r = sel4_load_mrs(0, info, mr0, mr1, mr2, mr3);
    sel4_enter(seL4_SysReply, &r);
}

static inline seL4_MessageInfo_t seL4_RecvWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                  seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_regs r = {src, 0, {0}};
    sel4_enter(seL4_SysRecv, &r);
    return sel4_store_mrs(&r, sender, mr0, mr1, mr2, mr3);
}

static inline seL4_MessageInfo_t seL4_NBRecvWithMRs(seL4_CPtr src, seL4_Word *sender,
                                                    seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                                    seL4_Word *mr3)
{
    struct sel4_regs r = {src, 0, {0}};
    sel4_enter(seL4_SysNBRecv, &r);
    return sel4_store_mrs(&r, sender, mr0, mr1, mr2, mr3);
}

static inline seL4_MessageInfo_t seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t info,
                                                  seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                                  seL4_Word *mr3)
{
    struct sel4_regs r = sel4_load_mrs(dest, info, mr0, mr1, mr2, mr3);
    sel4_enter(seL4_SysCall, &r);
    return sel4_store_mrs(&r, 0, mr0, mr1, mr2, mr3);
}

static inline seL4_MessageInfo_t seL4_ReplyRecvWithMRs(seL4_CPtr src, seL4_MessageInfo_t info,
                                                       seL4_Word *sender, seL4_Word *mr0,
                                                       seL4_Word *mr1, seL4_Word *mr2,
                                                       seL4_Word *mr3)
{
    struct sel4_regs r = sel4_load_mrs(src, info, mr0, mr1, mr2, mr3);
    sel4_enter(seL4_SysReplyRecv, &r);
    return sel4_store_mrs(&r, sender, mr0, mr1, mr2, mr3);
}

/* Debug calls: a kernel without them raises a fault instead. */
static inline void seL4_DebugPutChar(char c)
{
    struct sel4_regs r = {(unsigned char)c, 0, {0}};
    sel4_enter(seL4_SysDebugPutChar, &r);
}

static inline void seL4_DebugPutString(const char *text)
{
    for (; *text; text++)
        seL4_DebugPutChar(*text);
}

static inline void seL4_DebugDumpScheduler(void)
{
    struct sel4_regs r = {0};
    sel4_enter(seL4_SysDebugDumpScheduler, &r);
}

static inline void seL4_DebugHalt(void)
{
    struct sel4_regs r = {0};
    sel4_enter(seL4_SysDebugHalt, &r);
}

static inline void seL4_DebugSnapshot(void)
{
    struct sel4_regs r = {0};
    sel4_enter(seL4_SysDebugSnapshot, &r);
}

static inline seL4_Uint32 seL4_DebugCapIdentify(seL4_CPtr cap)
{
    struct sel4_regs r = {cap, 0, {0}};
    sel4_enter(seL4_SysDebugCapIdentify, &r);
    return (seL4_Uint32)r.cap;
}

/* The name travels in the message area of the IPC buffer, NUL-terminated. */
static inline void seL4_DebugNameThread(seL4_CPtr tcb, const char *name)
{
    char *to = (char *)__sel4_ipc_buffer->msg;
    seL4_Word i = 0;

    for (; name[i] && i < sizeof(__sel4_ipc_buffer->msg) - 1; i++)
        to[i] = name[i];
    to[i] = 0;
    struct sel4_regs r = {tcb, 0, {0}};
    sel4_enter(seL4_SysDebugNameThread, &r);
}
