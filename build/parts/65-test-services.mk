# Tests of root-task and lib/rt on the machine: test-demo in small and large memories.

demo_image := $(OUT)/compose/demo/image
demo_run   := tests/services/run --expect 'called from' --expect 'peer_fault_outer+' \
              --expect 'test-peer faulted: write at 0x8: nothing mapped there'

test-services: $(demo_image) ## tests of root-task's services
	$(Q)$(demo_run) $<
	$(Q)$(demo_run) --mem 256M --cpu cortex-a57 $<
	$(Q)$(demo_run) --mem 8G --cpu cortex-a72 --gic 3 $<
.PHONY: test-services
