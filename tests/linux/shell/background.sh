# Background jobs, wait, statuses, $!.  (When the shell says that a job has ended is left to chance: not shown.)
exec 2>/dev/null
sleep 0.1 & wait $!; echo $?; (exit 5) & wait $!; echo $?; sh -c 'kill -9 $$' & wait $!; echo $?; for i in 1 2 3; do (sleep 0.0$i; echo job $i > out$i) & done; wait; cat out1 out2 out3
false & true & wait; echo $?; { sleep 0.2; echo late; } & echo early; wait; wait 99999; echo $?; sleep 5 & p=$!; kill $p; wait $p; echo $?; x=$(echo a & echo b; wait); echo $x | tr ' ' '\n' | sort
(sleep 0.1; echo done > new; mv new flag) & while [ ! -e flag ]; do sleep 0.02; done; cat flag
