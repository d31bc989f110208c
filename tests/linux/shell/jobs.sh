# Jobs and groups: jobs, kill %n, a group that is stopped, goes on and ends as one, sessions of their own.
exec 2>/dev/null
group() { sed 's/.*) //' /proc/$1/stat | cut -d' ' -f3; }
state() { i=0; while ! grep -q "^State:.$2" /proc/$1/status && [ $i -lt 500 ]; do i=$((i + 1)); done; sed -n 's/^State:.\(.\).*/\1/p' /proc/$1/status; }
sleep 20 & a=$!; sleep 20 & b=$!; [ $(group $a) = $(group $$) ] && echo group of the shell; jobs > list; wc -l < list; jobs -p > list; wc -l < list
kill -STOP $a; state $a T; kill -CONT $a; state $a S; kill $a; wait $a; echo $?; kill -9 $b; wait $b; echo $?; jobs > list; wc -l < list
setsid sh -c 'sleep 20 & sleep 20 & echo $$ > leader; wait' & g=$!; while [ ! -s leader ]; do sleep 0.01; done; l=$(cat leader); [ $(group $l) = $l ] && echo a group of its own
kill -STOP -$l; state $l T; kill -CONT -$l; state $l S; kill -0 -$l; echo $?; kill -TERM -$l; wait $g; echo $?; i=0; while kill -0 -$l && [ $i -lt 500 ]; do i=$((i + 1)); sleep 0.01; done; kill -0 -$l || echo all gone
sh -c 'kill -STOP $$; exit 6' & p=$!; state $p T; kill -CONT $p; wait $p; echo $?; sh -c 'kill -STOP $$; exit 6' & p=$!; state $p T; kill -9 $p; wait $p; echo $?
sh -c 'kill -STOP $$; exit 6' & p=$!; state $p T; kill -TERM $p; state $p T; kill -CONT $p; wait $p; echo $?; kill -TERM -99999; echo $?
sh -c 'trap "echo goes on; exit 5" CONT; kill -STOP $$; echo after' & p=$!; state $p T; kill -CONT $p; wait $p; echo $?; (exit 4) & wait $!; echo $?; setsid sh -c 'exit 3'; echo $?
