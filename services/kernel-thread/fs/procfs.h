/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc. */
#pragma once
void procfs_register(void);
