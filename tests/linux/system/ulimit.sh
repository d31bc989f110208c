# Limits: open files, file size, processor time.
sh -c 'ulimit -n 16; i=3; while exec 3< /dev/null && eval "exec $i< /dev/null" 2>/dev/null; do i=$((i + 1)); [ $i -gt 9 ] && break; done; echo $i'; sh -c 'ulimit -f 8; dd if=/dev/zero of=f bs=1024 count=100 2>/dev/null; echo $?'; wc -c < f; (ulimit -t 1; while :; do :; done); echo $?; ulimit -n 100; ulimit -n; ulimit -c 0; ulimit -c
