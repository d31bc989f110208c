# wait: for one, for some, for all, twice, for no child; a signal ends it.
exec 2>/dev/null
sh -c 'exit 3' & a=$!; sh -c 'exit 4' & b=$!; wait $b; echo $?; wait $a; echo $?; wait $a; echo $?; wait 1; echo $?
sh -c 'exit 5' & a=$!; sh -c 'exit 6' & b=$!; wait $a $b; echo $?; sleep 20 & s=$!; sh -c 'exit 7' & wait $!; echo $?; kill $s; wait $s; echo $?; wait $s; echo $?
sh -c 'exit 8' & wait; echo $?; wait; echo $?; mkfifo f; (read x < f; exit $x) & a=$!; (echo 12 > f; exit 9) & b=$!; wait $a; echo $?; wait $b; echo $?
trap : USR1; (while [ ! -e over ]; do kill -USR1 $$; sleep 0.01; done; read x < f; exit 2) & a=$!; wait $a; [ $? -gt 128 ] && echo ended by it; trap '' USR1; : > over; echo > f; wait $a; echo $?; trap - USR1
i=0; all=; while [ $i -lt 12 ]; do sh -c "exit $i" & all="$all $!"; i=$((i + 1)); done; for p in $all; do wait $p; printf '%d ' $?; done; echo
(sleep 0.01; echo late) & wait; echo after; x=$( (sleep 0.01; echo in the background) & echo first); echo $x; sh -c 'sh -c "kill -STOP \$PPID; sleep 0.02; kill -CONT \$PPID" & wait; echo went on'
sh -c 'sh -c "exit 3" & exec sh -c "wait; echo \$?"'; (exit 11) & wait $!; echo $?; kill -0 $! || echo gone; sh -c 'echo $!' ; : & [ -n "$!" ] && echo set; wait
