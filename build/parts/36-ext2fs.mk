# libext2fs from the fetched e2fsprogs sources, for the tasks (libext2fs.a) and for host tests (with sanitizers).
#
# Only the parts that fs-thread can reach are listed; services/fs-thread/port/ is their surroundings (its
# sources are compiled with the service).

ext2fs.src   := $(strip $(DEPS))/src/e2fsprogs
ext2fs.port  := services/fs-thread/port
ext2fs.gen   := $(GEN)/e2fsprogs
ext2fs.names := alloc alloc_sb alloc_stats badblocks bitmaps bitops blkmap64_ba blkmap64_rb blknum block \
                bmap check_desc closefs crc16 csum dblist dir_iterate dirblock dirhash expanddir ext_attr \
                extent fallocate fileio freefs gen_bitmap gen_bitmap64 get_num_dirs hashmap i_block \
                ind_block inline inline_data inode io_manager link lookup mkdir mmp newdir openfs \
                orphan punch rbtree read_bb res_gdt rw_bitmaps sha512 symlink valid_blk

# Headers of libext2fs for our own sources, as system headers: they are not written to our warnings.  Its
# <errno.h> is ours and comes before the C library's.
EXT2FS_INC := -I$(ext2fs.port) -isystem $(ext2fs.gen) -isystem $(ext2fs.src)/lib -isystem $(ext2fs.src)/lib/ext2fs
ext2fs.inc := -I$(ext2fs.port) -I$(ext2fs.gen) -I$(ext2fs.src)/lib -I$(ext2fs.src)/lib/ext2fs -Iinterfaces

HOSTCC        ?= gcc
comma         := ,

# Generated: error numbers and their texts.
$(ext2fs.gen)/ext2fs/ext2_err.et: $(ext2fs.src)/lib/ext2fs/ext2_err.et.in
	@mkdir -p $(@D)
	$(Q)sed 's/@E2FSPROGS_VERSION@/$(DEPS_VERSION_e2fsprogs)/' $< > $@
$(ext2fs.gen)/ext2fs/ext2_err.h $(ext2fs.gen)/ext2fs/ext2_err.c: $(ext2fs.gen)/ext2fs/ext2_err.%: \
        $(ext2fs.gen)/ext2fs/ext2_err.et
	$(call say,GEN,$@)
	$(Q)awk -f $(ext2fs.src)/lib/et/et_$*.awk outfile=$@ outfn=$(@F) $<

# $(call ext2fs_library,FOLDER,COMPILER AND FLAGS,ARCHIVER)
define ext2fs_rules
$(1)/ext2fs/%.o: $(ext2fs.src)/lib/ext2fs/%.c | $(ext2fs.gen)/ext2fs/ext2_err.h
	$$(call say,CC,libext2fs/$$(<F))
	@mkdir -p $$(@D)
	$$(Q)$(2) $(ext2fs.inc) -w -MMD -MP -c -o $$@ $$<
$(1)/ext2fs/ext2_err.o: $(ext2fs.gen)/ext2fs/ext2_err.c
	@mkdir -p $$(@D)
	$$(Q)$(2) -w -c -o $$@ $$<
$(1)/libext2fs.a: $(ext2fs.names:%=$(1)/ext2fs/%.o) $(1)/ext2fs/ext2_err.o
	$$(call say,AR,$$@)
	@rm -f $$@
	$$(Q)$(3) rcs $$@ $$^
-include $(wildcard $(1)/ext2fs/*.d)
endef

$(eval $(call ext2fs_rules,$(OUT),$(CC) $(filter-out $(WARN),$(CFLAGS_ALL)) $(filter-out -I%,$(TASK_CFLAGS)),$(AR)))
$(eval $(call ext2fs_rules,out/host,$(HOSTCC) -std=gnu11 -O1 -g -fno-omit-frame-pointer -fsanitize=address$(comma)undefined -fno-sanitize=alignment,ar))
