# docs/kernel/interface.md is made from the lists of interfaces/sel4.

docs-kernel: ## make the tables of docs/kernel again
	$(Q)tools/mkkerneldoc
test-kernel-docs: ## are they up to date?
	$(Q)tools/mkkerneldoc --check
TEST_SUITES += kernel-docs
.PHONY: docs-kernel test-kernel-docs
