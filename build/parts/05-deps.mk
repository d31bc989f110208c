# What comes from outside: Debian packages of this machine (tools/bootstrap) and fetched ones (tools/fetch-deps).
#
# Both are remade makefiles: make runs the tools when needed, before anything else, and starts again, so
# that fetched sources are there when other parts list them.  Goals that build nothing do without.

need_deps := $(filter-out help clean doctor,$(or $(MAKECMDGOALS),all))

ifneq ($(need_deps),)
-include out/bootstrap.mk $(DEPS)/deps.mk
endif

out/bootstrap.mk: tools/bootstrap
	@mkdir -p $(@D)
	@tools/bootstrap
	@echo '# Written when tools/bootstrap found everything installed.' > $@

$(DEPS)/deps.mk: tools/fetch-deps out/bootstrap.mk
	@tools/fetch-deps --deps $(DEPS)

deps: ## fetch the newest versions of the dependencies
	@tools/fetch-deps --deps $(DEPS) --update
doctor: ## say which packages are there, which are missing and why they are needed
	@tools/bootstrap --check

.PHONY: deps doctor

# Compilers of Linux programs: static, with either C library.
APP_FLAGS := -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror
MUSL_CC   := $(CROSS)gcc -specs $(DEPS)/musl.specs $(APP_FLAGS)
GLIBC_CC  := $(CROSS)gcc $(APP_FLAGS)
