/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/sysvipc: tables of the System V objects. */
#pragma once

struct text;

void msg_show_all(struct text *out);
void sem_show_all(struct text *out);
void shm_show_all(struct text *out);
