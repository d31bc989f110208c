/* SPDX-License-Identifier: BSD-2-Clause */
/* Starts the file side: kinds of file systems, devices, the first mounts. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <rt/log.h>
#include <rt/timer.h>

#include "fs/anon.h"
#include "fs/devmem.h"
#include "fs/device.h"
#include "fs/diskfs.h"
#include "fs/diskfs_int.h"
#include "fs/namei.h"
#include "fs/procfs.h"
#include "fs/tmpfs.h"
#include "fs/vfs.h"

/* Mounts on a directory, which is made if the disk has none and can take one. */
static int mount_standard(const char *source, const char *target, const char *type, uint32_t flags,
                          const char *data)
{
    int err = vfs_mknod(NULL, AT_FDCWD, target, S_IFDIR | 0755, 0);

    if (err && err != -EEXIST && err != -EROFS)
        return err;
    return vfs_mount(NULL, source, target, type, flags, data);
}

static int mount_all(void)
{
    static const struct { const char *source, *target, *type; uint32_t flags; const char *data; } list[] = {
        { "devtmpfs", "/dev", "devtmpfs", MS_NOSUID, "" },
        { "proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "" },
        { "sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "" },
        { "tmpfs", "/tmp", "tmpfs", 0, "mode=1777" },
        { "tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755" },
        { "tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777" },
    };

    for (unsigned i = 0; i < sizeof list / sizeof *list; i++) {
        int err = mount_standard(list[i].source, list[i].target, list[i].type, list[i].flags, list[i].data);
        if (err)
            log_warn("mount %s on %s: error %d", list[i].type, list[i].target, -err);
    }
    return 0;
}

static int root_status = -ENODEV;
static uint64_t start_ns, end_ns;

int vfs_root_status(void)
{
    return root_status;
}

void vfs_init_times(uint64_t *from_ns, uint64_t *to_ns)
{
    *from_ns = start_ns;
    *to_ns = end_ns;
}

int vfs_init(struct fs *disk)
{
    start_ns = rt_now_ns();
    tmpfs_register();
    devfs_register();
    procfs_register();
    int err = diskfs_register(disk);
    if (!err)
        err = anon_init();
    if (!err)
        err = devfs_init();
    if (!err)
        err = devmem_init();
    if (!err)
        err = pagecache_init();
    if (err)
        return err;
    root_status = vfs_mount_root("/dev/vda", "ext4", RDEV(DISK_MAJOR, 0), 0);
    if (!root_status)
        err = mount_all();
    end_ns = rt_now_ns();
    return err;
}
