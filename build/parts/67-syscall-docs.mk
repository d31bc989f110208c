# docs/syscalls.md is made from the list of system calls.

docs-syscalls: ## make the table of system calls again
	$(Q)tools/mksyscalldoc
test-syscall-docs: ## is it up to date?
	$(Q)tools/mksyscalldoc --check
TEST_SUITES += syscall-docs
.PHONY: docs-syscalls test-syscall-docs
