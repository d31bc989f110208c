# Running: the kit in the emulator, and Debian's own kernel with the same disk for comparison.
#
#   make run                    an interactive shell
#   make run APP='ls -l /'      one program; make fails if it fails
#   LINUX=1                     on Debian's kernel instead
#   make strace APP='ls -l /'   the program's system calls, as strace shows them; FOLLOW=1 its children's too,
#                               CALLS='openat,%process' only some, COUNTS=1 only how many, FILE=name into a file
# Further: TASKS= KERNEL= ROOTFS= LOG= MEM= CPU= TIMEOUT= RUN_OPTIONS=, as tools/run --help explains them.

APP         ?=
RUN_OPTIONS ?=

export APP
export OUT
export DEPS := $(abspath $(DEPS))

given = $(if $(filter command line environment,$(origin $(1))),$($(1)))
run_options = --disk $(ROOTFS) $(RUN_OPTIONS) \
    $(if $(MEM),--mem $(MEM)) $(if $(CPU),--cpu $(CPU)) $(if $(TIMEOUT),--timeout $(TIMEOUT)) \
    $(if $(LOG),--log-level '$(LOG)') \
    $(if $(filter 1,$(LINUX)),--linux,--image $(OUT)/compose/$(COMPOSE)/image \
        $(if $(call given,KERNEL),--kernel $(KERNEL)))

run: $(if $(filter 1,$(LINUX)),oracle,image) $(ROOTFS) ## boot in the emulator: a shell, or one program with APP='ls -l /'
	@tools/run $(run_options) $(if $(APP),--split "$$APP",-t)

strace_options = --strace $(if $(filter 1,$(FOLLOW)),--strace-follow) $(if $(filter 1,$(COUNTS)),--strace-counts) \
    $(if $(CALLS),--strace-calls '$(CALLS)') $(if $(FILE),--strace-file '$(FILE)')

need_app = $(if $(APP),,$(error say which program: make $@ APP='ls -l /'))

gdb: image $(ROOTFS) ## gdb with symbols of kernel, tasks and program: APP='ls /' [SCRIPT=file with commands]
	$(need_app)@tools/gdb $(if $(SCRIPT),-x $(SCRIPT)) $(run_options) --split "$$APP"

profile_options = $(if $(FILE),--profile-file '$(FILE)',--profile) $(if $(INTERVAL),--profile-interval $(INTERVAL))

profile: image $(ROOTFS) ## where a program's time goes, in kernel, tasks and program: APP='ls -lR /' [INTERVAL=ms] [FILE=...]
	$(need_app)@tools/run $(run_options) $(profile_options) --split "$$APP"

strace: image $(ROOTFS) ## system calls of a program: APP='ls /' [FOLLOW=1] [CALLS=...] [COUNTS=1] [FILE=...]
	$(need_app)@tools/run $(run_options) $(strace_options) --split "$$APP"

# The reference system's first program and its RAM disk.
oracle.srcs := $(wildcard apps/oracle/*.c)

out/oracle/init: $(oracle.srcs) apps/oracle/oracle.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) -static -O2 -o $@ $(oracle.srcs)
# One a flavour: Debian's kernel with everything, and the one for virtual machines.
out/oracle/%/initrd: out/oracle/init tools/mkinitrd tools/machine/linux.py $(DEPS)/stamp/%
	@mkdir -p $(@D)
	@tools/mkinitrd --deps $(DEPS) --flavour $* out/oracle/init $@

oracle: out/oracle/linux/initrd out/oracle/linux-cloud/initrd ## build the reference Linux (tools/run --linux, make run LINUX=1)

.PHONY: run strace profile gdb oracle
