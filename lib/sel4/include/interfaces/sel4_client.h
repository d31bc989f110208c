/* SPDX-License-Identifier: BSD-2-Clause */
/* Invocations of kernel objects as functions.
 *
 * All return the kernel's error code (the label of its reply).  After an error the four returned message
 * words are in the IPC buffer, so that seL4_GetMR() shows what was wrong. */
#pragma once

#include <sel4/invocation.h>
#include <sel4/syscalls.h>
#include <sel4/types.h>

/* Calls `cap`; extra capabilities and words from the fifth on are in the IPC buffer already. */
static inline __attribute__((always_inline)) seL4_Error
sel4_invoke_regs(seL4_CPtr cap, seL4_Word label, seL4_Word caps, seL4_Word length,
                 struct sel4_regs *r)
{
    r->cap = cap;
    r->info = seL4_MessageInfo_new(label, 0, caps, length).words[0];
    sel4_enter(seL4_SysCall, r);

    seL4_Error error = (seL4_Error)(r->info >> 12);
    if (error != seL4_NoError)
        sel4_store(r, 0);
    return error;
}

static inline __attribute__((always_inline)) seL4_Error
sel4_invoke(seL4_CPtr cap, seL4_Word label, seL4_Word caps, seL4_Word length, seL4_Word w0,
            seL4_Word w1, seL4_Word w2, seL4_Word w3)
{
    struct sel4_regs r = {.mr = {w0, w1, w2, w3}};

    return sel4_invoke_regs(cap, label, caps, length, &r);
}

/* -- untyped memory -- */

static inline seL4_Error seL4_Untyped_Retype(seL4_Untyped untyped, seL4_Word type,
                                             seL4_Word size_bits, seL4_CNode root,
                                             seL4_Word node_index, seL4_Word node_depth,
                                             seL4_Word node_offset, seL4_Word num_objects)
{
    seL4_SetCap(0, root);
    seL4_SetMR(4, node_offset);
    seL4_SetMR(5, num_objects);
    return sel4_invoke(untyped, UntypedRetype, 1, 6, type, size_bits, node_index, node_depth);
}

/* -- threads -- */

enum { SEL4_CONTEXT_WORDS = sizeof(seL4_UserContext) / sizeof(seL4_Word) };

/* Fills the first `count` words of *out. */
static inline seL4_Error seL4_TCB_ReadRegisters(seL4_TCB tcb, seL4_Bool suspend_source,
                                                seL4_Uint8 arch_flags, seL4_Word count,
                                                seL4_UserContext *out)
{
    struct sel4_regs r = {.mr = {(suspend_source & 1) | (seL4_Word)arch_flags << 8, count}};
    seL4_Error error = sel4_invoke_regs(tcb, TCBReadRegisters, 0, 2, &r);
    seL4_Word *to = (seL4_Word *)out;

    if (error)
        return error;
    for (seL4_Word i = 0; i < count && i < 4; i++)
        to[i] = r.mr[i];
    const seL4_Word *msg = __sel4_ipc_buffer->msg;
    seL4_Word words = count < SEL4_CONTEXT_WORDS ? count : SEL4_CONTEXT_WORDS;
    for (seL4_Word i = 4; i < words; i++)
        to[i] = msg[i];
    return error;
}

static inline seL4_Error seL4_TCB_WriteRegisters(seL4_TCB tcb, seL4_Bool resume_target,
                                                 seL4_Uint8 arch_flags, seL4_Word count,
                                                 seL4_UserContext *in)
{
    const seL4_Word *from = (const seL4_Word *)in;

    seL4_Word *msg = __sel4_ipc_buffer->msg;
    seL4_Word words = count < SEL4_CONTEXT_WORDS ? count : SEL4_CONTEXT_WORDS;
    for (seL4_Word i = 2; i < words; i++)
        msg[i + 2] = from[i];
    return sel4_invoke(tcb, TCBWriteRegisters, 0, count + 2,
                       (resume_target & 1) | (seL4_Word)arch_flags << 8, count,
                       count > 0 ? from[0] : 0, count > 1 ? from[1] : 0);
}

static inline seL4_Error seL4_TCB_CopyRegisters(seL4_TCB tcb, seL4_TCB source,
                                                seL4_Bool suspend_source, seL4_Bool resume_target,
                                                seL4_Bool transfer_frame, seL4_Bool transfer_integer,
                                                seL4_Uint8 arch_flags)
{
    seL4_SetCap(0, source);
    return sel4_invoke(tcb, TCBCopyRegisters, 1, 1,
                       (suspend_source & 1) | (resume_target & 1) << 1 | (transfer_frame & 1) << 2 |
                           (transfer_integer & 1) << 3 | (seL4_Word)arch_flags << 8,
                       0, 0, 0);
}

static inline seL4_Error seL4_TCB_Configure(seL4_TCB tcb, seL4_Word fault_ep, seL4_CNode cspace_root,
                                            seL4_Word cspace_root_data, seL4_ARM_VSpace vspace_root,
                                            seL4_Word vspace_root_data, seL4_Word buffer,
                                            seL4_ARM_Page buffer_frame)
{
    seL4_SetCap(0, cspace_root);
    seL4_SetCap(1, vspace_root);
    seL4_SetCap(2, buffer_frame);
    return sel4_invoke(tcb, TCBConfigure, 3, 4, fault_ep, cspace_root_data, vspace_root_data,
                       buffer);
}

static inline seL4_Error seL4_TCB_SetPriority(seL4_TCB tcb, seL4_TCB authority, seL4_Word priority)
{
    seL4_SetCap(0, authority);
    return sel4_invoke(tcb, TCBSetPriority, 1, 1, priority, 0, 0, 0);
}

static inline seL4_Error seL4_TCB_SetMCPriority(seL4_TCB tcb, seL4_TCB authority, seL4_Word mcp)
{
    seL4_SetCap(0, authority);
    return sel4_invoke(tcb, TCBSetMCPriority, 1, 1, mcp, 0, 0, 0);
}

static inline seL4_Error seL4_TCB_SetSchedParams(seL4_TCB tcb, seL4_TCB authority, seL4_Word mcp,
                                                 seL4_Word priority)
{
    seL4_SetCap(0, authority);
    return sel4_invoke(tcb, TCBSetSchedParams, 1, 2, mcp, priority, 0, 0);
}

static inline seL4_Error seL4_TCB_SetIPCBuffer(seL4_TCB tcb, seL4_Word buffer,
                                               seL4_ARM_Page buffer_frame)
{
    seL4_SetCap(0, buffer_frame);
    return sel4_invoke(tcb, TCBSetIPCBuffer, 1, 1, buffer, 0, 0, 0);
}

static inline seL4_Error seL4_TCB_SetSpace(seL4_TCB tcb, seL4_Word fault_ep, seL4_CNode cspace_root,
                                           seL4_Word cspace_root_data, seL4_ARM_VSpace vspace_root,
                                           seL4_Word vspace_root_data)
{
    seL4_SetCap(0, cspace_root);
    seL4_SetCap(1, vspace_root);
    return sel4_invoke(tcb, TCBSetSpace, 2, 3, fault_ep, cspace_root_data, vspace_root_data, 0);
}

static inline seL4_Error seL4_TCB_Suspend(seL4_TCB tcb)
{
    return sel4_invoke(tcb, TCBSuspend, 0, 0, 0, 0, 0, 0);
}

static inline seL4_Error seL4_TCB_Resume(seL4_TCB tcb)
{
    return sel4_invoke(tcb, TCBResume, 0, 0, 0, 0, 0, 0);
}

static inline seL4_Error seL4_TCB_BindNotification(seL4_TCB tcb, seL4_CPtr notification)
{
    seL4_SetCap(0, notification);
    return sel4_invoke(tcb, TCBBindNotification, 1, 0, 0, 0, 0, 0);
}

static inline seL4_Error seL4_TCB_UnbindNotification(seL4_TCB tcb)
{
    return sel4_invoke(tcb, TCBUnbindNotification, 0, 0, 0, 0, 0, 0);
}

static inline seL4_Error seL4_TCB_SetTLSBase(seL4_TCB tcb, seL4_Word tls_base)
{
    return sel4_invoke(tcb, TCBSetTLSBase, 0, 1, tls_base, 0, 0, 0);
}

typedef struct seL4_TCB_SetFlags {
    int error;
    seL4_Word flags;
} seL4_TCB_SetFlags_t;

static inline seL4_TCB_SetFlags_t seL4_TCB_SetFlags(seL4_TCB tcb, seL4_Word clear, seL4_Word set)
{
    struct sel4_regs r = {.mr = {clear, set}};
    seL4_Error error = sel4_invoke_regs(tcb, TCBSetFlags, 0, 2, &r);

    return (seL4_TCB_SetFlags_t){error, r.mr[0]};
}

/* -- capability nodes -- */

static inline seL4_Error seL4_CNode_Revoke(seL4_CNode cnode, seL4_Word index, seL4_Uint8 depth)
{
    return sel4_invoke(cnode, CNodeRevoke, 0, 2, index, depth, 0, 0);
}

static inline seL4_Error seL4_CNode_Delete(seL4_CNode cnode, seL4_Word index, seL4_Uint8 depth)
{
    return sel4_invoke(cnode, CNodeDelete, 0, 2, index, depth, 0, 0);
}

static inline seL4_Error seL4_CNode_CancelBadgedSends(seL4_CNode cnode, seL4_Word index,
                                                      seL4_Uint8 depth)
{
    return sel4_invoke(cnode, CNodeCancelBadgedSends, 0, 2, index, depth, 0, 0);
}

static inline seL4_Error seL4_CNode_SaveCaller(seL4_CNode cnode, seL4_Word index, seL4_Uint8 depth)
{
    return sel4_invoke(cnode, CNodeSaveCaller, 0, 2, index, depth, 0, 0);
}

static inline seL4_Error seL4_CNode_Copy(seL4_CNode cnode, seL4_Word dest_index,
                                         seL4_Uint8 dest_depth, seL4_CNode src_root,
                                         seL4_Word src_index, seL4_Uint8 src_depth,
                                         seL4_CapRights_t rights)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, rights.words[0]);
    return sel4_invoke(cnode, CNodeCopy, 1, 5, dest_index, dest_depth, src_index, src_depth);
}

static inline seL4_Error seL4_CNode_Mint(seL4_CNode cnode, seL4_Word dest_index,
                                         seL4_Uint8 dest_depth, seL4_CNode src_root,
                                         seL4_Word src_index, seL4_Uint8 src_depth,
                                         seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, rights.words[0]);
    seL4_SetMR(5, badge);
    return sel4_invoke(cnode, CNodeMint, 1, 6, dest_index, dest_depth, src_index, src_depth);
}

static inline seL4_Error seL4_CNode_Move(seL4_CNode cnode, seL4_Word dest_index,
                                         seL4_Uint8 dest_depth, seL4_CNode src_root,
                                         seL4_Word src_index, seL4_Uint8 src_depth)
{
    seL4_SetCap(0, src_root);
    return sel4_invoke(cnode, CNodeMove, 1, 4, dest_index, dest_depth, src_index, src_depth);
}

static inline seL4_Error seL4_CNode_Mutate(seL4_CNode cnode, seL4_Word dest_index,
                                           seL4_Uint8 dest_depth, seL4_CNode src_root,
                                           seL4_Word src_index, seL4_Uint8 src_depth,
                                           seL4_Word badge)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, badge);
    return sel4_invoke(cnode, CNodeMutate, 1, 5, dest_index, dest_depth, src_index, src_depth);
}

static inline seL4_Error seL4_CNode_Rotate(seL4_CNode cnode, seL4_Word dest_index,
                                           seL4_Uint8 dest_depth, seL4_Word dest_badge,
                                           seL4_CNode pivot_root, seL4_Word pivot_index,
                                           seL4_Uint8 pivot_depth, seL4_Word pivot_badge,
                                           seL4_CNode src_root, seL4_Word src_index,
                                           seL4_Uint8 src_depth)
{
    seL4_SetCap(0, pivot_root);
    seL4_SetCap(1, src_root);
    seL4_SetMR(4, pivot_depth);
    seL4_SetMR(5, pivot_badge);
    seL4_SetMR(6, src_index);
    seL4_SetMR(7, src_depth);
    return sel4_invoke(cnode, CNodeRotate, 2, 8, dest_index, dest_depth, dest_badge, pivot_index);
}

/* -- interrupts -- */

static inline seL4_Error seL4_IRQControl_Get(seL4_IRQControl control, seL4_Word irq, seL4_CNode root,
                                             seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return sel4_invoke(control, IRQIssueIRQHandler, 1, 3, irq, index, depth, 0);
}

static inline seL4_Error seL4_IRQControl_GetTrigger(seL4_IRQControl control, seL4_Word irq,
                                                    seL4_Word trigger, seL4_CNode root,
                                                    seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return sel4_invoke(control, ARMIRQIssueIRQHandlerTrigger, 1, 4, irq, trigger, index, depth);
}

static inline seL4_Error seL4_IRQControl_IssueSGISignal(seL4_IRQControl control, seL4_Word irq,
                                                        seL4_Word target, seL4_CNode root,
                                                        seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return sel4_invoke(control, ARMIRQIssueSGISignal, 1, 4, irq, target, index, depth);
}

static inline seL4_Error seL4_IRQHandler_Ack(seL4_IRQHandler handler)
{
    return sel4_invoke(handler, IRQAckIRQ, 0, 0, 0, 0, 0, 0);
}

static inline seL4_Error seL4_IRQHandler_SetNotification(seL4_IRQHandler handler,
                                                         seL4_CPtr notification)
{
    seL4_SetCap(0, notification);
    return sel4_invoke(handler, IRQSetIRQHandler, 1, 0, 0, 0, 0, 0);
}

static inline seL4_Error seL4_IRQHandler_Clear(seL4_IRQHandler handler)
{
    return sel4_invoke(handler, IRQClearIRQHandler, 0, 0, 0, 0, 0, 0);
}

/* -- domains -- */

static inline seL4_Error seL4_DomainSet_Set(seL4_DomainSet set, seL4_Uint8 domain, seL4_TCB thread)
{
    seL4_SetCap(0, thread);
    return sel4_invoke(set, DomainSetSet, 1, 1, domain, 0, 0, 0);
}

static inline seL4_Error seL4_DomainSet_ScheduleConfigure(seL4_DomainSet set, seL4_Word index,
                                                          seL4_Uint8 domain, seL4_Time duration)
{
    return sel4_invoke(set, DomainScheduleConfigure, 0, 3, index, domain, duration, 0);
}

static inline seL4_Error seL4_DomainSet_ScheduleSetStart(seL4_DomainSet set, seL4_Word index)
{
    return sel4_invoke(set, DomainScheduleSetStart, 0, 1, index, 0, 0, 0);
}

#include <sel4/arch/client.h>
