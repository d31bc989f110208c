# Tests of fat-thread on this machine: the service itself, over a disk image in memory made by mkfs.fat.

fat_host  := $(filter-out services/fat-thread/main.c,$(wildcard services/fat-thread/*.c)) \
             lib/disk/disk.c tests/host/fs/disk.c tests/host/fat/setup.c lib/rt/log.c lib/rt/bulk.c lib/rt/dma.c $(rt_host) \
             $(GEN)/ipc/fs_call.c $(GEN)/ipc/block_call.c
fat_tests := fat_ops fat_random fat_fuzz

$(foreach t,$(fat_tests),$(call host_test,$(t),$(fat_host)))
fat_host_objs := $(sort $(foreach t,$(fat_tests),$($(t).host_objs)))
$(fat_host_objs): HOST_CFLAGS += -Iservices/fat-thread
$(fat_host_objs): | $(ipc_headers)
