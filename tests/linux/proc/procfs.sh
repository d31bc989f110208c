# First files of /proc.
cat /proc/self/cmdline | tr '\0' ' '; echo; sh -c 'cat /proc/$$/comm'; readlink /proc/self/exe; cd /etc; readlink /proc/self/cwd; ls /proc/self/fd | wc -l; awk '/^(Name|State|Uid|Threads)/' /proc/self/status; awk '/MemTotal/ { print ($2 > 200000) }' /proc/meminfo; test -d /proc/1 && echo init
awk '{ print NF }' /proc/uptime; grep -c . /proc/self/maps | awk '{ print ($1 > 3) }'; grep -o '\[stack\]' /proc/self/maps; cat /proc/999999/stat; echo $?; awk '$2 == "/" { print $3 }' /proc/mounts; awk '$2 == "/tmp" { print $3 }' /proc/mounts; tr '\0' '\n' < /proc/self/environ | grep ^HOME; awk '{ print $2, $3, $4 != 0 }' /proc/self/stat; cat /proc/version | cut -d' ' -f1
grep -c processor /proc/cpuinfo; cat /proc/sys/kernel/hostname; ls -l /proc/self/fd/1 | grep -c -- '->'
