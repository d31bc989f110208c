# fs-thread, used by test-fs: everything in one task, and as tasks of their own.

test_fs_sets := test-fs test-fs+fs-thread+block-thread
$(foreach s,$(filter-out $(COMPOSITIONS),$(test_fs_sets)),$(call composition,$(s),$(subst +, ,$(s))))
$(foreach s,$(test_fs_sets),\
    $(call pack-image,$(OUT)/tests/$(s).image,$(OUT)/compose/$(s)/root-task.elf))

TEST_SUITES += fs
TEST_NEEDS  += $(test_fs_sets:%=$(OUT)/tests/%.image)

test-fs: $(test_fs_sets:%=$(OUT)/tests/%.image) ## file system in QEMU
	tests/services/fs $^
.PHONY: test-fs

TEST_SUITES += kill
TEST_NEEDS  += oracle

test-kill: $(OUT)/compose/merged/image $(ROOTFS) oracle ## machines killed while they write (KILLS=n)
	tests/services/kill $(if $(KILLS),--kills $(KILLS) --linux-kills $(KILLS))
.PHONY: test-kill

# Bulk data named by a client, with file system and driver in its task or in tasks of their own.
test_bulk_sets := test-bulk test-bulk+block-thread test-bulk+fs-thread+block-thread
$(foreach s,$(filter-out $(COMPOSITIONS),$(test_bulk_sets)),$(call composition,$(s),$(subst +, ,$(s))))
$(foreach s,$(test_bulk_sets),\
    $(call pack-image,$(OUT)/tests/$(s).image,$(OUT)/compose/$(s)/root-task.elf))

TEST_SUITES += bulk
TEST_NEEDS  += $(test_bulk_sets:%=$(OUT)/tests/%.image)

test-bulk: $(test_bulk_sets:%=$(OUT)/tests/%.image) ## named memory through file system and disk
	$(Q)tests/services/bulk $^
.PHONY: test-bulk
