/* SPDX-License-Identifier: BSD-2-Clause */
/* Just enough of printf: %s %c %d %u %x %ld %lu %lx, %% and a minimum width with '-' and '0'. */
#pragma once

#include <stdarg.h>

void format_text(void (*put)(char), const char *format, va_list args);
