/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/config.gz: which of Linux's options this kernel has, for programs that ask before they test.
 *
 * The gzip file is made of stored blocks.  An option is said to be set where its calls, files and errors are Linux's. */
#include <ds/crc32.h>
#include <string.h>

#include "fs/procfs_int.h"
#include "fs/text.h"
#include "proc/hostname.h"

#define ON(name) "CONFIG_" #name "=y\n"
#define OFF(name) "# CONFIG_" #name " is not set\n"

static const char config[] =
    "#\n# Linux/arm64 " KERNEL_RELEASE " Kernel Configuration\n#\n"
    ON(64BIT) ON(ADVISE_SYSCALLS) ON(AIO) ON(ARM64) ON(ARM64_4K_PAGES) "CONFIG_ARM64_PAGE_SHIFT=12\n" ON(BINFMT_ELF)
    ON(BINFMT_SCRIPT) ON(BSD_PROCESS_ACCT) ON(BSD_PROCESS_ACCT_V3)
    ON(BLK_DEV) ON(BLK_DEV_LOOP) "CONFIG_BLK_DEV_LOOP_MIN_COUNT=8\n" ON(BLOCK) ON(COMPAT_BRK)
    ON(COREDUMP) ON(CROSS_MEMORY_ATTACH) ON(DEVTMPFS) ON(DEVTMPFS_MOUNT) ON(DNOTIFY) ON(EPOLL) ON(EVENTFD) ON(EXT4_FS)
    ON(EXT4_FS_POSIX_ACL) ON(EXT4_USE_FOR_EXT2) ON(FAT_FS) ON(FHANDLE) ON(FILE_LOCKING) ON(FS_POSIX_ACL) ON(FUTEX)
    ON(FUTEX_PI) ON(HVC_DRIVER) "CONFIG_HZ=100\n" ON(HZ_100) ON(IKCONFIG) ON(IKCONFIG_PROC) ON(INOTIFY_USER) ON(KCMP)
    "CONFIG_LOG_BUF_SHIFT=17\n" ON(MEMBARRIER) ON(MEMFD_CREATE) ON(MMU) ON(MSDOS_PARTITION) ON(EFI_PARTITION) ON(MULTIUSER) ON(NAMESPACES)
    ON(NET) "CONFIG_NR_CPUS=1\n" ON(PARTITION_ADVANCED) ON(POSIX_MQUEUE) ON(POSIX_MQUEUE_SYSCTL) ON(POSIX_TIMERS)
    ON(PRINTK) ON(PRINTK_TIME) ON(PROC_FS) ON(PROC_PAGE_MONITOR) ON(PROC_SYSCTL) ON(SECCOMP) ON(SECCOMP_FILTER)
    ON(SECURITY_DMESG_RESTRICT) ON(SHMEM) ON(SIGNALFD) ON(SYSFS) ON(SYSVIPC) ON(SYSVIPC_SYSCTL) ON(TIMERFD) ON(TMPFS)
    ON(TMPFS_POSIX_ACL) ON(TMPFS_XATTR) ON(TTY) ON(UNIX) ON(UNIX98_PTYS) ON(UTS_NS) ON(VFAT_FS) ON(VIRTIO_BLK) ON(VIRTIO_CONSOLE)
    ON(VIRTIO_MMIO)
    OFF(ARM64_BTI) OFF(ARM64_MTE) OFF(AUDIT) OFF(AUTOFS_FS) OFF(BINFMT_MISC) OFF(BPF_SYSCALL)
    OFF(BTRFS_FS) OFF(CGROUPS) OFF(CHECKPOINT_RESTORE) OFF(COMPAT) OFF(CPUSETS) OFF(CRYPTO) OFF(DEBUG_FS) OFF(EXFAT_FS)
    OFF(EXPERT) OFF(FANOTIFY) OFF(FAULT_INJECTION) OFF(FTRACE) OFF(FUSE_FS) OFF(HOTPLUG_CPU) OFF(HUGETLBFS)
    OFF(HUGETLB_PAGE) OFF(IMA) OFF(INET) OFF(INTEGRITY) OFF(IO_URING) OFF(IPV6) OFF(IPC_NS) OFF(KALLSYMS) OFF(KEXEC) OFF(KEYS)
    OFF(KSM) OFF(LIVEPATCH) OFF(LSM) OFF(MEMCG) OFF(MIGRATION) OFF(MODULES) OFF(NETFILTER) OFF(NET_NS)
    OFF(NFS_FS) OFF(NTFS_FS) OFF(NUMA) OFF(OVERLAY_FS) OFF(PACKET) OFF(PERF_EVENTS) OFF(PID_NS) OFF(PROFILING) OFF(PSI)
    OFF(QFMT_V1) OFF(QFMT_V2) OFF(QUOTA) OFF(RSEQ) OFF(RT_GROUP_SCHED) OFF(SECRETMEM) OFF(SECURITY) OFF(SMP) OFF(SQUASHFS)
    OFF(STATIC_USERMODEHELPER) OFF(SWAP) OFF(TASKSTATS) OFF(TIME_NS) OFF(TRANSPARENT_HUGEPAGE) OFF(TUN) OFF(USERFAULTFD)
    OFF(USER_NS) OFF(VETH) OFF(XFS_FS) OFF(ZRAM) OFF(ZSWAP);

static void add_number(struct text *out, uint32_t n, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        char byte = (char)(n >> 8 * i);
        text_add(out, &byte, 1);
    }
}

int procfs_show_config(struct text *out, struct proc *p, const struct procfs_node *node)
{
    static const char head[] = { 0x1f, (char)0x8b, 8 /* deflate */, 0, 0, 0, 0, 0, 0, 3 /* Unix */ };
    enum { BLOCK_MAX = 65535 };
    const size_t size = sizeof config - 1;

    (void)p, (void)node;
    text_add(out, head, sizeof head);
    for (size_t at = 0; at < size; at += BLOCK_MAX) {
        size_t part = size - at < BLOCK_MAX ? size - at : BLOCK_MAX;
        add_number(out, at + part == size, 1); /* the last block; stored */
        add_number(out, (uint32_t)part, 2);
        add_number(out, ~(uint32_t)part, 2);
        text_add(out, config + at, part);
    }
    add_number(out, ds_crc32(0, config, size), 4);
    add_number(out, (uint32_t)size, 4);
    return 0;
}
