/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /tmp
 * Extended attributes of tmpfs: which kinds it keeps, replacing, the order of the list.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/xattr.h>

static char buf[1000];

int main(void)
{
    close(open("f", O_CREAT | O_RDWR, 0600));
    VALUE(setxattr("f", "user.a", "x", 1, 0));
    VALUE(getxattr("f", "user.a", buf, 1));
    VALUE(removexattr("f", "user.a"));
    VALUE(setxattr("f", "trusted.a", "one", 3, 0));
    VALUE(setxattr("f", "security.b", "two!", 4, 0));
    VALUE(setxattr("f", "trusted.c", "three", 5, XATTR_CREATE));
    VALUE(setxattr("f", "trusted.c", "3", 1, XATTR_CREATE));
    VALUE(setxattr("f", "trusted.c", "3", 1, XATTR_REPLACE));
    VALUE(setxattr("f", "trusted.d", "3", 1, XATTR_REPLACE));
    VALUE(getxattr("f", "trusted.c", buf, 100));
    VALUE(getxattr("f", "trusted.a", buf, 2));
    long n = VALUE(listxattr("f", buf, sizeof(buf)));
    for (long at = 0; at < n; at += (long)strlen(buf + at) + 1)
        printf("  %s\n", buf + at);
    VALUE(listxattr("f", buf, 5));
    VALUE(removexattr("f", "trusted.c"));
    VALUE(removexattr("f", "trusted.c"));
    VALUE(listxattr("f", NULL, 0));
    return 0;
}
