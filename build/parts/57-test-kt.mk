# The pure parts of kernel-thread's core on this machine.

$(call host_test,kt_elf,services/kernel-thread/proc/elf.c)
$(call host_test,kt_signal_queue,services/kernel-thread/sig/queue.c services/kernel-thread/mm/rewrite.c)
$(call host_test,kt_region,services/kernel-thread/mm/region.c)
kt_host_objs := $(sort $(kt_elf.host_objs) $(kt_signal_queue.host_objs) $(kt_region.host_objs))
# <sys/tree.h> is picolibc's, with a word of its <sys/cdefs.h>; everything else must be the host's
$(kt_host_objs): HOST_CFLAGS += -Iservices/kernel-thread -idirafter $(PICOLIBC)/include \
    '-D__unused=__attribute__((unused))'
$(kt_host_objs): | $(ipc_headers)
