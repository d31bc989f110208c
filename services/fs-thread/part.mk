# What fs-thread needs beyond a service's usual: libext2fs (build/parts/36-ext2fs.mk).

fs-thread.cflags := $(EXT2FS_INC)
fs-thread.libs   := $(OUT)/libext2fs.a

$(patsubst %.c,$(OUT)/fs-thread/%.o,$(wildcard services/fs-thread/*.c services/fs-thread/port/*.c)): \
    | $(ext2fs.gen)/ext2fs/ext2_err.h
