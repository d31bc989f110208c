/* SPDX-License-Identifier: BSD-2-Clause */
/* Process accounting: acct(2). */
#pragma once

struct proc;

/* The process has ended, its last thread is gone, and nothing of it was given back yet: writes its record, if records are
 * kept.  May park. */
void acct_process(const struct proc *p);
