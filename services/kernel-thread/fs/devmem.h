/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices without hardware. */
#pragma once
int devmem_init(void);
