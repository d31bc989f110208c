# Parameter expansion, globbing, quoting, arithmetic.
x=hello; echo ${x}there ${#x} ${x:1:3} ${x#he} ${x%lo} ${x/l/L} ${x//l/L} ${y:-default} ${y:=set} $y ${x:+alt} ${z:+none}; p=/a/b/c.txt; echo ${p##*/} ${p%/*} ${p%.txt}
echo "a  b" 'c  $x' a\ \ b "$x" "\$x" "`echo sub`" "$(echo 'q"q')"; set -- 'one two' three; echo $# "$1"; for i in "$@"; do echo "[$i]"; done; for i in $*; do echo "<$i>"; done
touch a1 a2 b1 .h; echo *; echo a?; echo [ab]1; echo '*'; echo nomatch*; echo .h*; echo {a,b}; echo ~root; echo $((1 + 2 * 3)) $((x = 5, x + 1)); echo ${u?message} 2>&1; echo "not reached $?"
