# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
bash -c 'sleep 0.3 & p=$!; wait $p; echo $?; (exit 7) & wait $!; echo $?; { for i in 1 2 3; do (sleep 0.$i; echo job $i) & done; wait; } | sort; echo all
coproc C { tr a-z A-Z; }; echo to coproc >&${C[1]}; exec {C[1]}>&-; cat <&${C[0]}; wait; timeout 0.2 sleep 5; echo $?; trap "echo usr1" USR1; kill -USR1 $$; echo after
bash -c "kill -TERM \$\$"; echo $?; ulimit -n 64; ulimit -n; { echo a; echo b; } | while read l; do echo "<$l>"; done; echo end'
