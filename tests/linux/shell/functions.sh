# Functions, local variables, return, recursion.
f() { echo "f $1 $#"; return 3; }; f a b; echo $?; fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1 - 1))))); fi; }; fact 10
x=outer; g() { local x=inner; echo $x; }; g; echo $x; h() { (exit 7); }; h; echo $?; unset -f h; h 2>/dev/null; echo $?
k() { echo out; echo err >&2; }; k 2>/dev/null; v=$(k 2>&1); echo "$v"; "f" quoted; type f | head -1
