# The drivers, used by test-devices: linked into it, and as tasks of their own.

test_devices_sets := test-devices test-devices+block-thread+console-thread+uart-thread \
                     test-devices+block-thread+test-confined
$(foreach s,$(filter-out $(COMPOSITIONS),$(test_devices_sets)),$(call composition,$(s),$(subst +, ,$(s))))
$(foreach s,$(test_devices_sets),\
    $(call pack-image,$(OUT)/tests/$(s).image,$(OUT)/compose/$(s)/root-task.elf))

TEST_NEEDS += $(test_devices_sets:%=$(OUT)/tests/%.image)

test-devices: $(test_devices_sets:%=$(OUT)/tests/%.image) ## drivers and timers in QEMU
	tests/services/devices $^
.PHONY: test-devices
