# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
cd /var/tmp; rm -rf mk; mkdir mk; cd mk; cat >Makefile <<'END'
OBJS := $(patsubst %.src,%.obj,$(sort $(wildcard *.src)))
VERSION = $(shell cat version)
all: prog
	@echo built $(VERSION) from $(words $(OBJS)) objects
prog: $(OBJS)
	cat $^ > $@
%.obj: %.src
	tr a-z A-Z < $< > $@
define greet
hello $(1)
endef
greet: ; @echo $(call greet,make)
fail: ; @exit 3
ignore: ; -@false
.PHONY: all greet fail ignore
ifeq ($(MODE),x)
$(info mode x)
endif
END
echo 1.2 >version; for i in 1 2 3; do echo "source $i" >f$i.src; done; make; make; cat prog; sleep 0.02; touch f2.src; make; make -j3 -B 2>&1 | sort; make greet MODE=x; make fail; echo $?; make ignore 2>&1; make nothing 2>&1; echo $?; make -n -B prog | sort; make -pn 2>/dev/null | grep -c '^OBJS'
