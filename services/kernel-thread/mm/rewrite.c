/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/rewrite.c: finding and replacing svc. */
#include "mm/rewrite.h"

size_t rewrite_count(const uint32_t *words, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += is_svc(words[i]);
    return found;
}

size_t rewrite_svc(uint32_t *words, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_svc(words[i])) {
            words[i] = REWRITE_WORD;
            found++;
        }
    }
    return found;
}
