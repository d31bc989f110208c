/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatted text into the page shared with the driver, and the C library functions gcc needs. */
#include <stdarg.h>

#include "format.h"
#include "test.h"

static void put_note(char c)
{
    struct test_env *env = ENV;

    if (env->text_used < ENV_TEXT_BYTES - 1)
        env->text[env->text_used++] = c;
}

void note(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    format_text(put_note, format, args);
    va_end(args);
}
