# /proc/PID: descriptors, threads, names and small files that can be set.
cd /proc/self; exec 5</etc/passwd 6>>/tmp/append.$$
head -c 10 <&5 >/dev/null; cut -f1 fdinfo/5; sed -n 's/^flags://p' fdinfo/5 fdinfo/6; ls fdinfo 2>/dev/null | grep -x -e 5 -e 6; cat fdinfo/99; echo; rm /tmp/append.$$
cd /proc/$$; ls task | grep -c .; ls task/$$ | grep -x -e comm -e stat -e maps -e fd -e children | tr '\n' ' '; readlink task/$$/fd/5; sleep 9 & echo $(cat task/$$/children) | grep -cx $!; kill $!
echo renamed > comm; cat comm; head -1 status; cut -d' ' -f2 stat; echo 0123456789abcdefXYZ > comm; cat comm
cat oom_score_adj oom_adj; echo 500 > oom_score_adj; cat oom_score_adj oom_adj; sh -c 'cat /proc/self/oom_score_adj'; echo 1001 > oom_score_adj; echo x > oom_score_adj; echo -17 > oom_adj; cat oom_score_adj oom_score
cat coredump_filter; echo 0x3f > coredump_filter; cat coredump_filter; cat timerslack_ns; echo 1234 > timerslack_ns; cat timerslack_ns; echo 0 > timerslack_ns; cat timerslack_ns
cat personality uid_map gid_map setgroups loginuid; echo; cut -d' ' -f1 syscall | tr -d 0-9; grep -c . limits mountinfo | sed 's/:[1-9].*/: some/'
for n in cgroup ipc mnt net pid pid_for_children time user uts; do readlink ns/$n; done; stat -L -c '%F %a' ns/mnt; cat ns/mnt
stat -c '%a %n' auxv cmdline environ fd fdinfo io maps mem ns pagemap smaps stat status task timerslack_ns wchan clear_refs
echo 1 > clear_refs; echo $?; echo 9 > clear_refs; echo > /proc/self/maps; (cat clear_refs) 2>&1 | grep -c .
awk '{ print NF }' stat statm; cut -f1 status | grep -v -e Vm -e Rss | tr '\n' ' '; readlink /proc/net; ls -d /proc/thread-self/fd
su -s /bin/sh nobody -c "cat /proc/$$/environ /proc/$$/maps; ls /proc/$$/fd /proc/$$/ns/mnt; readlink /proc/$$/exe; head -c 20 /proc/$$/io; cat /proc/$$/wchan; cut -d' ' -f26-29 /proc/$$/stat; head -c1 /proc/$$/mem; head -1 /proc/$$/status" 2>&1 | sed 's/[0-9][0-9]*/N/g'
