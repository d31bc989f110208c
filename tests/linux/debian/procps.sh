# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; sleep 30 & p=$!; ps -o pid=,stat=,comm=,args= -p $p | sed "s/^ *$p/PID/"; pgrep -x sleep | grep -cx $p; ps -e -o comm= | grep -c .  | sed 's/[0-9]*/many/'; pkill -x sleep; wait $p 2>/dev/null; echo $?; free | head -1; uptime >/dev/null && echo up; ps aux | head -1; cat /proc/self/comm; tr '\0' ' ' </proc/self/cmdline; echo; readlink /proc/self/cwd; ls /proc/self/fd | head -3; grep -c processor /proc/cpuinfo; head -1 /proc/self/maps | grep -c .; pwdx $$ | sed "s/$$/PID/"; kill -l 9; pidof nothing; echo $?; nice -n 3 ps -o ni= -p $$ ; test -r /proc/meminfo && echo meminfo; watch --version | head -c 5; echo
