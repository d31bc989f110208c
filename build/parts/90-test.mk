# Tests.  Parts of the tree add suites of their own: TEST_SUITES += name, with a target test-name whose last
# line of output is `N passed, N failed`.

T ?=

export MUSL_CC GLIBC_CC

test-oracle: oracle $(ROOTFS) ## make the tests' expected files again on Debian's kernel
	@tests/run --oracle --disk $(ROOTFS) $(if $(filter 1,$(V)),-v) $(T)

.PHONY: test-oracle
