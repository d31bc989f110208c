/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs written for libsel4 include and name; nothing runs here, it has to compile. */
#include <autoconf.h>
#include <kernel/gen_config.h>
#include <sel4/sel4.h>

#define SAME(a, b) _Static_assert((long long)(a) == (long long)(b), #a)

SAME(sizeof(seL4_IPCBuffer), 1024);
SAME(sizeof(seL4_UserContext), 288);
SAME(sizeof(seL4_BootInfo), 3848);
SAME(sizeof(seL4_Error), 4);
SAME(sizeof(seL4_ARM_VMAttributes), 8);
SAME(sizeof(seL4_Bool), 1);

SAME(seL4_ObjectTypeCount, 10);
SAME(seL4_NonArchObjectTypeCount, 5);
SAME(seL4_ModeObjectTypeCount, 7);
SAME(seL4_ARM_VCPUObject, 0xfffe);
SAME(seL4_ARM_IOPageTableObject, 0xffff);
SAME(seL4_ARM_PageUpperDirectoryObject, 9);
SAME(seL4_ARM_PageGlobalDirectoryObject, 6);
SAME(seL4_PageDirBits, 12);
SAME(seL4_PUDIndexBits, 9);
SAME(seL4_PGDEntryBits, 3);
SAME(seL4_MinUntypedBits, 4);
SAME(seL4_MaxUntypedBits, 47);
SAME(seL4_UntypedRetypeMaxObjects, CONFIG_RETYPE_FAN_OUT_LIMIT);

SAME(seL4_UserVSpaceTop, 0x7fffffffffff);
SAME(seL4_InvalidPrio, -1);
SAME(seL4_NumErrors, 11);
SAME(seL4_NumInitialCaps, 16);
SAME(seL4_CapInitThreadPD, 3);
SAME(SEL4_MAPPING_LOOKUP_NO_PT, 21);
SAME(SEL4_MAPPING_LOOKUP_NO_PD, 30);
SAME(SEL4_MAPPING_LOOKUP_NO_PUD, 39);
SAME(seL4_ARM_CacheID, seL4_ARM_CacheI | seL4_ARM_CacheD);

SAME(seL4_VMFault_Length, 4);
SAME(seL4_UserException_Length, 5);
SAME(seL4_UnknownSyscall_Length, 13);
SAME(seL4_CapFault_GuardMismatch_BitsFound, 6);

SAME(TCBSetFlags, 16);
SAME(IRQAckIRQ, 27);
SAME(DomainScheduleSetStart, 32);
SAME(ARMSMCCall, 37);
SAME(ARMPageMap, 40);
SAME(ARMIRQIssueSGISignal, 50);
