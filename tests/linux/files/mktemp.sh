# mktemp makes files and folders nobody else can read.
f=$(mktemp -p .); test -f $f && stat -c %a $f; d=$(mktemp -d -p .); test -d $d && stat -c %a $d
a=$(mktemp -u); b=$(mktemp -u); [ "$a" != "$b" ] && echo different
mktemp nope/XXXXXX; echo $?
