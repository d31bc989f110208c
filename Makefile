# ceL4 Linux Kit.  `make help` lists what can be made; parts of the build live in build/parts/, in the
# order of their numbers.  Everything made goes under out/.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

-include local.mk
include build/config.mk
include build/rules.mk
include build/parts/05-deps.mk

# The other parts look at compilers and fetched sources when they are read: on a new machine 05-deps.mk brings those
# first, and make starts again.
build_parts := $(filter-out build/parts/05-deps.mk,$(sort $(wildcard build/parts/*.mk)))
ifneq ($(and $(wildcard out/bootstrap.mk),$(wildcard $(DEPS)/deps.mk)),)
include $(build_parts)
endif

all: ## build kernel, tasks and image
help: ## say what can be made
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  make \1|/p' Makefile build/parts/*.mk | sort -u | \
	    awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'
clean: ## remove what was built (fetched dependencies in out/deps stay)
	rm -rf $(filter-out out/deps,$(wildcard out/*))

.PHONY: all help clean
