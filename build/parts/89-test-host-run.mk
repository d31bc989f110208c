# `make test-host`: behind all parts that add unit tests.

TEST_NEEDS += $(addprefix $(HOST_OUT)/,$(host_tests))

test-host: $(addprefix $(HOST_OUT)/,$(or $(T),$(host_tests))) ## unit tests on this machine (T=name: one)
	@failed=0; for t in $^ $(if $(T),,tests/host/ifacegen_test.py); do ./$$t || failed=1; done; exit $$failed
.PHONY: test-host
