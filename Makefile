# ceL4 Linux Kit.  `make help` lists what can be made; parts of the build live in build/parts/, in the
# order of their numbers.  Everything made goes under out/.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

-include local.mk
include build/config.mk
include build/rules.mk
include $(sort $(wildcard build/parts/*.mk))

all: ## build kernel, tasks and image
help: ## say what can be made
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | sort -u | \
	    awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'
clean: ## remove what was built (fetched dependencies in out/deps stay)
	rm -rf $(filter-out out/deps,$(wildcard out/*))

.PHONY: all help clean
