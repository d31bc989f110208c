/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines for the system log. */
#pragma once

void fs_log(const char *format, ...) __attribute__((format(printf, 1, 2)));
