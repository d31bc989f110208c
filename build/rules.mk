# How sources become objects.
#
#   $(call compile,SET,SOURCES,CFLAGS)   rules for $(OUT)/SET/<source>.o; defines SET.objs
#
# SET names a set of flags: the same source can be compiled into several sets.  A change of the flags compiles
# the set again.

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-6s %s\n' $(1) $(2))

define compile_rules
$(1).objs := $$(patsubst %,$$(OUT)/$(1)/%.o,$$(basename $(2)))
$$(OUT)/$(1)/%.o: %.c $$(OUT)/$(1)/.flags
	$$(call say,CC,$$<)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CFLAGS_ALL) $(3) -MMD -MP -c -o $$@ $$<
$$(OUT)/$(1)/%.o: %.S $$(OUT)/$(1)/.flags
	$$(call say,AS,$$<)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CFLAGS_ALL) $(3) -D__ASSEMBLER__ -MMD -MP -c -o $$@ $$<
$$(OUT)/$(1)/.flags: FORCE
	@$$(shell mkdir -p $$(@D))$$(file >$$@.new,$$(CC) $$(CFLAGS_ALL) $(3))cmp -s $$@.new $$@ || mv $$@.new $$@
-include $$(patsubst %.o,%.d,$$($(1).objs))
endef
FORCE:
compile = $(eval $(call compile_rules,$(1),$(2),$(3)))
