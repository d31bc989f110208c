/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that the stubs (mm/stub_image.S) and C share.
 *
 * TPIDRRO_EL0 of a thread holds KIT_THREAD_BASE bytes more than the address of its page (struct kit_thread):
 * what is saved lies below, so that pairs reach it, and the table of kinds is indexed from there. */
#pragma once

#define KIT_THREAD_BASE 512
#define KIT_SAVED_X0 (-128)
#define KIT_SAVED_X2 (-112)
#define KIT_SAVED_X4 (-96)
#define KIT_SAVED_X7 (-80)  /* and x8 */
#define KIT_SAVED_X30 (-64) /* and x16 */
#define KIT_SAVED_X17 (-48)
#define KIT_THREAD_DATA (-40) /* address of struct kit_data */
#define KIT_KINDS 512

#define KIT_VALUE_MISSING 127 /* value that is not 0 when numbers behind the table have no system call */

/* What a stub does with a system call (bytes of the table of kinds); 0: it goes to kernel-thread.  With bit 7 set,
 * the answer is word (kind & 127) of the table of values. */
#define KIND_VALUE 0x80
#define KIND_ENOSYS_BIT 0
#define KIND_GETTIME_BIT 1
#define KIND_FUTEX_BIT 2
#define KIND_YIELD_BIT 3
#define KIND_TIMEOFDAY_BIT 4
#define KIND_GETCPU_BIT 5
#define KIND_SIGRETURN_BIT 6

/* What of a thread's registers is elsewhere while it is at an instruction of a stub. */
#define STUB_X16_BELOW 256 /* x16 is kept so far below sp: the Go runtime has data less far below it over a system call */
#define STUB_X16_STACK 1  /* x16 lies there; else, where it is needed, in the page */
#define STUB_X17_PAGE 2   /* x17 is in the page */
#define STUB_ARGS_PAGE 4  /* x1..x5, and x0 unless it holds the result, are in the page */
#define STUB_X7_PAGE 8    /* x7 is in the page */
#define STUB_RESULT 16    /* x0 is the result: the call is over */
#define STUB_RESULT_X2 32 /* x2 is the result */
#define STUB_PLAIN 64     /* x30 is the program's own, and x16 unless it is below sp */
#define STUB_X0_PAGE 128  /* x0 is in the page */

/* The capability for calls (mm/kobj.h) is at an address that no program passes by chance, and its messages have a
 * label of their own. */
#define KIT_CALL_CPTR_HIGH 0xce10 /* << 16 */
#define KIT_CALL_LABEL 0x7c
#define KIT_CALL_INFO (KIT_CALL_LABEL << 12) /* no words: arguments lie in the page */
#define KIT_SIGRETURN_LABEL 0x7d
#define KIT_SIGRETURN_INFO (KIT_SIGRETURN_LABEL << 12 | 1) /* one word: the stack pointer */
#define KIT_SYS_CALL (-1)
