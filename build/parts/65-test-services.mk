# Tests of root-task and lib/rt on the machine (test-demo in small and large memories), and of app-parser.

TEST_SUITES += services parser
TEST_NEEDS  += $(demo_image)

test-services: $(OUT)/compose/demo/image ## root-task's services and every interface, by test-demo
	$(Q)tests/services/demo $<

test-parser: ## tests of tools/app-parser.py
	$(Q)tests/compose/parser_test.py
.PHONY: test-services test-parser

TEST_SUITES += compose
compose_run = tests/compose/run --disk $(ROOTFS)

test-compose: rootfs ## compositions build, boot and give the same output (all; SHORT=1: a few)
	$(Q)$(compose_run) $(if $(SHORT),--short) $(if $(TASKS),"$(TASKS)")
.PHONY: test-compose

TEST_SUITES += unikernel
TEST_NEEDS  += $(OUT)/compose/unikernel/image
$(call composition,unikernel,unikernel)

test-unikernel: $(OUT)/compose/unikernel/image ## a guest with its own makefile and runtime
	$(Q)tests/services/unikernel $<
.PHONY: test-unikernel

TEST_SUITES += cli
TEST_NEEDS  += $(OUT)/compose/simple-cli+test-peer/image
ifeq ($(filter simple-cli+test-peer,$(COMPOSITIONS)),)
$(call composition,simple-cli+test-peer,simple-cli test-peer)
endif

test-cli: $(OUT)/compose/simple-cli+test-peer/image ## the operator's shell
	$(Q)tests/services/cli $<
.PHONY: test-cli

TEST_SUITES += restart
restart_sets := kernel-thread+block-thread+simple-cli kernel-thread+fs-thread+fat-thread+console-thread+simple-cli
$(foreach s,$(filter-out $(COMPOSITIONS),$(restart_sets)),$(call composition,$(s),$(subst +, ,$(s))))

test-restart: $(restart_sets:%=$(OUT)/compose/%/image) rootfs ## the operator restarts driver, file systems, console under Linux
	$(Q)tests/services/restart --disk $(ROOTFS) $(restart_sets:%=$(OUT)/compose/%/image)
.PHONY: test-restart

TEST_SUITES += modify

test-modify: $(OUT)/compose/merged/image rootfs ## tools/ins_modify.py, and that what it writes runs
	@tests/run --build --disk $(ROOTFS)
	$(Q)tests/tools/ins_modify_test.py --image $(OUT)/compose/merged/image --disk $(ROOTFS) \
	    --program out/tests/linux/c/hello.musl
.PHONY: test-modify
