# The file side of kernel-thread on this machine: its system calls over a disk in memory.

vfs.sources := tests/host/vfs_fake.c tests/host/vfs_disk.c services/kernel-thread/mm/uio.c \
    $(filter-out %/loadavg.c $(wildcard services/kernel-thread/fs/procfs*.c),$(wildcard services/kernel-thread/fs/*.c))

$(call host_test,vfs,$(vfs.sources) $(rt_host))
$(filter %vfs_test.o %vfs_fake.o %vfs_disk.o $(HOST_OUT)/services/kernel-thread/%,$(vfs.host_objs)): \
    HOST_CFLAGS += -Iservices/kernel-thread
$(vfs.host_objs): | $(ipc_headers)
