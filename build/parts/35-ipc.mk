# Service interfaces: client stubs and dispatchers from interfaces/ipc/*.h.
#
# ipc_headers   what must exist before anything that includes <ipc/X_gen.h> is compiled
# ipc_sources   generated sources; a task links those it uses out of an archive

ipc_ifaces  := $(filter-out annot,$(patsubst interfaces/ipc/%.h,%,$(wildcard interfaces/ipc/*.h)))
ipc_headers := $(ipc_ifaces:%=$(GEN)/ipc/%_gen.h)
GEN_HEADERS := $(ipc_headers)
ipc_sources := $(foreach i,$(ipc_ifaces),$(addprefix $(GEN)/ipc/$(i)_,call.c client.c server.c))

$(GEN)/ipc/%_gen.h $(GEN)/ipc/%_call.c $(GEN)/ipc/%_client.c $(GEN)/ipc/%_server.c &: \
    interfaces/ipc/%.h tools/ifacegen.py
	$(call say,IFACE,$<)
	$(Q)$(PYTHON) tools/ifacegen.py -o $(GEN)/ipc $<
	@touch $(addprefix $(GEN)/ipc/$*_,gen.h call.c client.c server.c)

$(call compile,ipcgen,$(ipc_sources),$(TASK_CFLAGS))
$(ipcgen.objs) $(rt.objs): | $(ipc_headers)
$(LIBRT): $(ipcgen.objs)

interface-docs: ## docs/interfaces.md from interfaces/ipc
	$(Q)$(PYTHON) tools/ifacegen.py --doc docs/interfaces.md $(ipc_ifaces:%=interfaces/ipc/%.h)
.PHONY: interface-docs
