# trap, signals to the shell and to children.
trap 'echo got usr1' USR1; kill -USR1 $$; echo after; trap 'echo exiting' EXIT; trap '' TERM; kill -TERM $$; echo survived; trap - TERM
(trap 'echo sub; exit 9' TERM; kill -TERM $(sh -c 'echo $PPID')); echo $?; sh -c 'kill -INT $$; echo no'; echo $?; sh -c 'kill -SEGV $$'; echo $?; sh -c 'trap "echo hup" HUP; kill -HUP $$; echo alive'
sh -c 'trap "echo bye" EXIT; exit 4'; echo $?; sh -c 'sleep 5 & trap "kill $!; echo term; exit 3" TERM; (sleep 0.1; kill -TERM $$) & wait'; echo $?; trap | grep -c USR1
