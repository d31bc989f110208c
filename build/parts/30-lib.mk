# Libraries of native tasks, and the flags every task is compiled with.
#
# Tasks use picolibc (lib/release: its other libc.a copies memory byte by byte) and none of the host's
# headers.  TASK_CFLAGS for sources, TASK_LIBS and $(call link_task,...) to link.

PICOLIBC     ?= /usr/lib/picolibc/aarch64-linux-gnu
GCC_INCLUDE  := $(shell $(CC) -print-file-name=include)
LIBGCC       := $(shell $(CC) -print-libgcc-file-name)

# The compiler may know what the C library's functions do (a short memcpy becomes loads and stores), other than in the
# kernel; only not those of which this library is made itself.
TASK_BUILTIN := -fbuiltin -fno-builtin-malloc -fno-builtin-calloc -fno-builtin-realloc -fno-builtin-free -fno-builtin-printf
TASK_CFLAGS  := -ffunction-sections -fdata-sections -nostdinc -isystem $(PICOLIBC)/include/release -isystem $(PICOLIBC)/include \
                -isystem $(GCC_INCLUDE) -ftls-model=local-exec -mgeneral-regs-only $(TASK_BUILTIN) \
                -Iinterfaces -Ilib/sel4/include -Ilib/sel4/arch/$(ARCH)/include -Ilib/rt/include \
                -Ilib/ipc/include -Ilib/ds/include -Ilib/disk/include -Ilib/virtio/include -Ilib/dt/include -Ilib/elf/include -I$(GEN) \
                -idirafter $(DEPS)/arm64/usr/include

rt.sources   := $(wildcard lib/sel4/*.c lib/rt/*.c lib/rt/arch/$(ARCH)/*.c lib/rt/arch/$(ARCH)/*.S \
                lib/ipc/*.c lib/ds/*.c lib/disk/*.c lib/virtio/*.c lib/dt/*.c lib/elf/*.c)
$(call compile,rt,$(rt.sources),$(TASK_CFLAGS))

LIBRT        := $(OUT)/librt.a
$(LIBRT): $(rt.objs)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

librt: $(LIBRT) ## the library of native tasks
.PHONY: librt

# What a task links behind its own objects, and the linker's flags.
LIBFDT       := $(strip $(DEPS))/arm64/usr/lib/aarch64-linux-gnu/libfdt.a
TASK_LIBS    := $(LIBFDT) $(LIBRT) $(PICOLIBC)/lib/release/libc.a $(LIBGCC)
# ours, asked for first so that the C library does not bring its own
TASK_OWN     := sbrk _exit malloc memset memcpy memchr strchr
comma        := ,
TASK_LDFLAGS := -nostdlib -static -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,max-page-size=4096 \
                -Wl,-z,noexecstack -Wl,--no-warn-rwx-segments -Wl,--defsym=vfprintf=__i_vfprintf \
                $(addprefix -Wl$(comma)-u$(comma),$(TASK_OWN))
TASK_LDS     := lib/rt/arch/$(ARCH)/task.ld

#   $(call link_task,OUTPUT,OBJECTS,MORE LIBRARIES)    a task's ELF, with debug information
define link_task_rules
$(1): $(2) $(3) $$(TASK_LIBS) $$(TASK_LDS)
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(TASK_LDFLAGS) -T $$(TASK_LDS) -Wl,-Map=$$(@:.elf=.map) -o $$@ $(2) \
	    -Wl,--start-group $(3) $$(TASK_LIBS) -Wl,--end-group
endef
link_task = $(eval $(call link_task_rules,$(1),$(2),$(3)))
