# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; LD_TRACE_LOADED_OBJECTS=1 /usr/bin/sort | awk '{print $1}' | grep -v vdso | sort; /lib/ld-linux-aarch64.so.1 /usr/bin/printf 'by the loader %s\n' itself; LD_PRELOAD=/nonexistent.so /usr/bin/true 2>&1; echo $?; LD_DEBUG=libs /usr/bin/true 2>&1 | grep -c 'calling init' | sed 's/[1-9][0-9]*/some/'; LD_BIND_NOW=1 /usr/bin/expr 1 + 1; cp /usr/bin/true /var/tmp/t; /var/tmp/t; echo $?; chmod -x /var/tmp/t; /var/tmp/t 2>&1 | sed 's/.*: //'; truncate -s 100 /var/tmp/t; chmod +x /var/tmp/t; /var/tmp/t 2>&1 | sed 's/.*: //'; rm /var/tmp/t; sh -c 'exec -a other sleep 0' 2>&1 | head -1 | wc -l; env -i /usr/bin/env
