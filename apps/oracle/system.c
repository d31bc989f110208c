/* SPDX-License-Identifier: BSD-2-Clause */
/* The system around the program: kernel modules, virtio ports, file systems. */
#include "oracle.h"

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROOT      "/newroot"
#define WAIT_STEP 5000 /* microseconds */
#define WAIT_MAX  2000 /* steps: 10 s */
#define HOST_MAX  100  /* steps: 0.5 s; an input at its end may be gone again already */

void die(const char *what)
{
    fprintf(stderr, "oracle: %s: %s\n", what, strerror(errno));
    sync();
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

void modules_load(void)
{
    char path[256];
    FILE *list = fopen("/modules/list", "r");

    if (!list)
        die("/modules/list");
    while (fscanf(list, "%255s", path) == 1) {
        int fd = open(path, O_RDONLY);

        if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) < 0 && errno != EEXIST))
            die(path);
        close(fd);
    }
    fclose(list);
}

static int port_find(const char *name, char *device, size_t size)
{
    DIR *directory = opendir("/sys/class/virtio-ports");
    struct dirent *entry;
    int found = 0;

    if (!directory)
        return 0;
    while (!found && (entry = readdir(directory))) {
        char path[512], text[128] = "";

        snprintf(path, sizeof(path), "/sys/class/virtio-ports/%s/name", entry->d_name);
        FILE *file = fopen(path, "r");
        if (!file)
            continue;
        if (fscanf(file, "%127s", text) == 1 && strcmp(text, name) == 0) {
            snprintf(device, size, "/dev/%s", entry->d_name);
            found = 1;
        }
        fclose(file);
    }
    closedir(directory);
    return found;
}

/* The host's end is announced after the port itself; until then reading looks like end of file. */
static void wait_for_host(int fd, int steps)
{
    struct pollfd poll_fd = {.fd = fd};

    while (steps-- > 0 && poll(&poll_fd, 1, 0) > 0 && (poll_fd.revents & POLLHUP))
        usleep(WAIT_STEP);
}

int port_open(const char *name)
{
    char device[300];

    /* Ports announce themselves one after the other, some time after the driver has started. */
    for (int i = 0; i < WAIT_MAX; i++) {
        if (port_find(name, device, sizeof(device))) {
            int fd = open(device, O_RDWR | O_CLOEXEC);

            if (fd >= 0) {
                wait_for_host(fd, HOST_MAX);
                return fd;
            }
        }
        usleep(WAIT_STEP);
    }
    return -1;
}

static void must_mount(const char *source, const char *target, const char *type,
                       unsigned long flags, const char *options)
{
    for (int i = 0; mount(source, target, type, flags, options) < 0; i++) {
        if (errno != ENOENT || i == WAIT_MAX) {
            fprintf(stderr, "oracle: mount %s on %s: %s\n", source, target, strerror(errno));
            die("mount");
        }
        usleep(WAIT_STEP);
    }
}

void root_enter(const struct request *request)
{
    mkdir(ROOT, 0755);
    must_mount("/dev/vda", ROOT, "ext4", 0, NULL);
    must_mount("devtmpfs", ROOT "/dev", "devtmpfs", 0, NULL);
    must_mount("proc", ROOT "/proc", "proc", 0, NULL);
    must_mount("sysfs", ROOT "/sys", "sysfs", 0, NULL);
    must_mount("tmpfs", ROOT "/tmp", "tmpfs", 0, "mode=1777");
    mkdir(ROOT "/dev/pts", 0755);
    must_mount("devpts", ROOT "/dev/pts", "devpts", 0, "ptmxmode=0666");
    static const char *const links[][2] = {
        {"/proc/self/fd", ROOT "/dev/fd"},
        {"/proc/self/fd/0", ROOT "/dev/stdin"},
        {"/proc/self/fd/1", ROOT "/dev/stdout"},
        {"/proc/self/fd/2", ROOT "/dev/stderr"},
    };
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
        symlink(links[i][0], links[i][1]);
    for (char *const *m = request->mounts; m[0]; m += 4) {
        char target[512];
        int read_only = strncmp(m[3], "ro", 2) == 0;

        snprintf(target, sizeof(target), ROOT "%s", m[1]);
        mkdir(target, 0755);
        must_mount(m[0], target, m[2], read_only ? MS_RDONLY : 0, NULL);
    }
    if (chdir(ROOT) < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0 ||
        chdir("/") < 0)
        die("entering the root directory");
    sethostname("cel4", 4);
}

void root_leave(void)
{
    if (chdir("/") < 0)
        die("/");
    sync();
    if (mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0)
        fprintf(stderr, "oracle: the disk stays writable: %s\n", strerror(errno));
}
