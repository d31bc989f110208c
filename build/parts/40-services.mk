# Services, compositions and root-task.
#
# A composition is a set of tasks; tools/app-parser.py says what is linked into what.  Each has a folder
# $(OUT)/compose/NAME with its wiring, its tasks and its root-task.elf (which embeds the tasks).
#
#   TASKS='kernel-thread fs-thread'    a composition of your own (default: the merged one)

SERVICES  := $(filter-out root-task,$(patsubst services/%/main.c,%,$(wildcard services/*/main.c)))
-include $(wildcard services/*/part.mk)# sets NAME.cflags and NAME.libs where a service needs more

$(GEN)/wire.h: apps.toml tools/app-parser.py
	$(Q)tools/app-parser.py --header $@

#   $(call service,NAME)    NAME.main, NAME.core: objects of the entry program and of the core library
define service_rules
$(1).sources := $$(shell find services/$(1) \( -name '*.c' -o -name '*.S' \) ! -name '*_test.c' | sort)
$$(call compile,$(1),$$($(1).sources),$$(TASK_CFLAGS) -Iservices/$(1) $$($(1).cflags))
$(1).main := $$(OUT)/$(1)/services/$(1)/main.o
$(1).core := $$(filter-out $$($(1).main),$$($(1).objs))
$$($(1).objs): | $$(ipc_headers) $$(GEN)/wire.h

# The core library as one object with its libraries inside.  Only the constructors stay visible, so that services
# linked into one task can use the same names.
$$(OUT)/core/$(1).o: $$($(1).core) $$($(1).libs)
	$$(call say,LINK,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(LD) -r -o $$@.all $$($(1).core) $$($(1).libs)
	$$(Q)$$(OBJCOPY) --keep-global-symbol=$$(subst -,_,$(1))_new --keep-global-symbol=$$(subst -,_,$(1))_new_on $$@.all $$@
	@rm -f $$@.all
endef
$(foreach s,$(SERVICES),$(eval $(call service_rules,$(s))))

# root-task: the same library, its own start, log, heap and linker script
root-task.sources := $(shell find services/root-task \( -name '*.c' -o -name '*.S' \) ! -name '*_test.c' | sort)
$(call compile,root-task,$(root-task.sources),$(TASK_CFLAGS) -Iservices/root-task)
$(root-task.objs): | $(ipc_headers)
ROOT_LDS  := services/root-task/root.ld

#   $(call composed_task,COMPOSITION,TASK,LINKED-IN SERVICES)
define composed_task_rules
$$(OUT)/compose/$(1)/wiring_$(2).o: $$(OUT)/compose/$(1)/wiring_$(2).c | $$(ipc_headers) $$(GEN)/wire.h
	$$(call say,CC,$$<)
	$$(Q)$$(CC) $$(CFLAGS_ALL) $$(TASK_CFLAGS) -c -o $$@ $$<
$$(call link_task,$$(OUT)/compose/$(1)/$(2).elf,$$($(2).main) $$($(2).core) \
    $(3:%=$$(OUT)/core/%.o) $$(OUT)/compose/$(1)/wiring_$(2).o,$$($(2).libs))
$$(OUT)/compose/$(1)/$(2).embed.elf: $$(OUT)/compose/$(1)/$(2).elf
	$$(Q)$$(OBJCOPY) --strip-debug $$< $$@
endef
composed_task = $(eval $(call composed_task_rules,$(1),$(2),$(3)))

#   $(call guest_task,COMPOSITION,TASK,FOLDER)    a program that its own makefile builds, as OUT/TASK.elf
define guest_task_rules
$$(OUT)/guests/$(2)/$(2).elf: FORCE
	$$(Q)$$(MAKE) -s -C $(3) OUT=$$(abspath $$(@D)) CROSS=$$(CROSS)
$$(OUT)/compose/$(1)/$(2).embed.elf: $$(OUT)/guests/$(2)/$(2).elf
	$$(Q)$$(OBJCOPY) --strip-debug $$< $$@
endef
guest_task = $(eval $(call guest_task_rules,$(1),$(2),$(3)))

#   $(call composition,NAME,TASK NAMES)
define composition_rules
$$(OUT)/compose/$(1)/tasks.mk: apps.toml tools/app-parser.py $$(wildcard services/*)
	@tools/app-parser.py --name $(1) --out $$(@D) $(2)
include $$(OUT)/compose/$(1)/tasks.mk
$$(OUT)/compose/$(1)/task_table.o: $$(OUT)/compose/$(1)/tasks.mk
	$$(Q)$$(CC) $$(CFLAGS_ALL) $$(TASK_CFLAGS) -Iservices/root-task -c -o $$@ $$(@D)/task_table.c
$$(OUT)/compose/$(1)/embed.o: $$(patsubst %,$$(OUT)/compose/$(1)/%.embed.elf,$$($(1).tasks))
	$$(Q)$$(CC) -c -o $$@ $$(@D)/embed.S
$$(OUT)/compose/$(1)/root-task.elf: $$(root-task.objs) $$(OUT)/compose/$(1)/task_table.o \
        $$(OUT)/compose/$(1)/embed.o $$(TASK_LIBS) $$(ROOT_LDS)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(TASK_LDFLAGS) -T $$(ROOT_LDS) -Wl,-Map=$$(@:.elf=.map) -o $$@ $$(filter %.o,$$^) \
	    -Wl,--start-group $$(TASK_LIBS) -Wl,--end-group
$$(call pack-image,$$(OUT)/compose/$(1)/image,$$(OUT)/compose/$(1)/root-task.elf)
endef
composition = $(eval $(call composition_rules,$(1),$(2)))

has = $(if $(filter-out $(SERVICES),$(1)),,1)
demo := test-demo fs-thread fat-thread block-thread console-thread uart-thread
separate := kernel-thread fs-thread block-thread console-thread uart-thread
COMPOSITIONS :=
ifneq ($(call has,$(demo)),)
COMPOSITIONS += demo
$(call composition,demo,$(demo))
endif
ifneq ($(call has,$(separate)),)
COMPOSITIONS += merged separate
$(call composition,merged,kernel-thread)
$(call composition,separate,$(separate))
endif

empty :=
space := $(empty) $(empty)
COMPOSE ?= $(if $(TASKS),$(subst $(space),+,$(strip $(TASKS))),$(lastword $(filter demo,$(COMPOSITIONS)) \
               $(filter merged,$(COMPOSITIONS))))
ifneq ($(filter-out $(COMPOSITIONS),$(COMPOSE)),)
COMPOSITIONS += $(COMPOSE)
$(call composition,$(COMPOSE),$(subst +, ,$(COMPOSE)))
endif

ifneq ($(COMPOSE),)
image: $(OUT)/compose/$(COMPOSE)/image ## loader, kernel and tasks of COMPOSE or TASKS, ready to boot
	@cmp -s $< $(OUT)/image || cp $< $(OUT)/image
all: image
endif
root-task: $(OUT)/compose/$(COMPOSE)/root-task.elf ## root-task with the tasks of COMPOSE or TASKS
images: $(foreach c,$(COMPOSITIONS),$(OUT)/compose/$(c)/image) ## images of all compositions
pictures: ## docs/compositions.md from apps.toml
	$(Q)tools/app-parser.py --pictures > docs/compositions.md
.PHONY: image root-task images pictures
