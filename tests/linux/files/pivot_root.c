/* SPDX-License-Identifier: BSD-2-Clause */
/* pivot_root: another root for a namespace, and what is refused. */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "paths.h"

#define pivot_root(to, old) syscall(SYS_pivot_root, to, old)

static void show(void)
{
    FILE *f = fopen("/proc/mounts", "r");
    char line[300];

    while (f && fgets(line, sizeof line, f))
        printf("  %s", line);
}

static void errors(void)
{
    VALUE(pivot_root("/tmp/pivot/none", "/tmp/pivot/mnt"));
    VALUE(pivot_root("/tmp/pivot/mnt", "/tmp/pivot/none"));
    VALUE(pivot_root("/tmp/pivot/mnt", "/tmp/pivot/mnt"));
    VALUE(pivot_root(BAD_POINTER, "/tmp/pivot/mnt"));
    VALUE(pivot_root("/tmp/pivot/file", "/tmp/pivot/mnt"));
    VALUE(mount("none", "/tmp/pivot/mnt", "tmpfs", 0, NULL));
    VALUE(mkdir("/tmp/pivot/mnt/old", 0755));
    VALUE(pivot_root("/tmp/pivot/mnt", "/tmp/pivot"));
    VALUE(pivot_root("/", "/tmp/pivot/mnt"));
    VALUE(pivot_root("/tmp/pivot/mnt/old", "/tmp/pivot/mnt/old"));
    VALUE(mount(NULL, "/tmp/pivot/mnt", NULL, MS_SHARED, NULL));
    VALUE(pivot_root("/tmp/pivot/mnt", "/tmp/pivot/mnt/old"));
    VALUE(mount(NULL, "/tmp/pivot/mnt", NULL, MS_PRIVATE, NULL));
    IN_CHILD("user", setuid(1000); VALUE(pivot_root("/tmp/pivot/mnt", "/tmp/pivot/mnt/old")));
}

static void pivot(void)
{
    char name[200];

    VALUE(unshare(CLONE_NEWNS));
    VALUE(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
    VALUE(mkdir("/tmp/pivot/mnt/proc", 0755));
    VALUE(mount("proc", "/tmp/pivot/mnt/proc", "proc", 0, NULL));
    VALUE(pivot_root("/tmp/pivot/mnt", "/tmp/pivot/mnt/old"));
    VALUE(access("/old/bin", F_OK));
    VALUE(access("/bin", F_OK));
    VALUE(strcmp(getcwd(name, sizeof name), "/old/tmp/pivot"));
    VALUE(chdir("/"));
    VALUE(umount2("/old", MNT_DETACH));
    VALUE(access("/old/bin", F_OK));
    show();
}

int main(void)
{
    mkdir("/tmp/pivot", 0755);
    chdir("/tmp/pivot");
    mkdir("mnt", 0755);
    close(open("file", O_CREAT, 0600));
    errors();
    IN_CHILD("pivot", pivot());
    VALUE(access("/bin", F_OK));
    VALUE(access("mnt/proc", F_OK));
    VALUE(umount("mnt"));
    unlink("file");
    rmdir("mnt");
    VALUE(rmdir("/tmp/pivot"));
    return 0;
}
