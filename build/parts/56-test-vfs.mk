# The file side of kernel-thread on this machine: its system calls over a disk in memory.

vfs_host := tests/host/vfs_calls.c tests/host/vfs_fake.c tests/host/vfs_disk.c services/kernel-thread/mm/uio.c lib/rt/bulk.c lib/rt/dma.c $(rt_host) \
    $(filter-out %/loopfs.c %/loadavg.c %/timerfd.c %/sysfs_table.c %/sysfs_block.c %/aio.c %/aio_poll.c %/sys_aio.c \
        $(wildcard services/kernel-thread/fs/procfs*.c),$(wildcard services/kernel-thread/fs/*.c))

$(call host_test,vfs,$(vfs_host))
$(call host_test,vfs_disk,$(vfs_host))
$(call host_test,vfs_fd,$(vfs_host))
$(call host_test,vfs_random,$(vfs_host))
vfs_host_objs := $(sort $(vfs.host_objs) $(vfs_disk.host_objs) $(vfs_fd.host_objs) $(vfs_random.host_objs))
$(filter $(HOST_OUT)/tests/host/vfs% $(HOST_OUT)/services/kernel-thread/%,$(vfs_host_objs)): \
    HOST_CFLAGS += -Iservices/kernel-thread
$(vfs_host_objs): | $(ipc_headers)
