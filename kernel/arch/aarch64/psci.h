/* SPDX-License-Identifier: BSD-2-Clause */
/* psci.h: how the firmware is called, as the device tree says. */
#pragma once

enum psci_conduit { PSCI_NONE, PSCI_HVC, PSCI_SMC };

/* Boot: what arch_power_off() will use. */
void psci_init(enum psci_conduit how);
