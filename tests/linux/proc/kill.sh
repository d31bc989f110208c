# kill: names, numbers, groups, errors.  (A background job ignores SIGINT once it runs.  When the shell says that a job has ended is left to chance: not shown.)
exec 3>&2 2>/dev/null
sleep 9 & kill -9 $!; wait $!; echo $?; sleep 9 & kill -TERM $!; wait $!; echo $?; sleep 9 & kill -0 $!; echo $?; sleep 0.2; kill -INT $!; kill $!; wait $!; echo $?; kill -9 999999 2>&3; echo $?; kill -BAD $$ 2>&3; echo $?; kill -l 9; kill -l TERM
sh -c 'kill -STOP $$; echo continued' & p=$!; sleep 0.2; kill -CONT $p; wait $p; echo $?; sleep 9 & a=$!; sleep 9 & b=$!; kill $a $b; wait $a; echo $?; wait $b; echo $?; sleep 9 & sleep 0.5; killall sleep; wait $!; echo $?
