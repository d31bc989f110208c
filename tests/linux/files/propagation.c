/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared, slave, private and unbindable mounts, and namespaces of mounts. */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "check.h"

static char here[200];

/* What is mounted below this directory, with how it is shared. */
static void show(void)
{
    FILE *f = fopen("/proc/self/mountinfo", "r");
    char line[1000], place[300], rest[600];

    while (fgets(line, sizeof line, f))
        if (sscanf(line, "%*d %*d %*s %*s %299s %*s %599[^\n]", place, rest) == 2 && strstr(place, here) == place)
            printf("  %s %.*s\n", place + strlen(here), (int)(strstr(rest, "- ") - rest), rest);
    fclose(f);
}

static int there(const char *path)
{
    return access(path, F_OK) == 0;
}

static int tmpfs(const char *target)
{
    return mount("none", target, "tmpfs", 0, NULL);
}

static int kind(const char *target, unsigned long flags)
{
    return mount(NULL, target, NULL, flags, NULL);
}

static void peers(void)
{
    VALUE(kind("a", MS_SHARED));
    VALUE(mount("a", "b", NULL, MS_BIND, NULL));
    VALUE(tmpfs("a/d"));
    VALUE(mkdir("a/d/deep", 0755));
    VALUE(there("b/d/deep"));
    show();
    VALUE(umount("b/d"));
    VALUE(there("a/d/deep"));
    VALUE(umount("a/d"));
    VALUE(tmpfs("b/d"));
    VALUE(mkdir("b/d/busy", 0755));
    int fd = open("a/d/busy", O_RDONLY);
    VALUE(umount("b/d"));
    close(fd);
    VALUE(umount("b/d"));
}

static void slaves(void)
{
    VALUE(kind("b", MS_SLAVE));
    show();
    VALUE(tmpfs("a/d"));
    show();
    VALUE(umount("a/d"));
    VALUE(tmpfs("b/d"));
    VALUE(there("a/d"));
    show();
    VALUE(tmpfs("a/d")); /* under what the slave has there */
    show();
    VALUE(umount("a/d"));
    VALUE(umount("b/d"));
    show();
    VALUE(kind("b", MS_SHARED));
    VALUE(mount("b", "c", NULL, MS_BIND, NULL));
    VALUE(tmpfs("a/d"));
    show();
    VALUE(umount("a/d"));
    VALUE(umount("c"));
    VALUE(kind("b", MS_PRIVATE));
    show();
}

static void unbindable(void)
{
    VALUE(kind("b", MS_UNBINDABLE));
    VALUE(mount("b", "c", NULL, MS_BIND, NULL));
    VALUE(mount("b", "c", NULL, MS_MOVE, NULL));
    show();
    VALUE(mount("c", "b", NULL, MS_MOVE, NULL));
    VALUE(mount("b", "a/d", NULL, MS_MOVE, NULL)); /* onto a shared one */
    VALUE(kind("b", MS_PRIVATE | MS_SHARED));
    VALUE(kind("b", MS_PRIVATE | MS_RDONLY));
    VALUE(kind("b", MS_PRIVATE | MS_REC | MS_SILENT));
    VALUE(kind("a/d", MS_PRIVATE));
}

static void moves(void)
{
    VALUE(tmpfs("a/d"));
    VALUE(mount("a/d", "c", NULL, MS_MOVE, NULL)); /* off a shared one */
    VALUE(umount("a/d"));
    VALUE(mount("b", "a/d", NULL, MS_MOVE, NULL));
    show();
    VALUE(umount("a/d"));
    VALUE(mount("a", "a/d", NULL, MS_BIND, NULL)); /* on itself */
    show();
    VALUE(umount("a/d"));
    show();
}

static void bound_with_all(void)
{
    VALUE(tmpfs("a/d"));
    VALUE(mkdir("a/d/e", 0755));
    VALUE(tmpfs("a/d/e"));
    VALUE(mount("a", "b", NULL, MS_BIND | MS_REC, NULL));
    show();
    VALUE(umount2("b", MNT_DETACH));
    show();
    VALUE(kind("a", MS_REC | MS_PRIVATE));
    show();
}

static void in_namespace(void)
{
    VALUE(unshare(CLONE_NEWNS));
    VALUE(tmpfs("c"));
    VALUE(there("c"));
    VALUE(umount2("a", MNT_DETACH));
    show();
    VALUE(kind("/", MS_REC | MS_SLAVE));
    VALUE(chdir("/tmp"));
}

static void namespaces(void)
{
    IN_CHILD("namespace", in_namespace());
    show();
    VALUE(kind("a", MS_SHARED));
    IN_CHILD("shared", VALUE(unshare(CLONE_NEWNS)); VALUE(mkdir("a/x", 0755)); VALUE(tmpfs("a/x")));
    show();
    VALUE(umount("a/x"));
    IN_CHILD("slave", VALUE(unshare(CLONE_NEWNS)); VALUE(kind(here, MS_SLAVE)); VALUE(kind("a", MS_SLAVE)); VALUE(tmpfs("a/x")));
    show();
    IN_CHILD("user", VALUE(setuid(1000)); VALUE(unshare(CLONE_NEWNS)));
    IN_CHILD("shared directory", VALUE(unshare(CLONE_NEWNS | CLONE_FS)));
}

int main(void)
{
    VALUE(mkdir("/tmp/propagation", 0755));
    VALUE(chdir("/tmp/propagation"));
    getcwd(here, sizeof here);
    mkdir("a", 0755);
    mkdir("b", 0755);
    mkdir("c", 0755);
    tmpfs("a");
    mkdir("a/d", 0755);
    peers();
    slaves();
    unbindable();
    moves();
    bound_with_all();
    namespaces();
    VALUE(umount2("a", MNT_DETACH));
    show();
    VALUE(rmdir("a"));
    VALUE(rmdir("b"));
    VALUE(rmdir("c"));
    VALUE(rmdir("/tmp/propagation"));
    return 0;
}
