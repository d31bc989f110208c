# Long command lines and environments: one long word, many words, the limits of both, what /proc says of them.
word() { head -c $1 /dev/zero | tr '\0' x; }
w=$(word 131071); echo ${#w}; /bin/busybox true $w 2>/dev/null; echo $?; w=$(word 131072); /bin/busybox true $w 2>/dev/null; echo $?; w=$(word 100000); /bin/busybox echo $w | wc -c
n=$(seq 3000); /bin/busybox echo $n | wc -c; set -- $n; echo $#; shift 2990; echo $*; /bin/busybox sh -c 'echo $# $1 ${3000}' sh $n
E1=$(word 20000); export E1; E2=$E1; export E2; /bin/busybox env | grep ^E | wc -c; /bin/busybox sh -c 'echo ${#E1} ${#E2}'; tr '\0' '\n' < /proc/self/environ | grep -c ^E[12]=x; unset E1 E2
/bin/busybox cat /proc/self/cmdline $(word 4000) 2>/dev/null | tr '\0' '\n' | wc -l; /bin/busybox cat /proc/self/cmdline - - < /dev/null | tr '\0' ' '; echo
seq 3000 | xargs echo | wc -w; seq 3000 | xargs -n 1200 sh -c 'echo $#' sh; seq 2000 | xargs -s 4096 echo | wc -w
(ulimit -s 512; w=$(word 100000); /bin/busybox true $w $w 2>/dev/null; echo $?; /bin/busybox true $w; echo $?; /bin/busybox true $(seq 2000); echo $?); printf '#!/bin/busybox %s\n' "echo a b  c" > s; chmod +x s; ./s "d e" | sed 's/^.*: //'
