# trap: names and numbers, EXIT in subshells, a trap in a function, in a wait, in a loop; signals a child is left with.
trap 'echo a' USR1; trap 'echo b' 12; trap > list; sort list
trap - USR1 12; trap > list; wc -l < list; trap 'echo zero' 0; (echo in subshell); (trap 'echo own exit' EXIT; true); trap - EXIT
trap 'echo int in function' INT; f() { kill -INT $$; echo end of function; }; f; trap - INT
trap 'n=$((n + 1)); [ $n -lt 3 ] && kill -USR2 $$' USR2; n=0; kill -USR2 $$; i=0; while [ $n -lt 3 ] && [ $i -lt 500 ]; do i=$((i + 1)); done; echo $n
trap 'st=$?; echo status $st' USR1; (exit 7); kill -USR1 $$; false; echo $?
sh -c 'trap "echo caught; exit 5" USR1; kill -USR1 $$; echo no'; echo $?
sh -c 'trap "exit 6" EXIT; exit 2'; echo $?; sh -c 'trap "echo last" EXIT; kill -TERM $$'; echo $?
trap '' USR1; sh -c 'kill -USR1 $$; echo ignored in the child'; trap 'echo parent' USR1; sh -c 'kill -USR1 $$; echo no'; echo $?
trap 'echo wait is over' USR2; (kill -USR2 $$) & wait $!; sleep 0; wait; trap - USR1 USR2
for s in HUP INT ABRT KILL USR1 PIPE ALRM TERM; do sh -c "kill -$s \$\$; :" 2>/dev/null; echo $s $?; done 2>/dev/null
for s in CHLD CONT URG WINCH; do sh -c "kill -$s \$\$; exit 3"; echo $s $?; done
kill -l 15; kill -l 2 9; trap 'echo x' NOSUCH 2>/dev/null || echo no such signal; kill -0 $$; echo $?; kill -0 99999 2>/dev/null; echo $?
