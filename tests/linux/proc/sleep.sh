# sleep takes its time and not much more; usleep, time, timeout.
t() { s=$(date +%s%N 2>/dev/null); case $s in *N) s=$(date +%s)000000000;; esac; echo $s; }
a=$(cut -d' ' -f1 /proc/uptime); sleep 1; b=$(cut -d' ' -f1 /proc/uptime); awk -v a=$a -v b=$b 'BEGIN { d = b - a; print (d >= 0.99 && d < 3) ? "one second" : d }'
timeout 0.3 sleep 5; echo $?; timeout 5 true; echo $?; timeout -s KILL 0.2 sleep 5; echo $?; usleep 1000; echo $?; sleep x; echo $?; (time true) 2>&1 | grep -c real; sleep 0; echo $?
