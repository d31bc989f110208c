# Tests of fs-thread on this machine: the service itself, over a disk image in memory made by mke2fs.

fs_host_core := $(filter-out services/fs-thread/main.c,$(wildcard services/fs-thread/*.c services/fs-thread/port/*.c))
fs_host      := $(fs_host_core) lib/disk/disk.c tests/host/fs/disk.c tests/host/fs/setup.c lib/rt/log.c lib/rt/bulk.c lib/rt/dma.c $(rt_host) \
                $(GEN)/ipc/fs_call.c $(GEN)/ipc/block_call.c
fs_tests     := fs_data fs_range fs_names fs_xattr fs_inline fs_faults fs_random fs_fuzz fs_crash fs_journal fs_htree

$(foreach t,$(fs_tests),$(call host_test,$(t),$(fs_host)))
$(fs_tests:%=$(HOST_OUT)/%): $(HOST_OUT)/libext2fs.a
fs_host_objs := $(sort $(foreach t,$(fs_tests),$($(t).host_objs)))
$(fs_host_objs): HOST_CFLAGS += -Iservices/fs-thread $(EXT2FS_INC)
$(fs_host_objs): | $(ipc_headers) $(ext2fs.gen)/ext2fs/ext2_err.h
