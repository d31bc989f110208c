/* SPDX-License-Identifier: BSD-2-Clause */
/* A check that counts: what was expected goes to the log, and the test goes on. */
#pragma once
#include <rt/log.h>

extern unsigned checks, failures;

#define CHECK_EQ(what, got, want)                                                                  \
    do {                                                                                           \
        long got_ = (long)(got), want_ = (long)(want);                                             \
        checks++;                                                                                  \
        if (got_ != want_) {                                                                       \
            failures++;                                                                            \
            log_error("%s:%d: %s: got %ld, want %ld", __FILE__, __LINE__, what, got_, want_);      \
        }                                                                                          \
    } while (0)
