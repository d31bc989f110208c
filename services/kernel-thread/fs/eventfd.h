/* SPDX-License-Identifier: BSD-2-Clause */
/* eventfds as whom the kernel tells something. */
#pragma once

struct file;
int eventfd_is(const struct file *f);
/* One more; the count stops at its end.  Does not park. */
void eventfd_signal(struct file *f);
