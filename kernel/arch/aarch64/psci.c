/* SPDX-License-Identifier: BSD-2-Clause */
/* psci.c: switching the machine off through the firmware (ARM DEN 0022, Power State Coordination Interface). */
#include "psci.h"

#include "arch/interface.h"

enum { PSCI_SYSTEM_OFF = 0x84000008 };

static enum psci_conduit conduit;

void psci_init(enum psci_conduit how)
{
    conduit = how;
}

void arch_power_off(void)
{
    register uint64_t x0 __asm__("x0") = PSCI_SYSTEM_OFF;

    if (conduit == PSCI_HVC)
        __asm__ volatile("hvc #0" : "+r"(x0) : : "x1", "x2", "x3", "memory");
    else if (conduit == PSCI_SMC)
        __asm__ volatile("smc #0" : "+r"(x0) : : "x1", "x2", "x3", "memory");
}
