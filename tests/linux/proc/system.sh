# Files about the whole system have the fields that programs read.
cd /proc
awk '/^[A-Z]/ { print $1 }' meminfo | grep -v -e Cma -e Secure | tr '\n' ' '; echo
for n in pgpgin pgpgout pgfault pgmajfault nr_free_pages nr_dirty nr_mapped pswpin; do grep -c "^$n " vmstat; done | tr '\n' ' '
awk '$3 == "vda" { print $1, $2, NF, ($6 > 0) }' diskstats; awk '$4 == "vda" { print $1, $2, ($3 > 1000) }' partitions; awk '/^(cpu|ctxt|btime|processes|procs)/ { print $1 }' stat | tr '\n' ' '; awk '{ print NF }' loadavg
grep -c . interrupts softirqs slabinfo zoneinfo buddyinfo swaps consoles execdomains tty/drivers tty/ldiscs | sed 's/:[1-9].*/: some/'
head -1 net/unix; head -1 sysvipc/msg; head -1 sysvipc/sem; head -1 sysvipc/shm; awk '{ print $1 }' cpuinfo | sort -u | tr '\n' ' '; grep -e CPU cpuinfo
cd /sys; cat block/vda/dev block/vda/removable block/vda/queue/logical_block_size block/vda/ro; test $(cat block/vda/size) -gt 1000 && echo sectors; ls -d class/block/vda dev/block/254:0; cat class/block/vda/uevent | grep -v DISKSEQ; cat devices/system/cpu/online devices/system/cpu/possible devices/system/node/online; cd block/vda && test -f stat && awk '{ print ($3 > 0) }' stat
