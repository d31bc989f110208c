# /proc/sys: what can be read and set, as files and by numbers.
cd /proc/sys
for f in kernel/ostype kernel/cap_last_cap kernel/ngroups_max kernel/overflowuid kernel/randomize_va_space kernel/sem kernel/msgmax kernel/msgmnb kernel/msgmni kernel/shmmni kernel/shmmax kernel/core_pattern kernel/printk fs/nr_open fs/pipe-max-size fs/inotify/max_queued_events fs/mqueue/msg_max fs/mqueue/queues_max fs/overflowgid vm/swappiness vm/overcommit_memory vm/max_map_count kernel/yama/ptrace_scope kernel/random/poolsize; do echo "$f $(stat -c %a $f) $(cat $f)"; done
old=$(cat kernel/hostname); echo other > kernel/hostname; uname -n; echo $old > kernel/hostname; uname -n
echo 100 > kernel/msgmax; cat kernel/msgmax; echo 8192 > kernel/msgmax; echo x > kernel/msgmax; echo -1 > kernel/msgmax; echo '' > kernel/msgmax; cat kernel/msgmax
echo 3 > kernel/randomize_va_space; echo 0 > kernel/randomize_va_space; a=$(sh -c 'grep stack /proc/self/maps'); b=$(sh -c 'grep stack /proc/self/maps'); test "$a" = "$b" && echo same places; echo 2 > kernel/randomize_va_space
echo '200 300' > kernel/sem; cat kernel/sem; echo '32000 1024000000 500 32000' > kernel/sem; echo 0x10 > vm/swappiness; cat vm/swappiness; echo 60 > vm/swappiness; echo 201 > vm/swappiness
echo x > kernel/ostype; cat vm/drop_caches; echo 5 > vm/drop_caches; stat -c '%a %F' kernel fs/file-nr; cut -f3 fs/file-nr | grep -c .; cat kernel/random/uuid | tr 0-9a-f x
test $(cat kernel/random/boot_id) = $(cat kernel/random/boot_id) && echo one boot; test $(cat kernel/random/uuid) = $(cat kernel/random/uuid) || echo two numbers
