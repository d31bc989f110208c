/* SPDX-License-Identifier: BSD-2-Clause */
/* The four functions that the compiler may call, in a program without a C library. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

void *memcpy(void *to, const void *from, size_t size)
{
    uint64_t *d = to;
    const uint64_t *s = from;

    if (((uintptr_t)to | (uintptr_t)from | size) % sizeof(*d) != 0)
        return memmove(to, from, size);
    for (size_t i = 0; i < size / sizeof(*d); i++)
        d[i] = s[i];
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    char *d = to;
    const char *s = from;

    if (d < s) {
        for (size_t i = 0; i < size; i++)
            d[i] = s[i];
    } else {
        for (size_t i = size; i > 0; i--)
            d[i - 1] = s[i - 1];
    }
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((char *)to)[i] = (char)byte;
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a, *y = b;

    for (size_t i = 0; i < size; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}
