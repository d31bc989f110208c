# Redirections: many descriptors, copies, closed ones, order, appending, no clobber, what a command inherits.
exec 3> a 4>> a 5< /dev/null; echo three >&3; echo four >&4; cat <&5; exec 3>&- 4>&- 5<&-; cat a
echo x 2>/dev/null >&7 || echo closed; { echo out; echo err >&2; } > o 2>&1; cat o; { echo out; echo err >&2; } 2>&1 > o | sed 's/^/pipe: /'; cat o
{ echo one >&3; echo two >&4; } 3>&1 4>&2 2>/dev/null; { { echo swapped >&2; } 3>&1 1>&2 2>&3; } 2>/dev/null; exec 6<<END; read a <&6; read b <&6; echo $b $a; exec 6<&-
first
second
END
echo 1 > n; exec 8<> n; read x <&8; echo more >&8; exec 8>&-; cat n; : > n; wc -c < n; echo a > n > m; wc -c n m | head -2
set -C; echo no > n 2>/dev/null || echo kept; echo yes >| n; cat n; set +C; > made; ls made; for i in 1 2 3; do echo $i; done > loop; wc -l < loop; while read x; do echo got $x; done < loop 
i=3; while [ $i -le 9 ]; do eval "exec $i> file$i"; i=$((i + 1)); done; i=3; while [ $i -le 9 ]; do eval "echo $i >&$i"; i=$((i + 1)); done; cat file[3-9] | tr '\n' ' '; echo
i=3; while [ $i -le 9 ]; do eval "exec $i>&-"; i=$((i + 1)); done; sh -c 'echo inherited >&9' 9> inherited; cat inherited; sh -c 'echo no >&9' 2>/dev/null || echo not open
(exec > sub; echo in sub); echo outside; cat sub; f() { echo to f; echo err >&2; }; f > ff 2>/dev/null; cat ff; echo a >> app; echo b >> app; cat app; cat < a > /dev/null; echo $?
cat 0< a; cat /dev/fd/0 < a; cat /dev/stdin < a; echo to stdout > /dev/stdout | cat; echo to fd > /dev/fd/1 | cat; (readlink /proc/self/fd/5; echo $?) 5< /dev/null
exec 9< a; read x <&9; sh -c 'read y <&9; echo $y'; read z <&9; echo "x=$x z=$z"; exec 9<&-; { sh -c 'echo part >&3' | cat; } 3>&1; cat <<E <a; ls /nowhere 2>&1 >/dev/null | wc -l; echo $? > /dev/null 2>&1; cat missing < missing 2>/dev/null; echo $?
not seen
not seen
E
exec 3> p; (echo a >&3) & wait; echo b >&3; (echo c >&3); exec 3>&-; cat p; ulimit -n 20; (exec 19> last; echo nineteen >&19) ; cat last; echo x 2>/dev/null > /dev/full || echo full
