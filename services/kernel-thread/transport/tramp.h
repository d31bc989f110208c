/* SPDX-License-Identifier: BSD-2-Clause */
/* FP registers by trampolines (mm/kit_image.S): the thread moves them itself, between its registers and its
 * scratch page, while its fiber waits.  For kernels that cannot read another thread's. */
#pragma once

struct kit_fp;
struct thread;

int tramp_fp_save(struct thread *t, struct kit_fp *fp);
int tramp_fp_load(struct thread *t, const struct kit_fp *fp);
int tramp_fp_zero(struct thread *t);
int tramp_fp_prepare(struct thread *t, const struct kit_fp *fp);
int tramp_fp_start(struct thread *t);
