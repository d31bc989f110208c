/* SPDX-License-Identifier: BSD-2-Clause */
/* What the system needs of the kernel's configuration, tried out before it is used. */
#pragma once

/* Says in English what this kernel was not built with; NULL: it has everything.  Needs memory and slots. */
const char *probe_kernel(void);
