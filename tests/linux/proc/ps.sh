# ps shows this shell and its children.
exec 2>/dev/null
sleep 7 & p=$!; until grep -q sleep /proc/$p/comm; do sleep 0.1; done; ps | grep -v grep | grep -c 'sleep 7'; ps -o pid,comm | awk -v p=$p '$1 == p { print "found", $2 }'; kill $p; wait $p; echo $?; ps -o pid | grep -cw $p; pidof no-such-program; echo $?
ps -o ppid,comm | awk -v me=$$ '$1 == me && $2 == "ps" { n++ } END { print (n > 0) ? "child" : "no child" }'; ps | head -1 | awk '{ print $1, $NF }'
