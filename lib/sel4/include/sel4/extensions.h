/* SPDX-License-Identifier: BSD-2-Clause */
/* What this project's kernel can do beyond the common interface (docs/kernel-extensions.md).
 *
 * A kernel without extensions answers seL4_IllegalOperation to each of these;
 * seL4_TCB_ExtSetFlags(tcb, 0, 0) is the way to ask.  Nothing may depend on them for a feature,
 * only for speed. */
#pragma once

#include <stdbool.h>

#include <interfaces/sel4_client.h>

enum seL4_ext_label {
#define EXT(label, name, object, handler, words, caps, text) name = label,
#define EXT_FAULT(label, name, kernel_name, words) seL4_ExtFault_##name = label,
#define EXT_REPLY(label, name) seL4_ExtReply_##name = label,
#include <sel4/extensions.def>
#undef EXT
#undef EXT_FAULT
#undef EXT_REPLY
};

enum {
    seL4_ExtFlag_ForeignSyscalls =
        1,                        /* every svc of the thread is a message to its fault handler */
    seL4_ExtFlag_TimerClosed = 2, /* the thread cannot touch the user timer */
    seL4_ExtFlag_Detached = 4,    /* no reply capability is made for its foreign system calls */
    seL4_ExtFlag_ForeignServer = 8, /* the thread may use the two calls below */
    SEL4_EXT_FPU_WORDS = 66,      /* v0 low, v0 high, ... v31 high, FPSR, FPCR */
};

/* Message registers of seL4_ExtFault_ForeignSyscall. */
enum {
    seL4_ExtForeignSyscall_Number, /* x8 */
    seL4_ExtForeignSyscall_Arg0,   /* x0..x5 */
    seL4_ExtForeignSyscall_IP = 7, /* of the svc */
    seL4_ExtForeignSyscall_SP,
    seL4_ExtForeignSyscall_Length,
};

static inline seL4_TCB_SetFlags_t seL4_TCB_ExtSetFlags(seL4_TCB tcb, seL4_Word clear, seL4_Word set)
{
    struct sel4_regs r = {.mr = {clear, set}};
    seL4_Error error = sel4_invoke_regs(tcb, TCBExtSetFlags, 0, 2, &r);

    return (seL4_TCB_SetFlags_t){error, r.mr[0]};
}

/* Words first .. first + count - 1 of the FP/SIMD state to or from words[0 .. count - 1]. */
static inline seL4_Error seL4_TCB_ExtReadFPU(seL4_TCB tcb, seL4_Word first, seL4_Word count,
                                             seL4_Word *words)
{
    struct sel4_regs r = {.mr = {first, count}};
    seL4_Error error = sel4_invoke_regs(tcb, TCBExtReadFPU, 0, 2, &r);

    if (error)
        return error;
    for (seL4_Word i = 0; i < count && i < SEL4_EXT_FPU_WORDS; i++)
        words[i] = i < 4 ? r.mr[i] : seL4_GetMR((int)i);
    return error;
}

static inline seL4_Error seL4_TCB_ExtWriteFPU(seL4_TCB tcb, seL4_Word first, seL4_Word count,
                                              const seL4_Word *words)
{
    for (seL4_Word i = 2; i < count && i < SEL4_EXT_FPU_WORDS; i++)
        seL4_SetMR((int)i + 2, words[i]);
    return sel4_invoke(tcb, TCBExtWriteFPU, 0, count + 2, first, count, count > 0 ? words[0] : 0,
                       count > 1 ? words[1] : 0);
}

/* A foreign system call of a detached thread, as it arrives in registers. */
struct seL4_ExtCall {
    seL4_Word arg[6];  /* x0..x5 */
    seL4_Word badge;
    seL4_Word number;  /* x8 */
    seL4_Word ip, sp;  /* address of the svc; stack pointer */
};

/* Answers the foreign system call for which the thread behind the TCB capability `target` waits (0: nobody's), with
 * `result` in its x0; then waits at an endpoint.  True: `call` has come.  False: any other message, as seL4_Recv
 * gives it: arg[0] is the badge, arg[1] the message info, arg[2..5] are the first words.  Only for threads with
 * seL4_ExtFlag_ForeignServer. */
static inline __attribute__((always_inline)) bool seL4_ExtAnswerRecv(seL4_CPtr source, seL4_Word result,
                                                                     seL4_CPtr target,
                                                                     struct seL4_ExtCall *call)
{
    register seL4_Word x0 __asm__("x0") = source;
    register seL4_Word x1 __asm__("x1") = result;
    register seL4_Word x2 __asm__("x2") = target;
    register seL4_Word x3 __asm__("x3");
    register seL4_Word x4 __asm__("x4");
    register seL4_Word x5 __asm__("x5");
    register seL4_Word x6 __asm__("x6");
    register seL4_Word x7 __asm__("x7") = (seL4_Word)-64;
    register seL4_Word x8 __asm__("x8");
    register seL4_Word x9 __asm__("x9");
    register seL4_Word x10 __asm__("x10");

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "=r"(x3), "=r"(x4), "=r"(x5), "=r"(x6), "+r"(x7),
                       "=r"(x8), "=r"(x9), "=r"(x10)
                     :
                     : "x11", "x12", "x13", "x14", "x15", "x16", "x17", "cc", "memory");
    *call = (struct seL4_ExtCall){{x0, x1, x2, x3, x4, x5}, x6, x8, x9, x10};
    return x7 == 0;
}

/* Only the answer; does not wait. */
static inline void seL4_ExtAnswer(seL4_Word result, seL4_CPtr target)
{
    register seL4_Word x1 __asm__("x1") = result;
    register seL4_Word x2 __asm__("x2") = target;
    register seL4_Word x7 __asm__("x7") = (seL4_Word)-65;

    __asm__ volatile("svc #0" : "+r"(x2) : "r"(x1), "r"(x7) : "memory");
}

/* Maps small pages that lie in one last-level table: words of SEL4_EXT_MAP_ENTRY, 1..SEL4_EXT_MAP_MAX of them.  An error
 * is about the first that was refused; those before it are mapped. */
enum { SEL4_EXT_MAP_MAX = 119 };
static inline seL4_Word SEL4_EXT_MAP_ENTRY(seL4_CPtr frame, seL4_Word index, int write, int execute)
{
    return frame | (index & 511) << 48 | (seL4_Word)(write != 0) << 57 | (seL4_Word)(execute != 0) << 58;
}

static inline seL4_Error seL4_VSpace_ExtMap(seL4_ARM_VSpace vspace, seL4_Word vaddr, const seL4_Word *entries,
                                            seL4_Word count)
{
    for (seL4_Word i = 3; i < count; i++)
        seL4_SetMR((int)i + 1, entries[i]);
    return sel4_invoke(vspace, VSpaceExtMap, 0, count + 1, vaddr, entries[0], count > 1 ? entries[1] : 0,
                       count > 2 ? entries[2] : 0);
}

/* Unmaps (or, with protect, makes read-only) what is mapped in a range of one last-level table. */
static inline seL4_Error seL4_VSpace_ExtRange(seL4_ARM_VSpace vspace, seL4_Word vaddr, seL4_Word pages,
                                              int protect)
{
    return sel4_invoke(vspace, VSpaceExtRange, 0, 3, vaddr, pages, protect != 0, 0);
}

/* All registers: those of `source` (0: zeros), FP included, but these; of a source tls counts only if set_tls. */
static inline seL4_Error seL4_TCB_ExtInitState(seL4_TCB tcb, seL4_TCB source, int resume, seL4_Word pc,
                                               seL4_Word sp, seL4_Word x0, int set_tls, seL4_Word tls,
                                               seL4_Word tls_ro)
{
    if (source != 0)
        seL4_SetCap(0, source);
    seL4_SetMR(4, tls);
    seL4_SetMR(5, tls_ro);
    return sel4_invoke(tcb, TCBExtInitState, source != 0, 6,
                       (seL4_Word)(resume != 0) | (seL4_Word)(source != 0) << 1 | (seL4_Word)(set_tls != 0) << 2, pc,
                       sp, x0);
}

/* The first `count` words of pc, sp, pstate, x0..x30, and FPSR with FPCR above, v0..v31 (all of these or none). */
static inline seL4_Error seL4_TCB_ExtWriteState(seL4_TCB tcb, int resume, const seL4_Word *words, seL4_Word count)
{
    if (count > 3)
        __builtin_memcpy(&__sel4_ipc_buffer->msg[4], words + 3, (count - 3) * sizeof(words[0]));
    return sel4_invoke(tcb, TCBExtWriteState, 0, count + 1, resume != 0, words[0], count > 1 ? words[1] : 0,
                       count > 2 ? words[2] : 0);
}

/* Does not return when it works. */
static inline seL4_Error seL4_IRQControl_ExtPowerOff(seL4_IRQControl control)
{
    return sel4_invoke(control, IRQControlExtPowerOff, 0, 0, 0, 0, 0, 0);
}

/* How long a thread ran, by the kernel's tick: milliseconds. */
static inline seL4_Error seL4_TCB_ExtReadTime(seL4_TCB tcb, seL4_Word *ms)
{
    struct sel4_regs r = {0};
    seL4_Error error = sel4_invoke_regs(tcb, TCBExtReadTime, 0, 0, &r);

    if (!error)
        *ms = r.mr[0] * r.mr[1];
    return error;
}

/* How often the kernel took its short ways since boot. */
struct seL4_ExtCounters {
    seL4_Word call, reply_recv, fault, fault_reply, signal, answer;
};

static inline seL4_Error seL4_IRQControl_ExtReadCounters(seL4_IRQControl control,
                                                         struct seL4_ExtCounters *counters)
{
    struct sel4_regs r = {0};
    seL4_Error error = sel4_invoke_regs(control, IRQControlExtReadCounters, 0, 0, &r);

    if (!error)
        *counters = (struct seL4_ExtCounters){r.mr[0], r.mr[1], r.mr[2], r.mr[3], seL4_GetMR(4),
                                              seL4_GetMR(5)};
    return error;
}
