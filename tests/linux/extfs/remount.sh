# parts: ext4 ext4-1k ext2
# A mount that was written becomes read-only and writable again, with files open or not; what was written stays.
cd /tmp; mkdir m
for n in 1 2 3; do
    echo "== $n"
    mount /dev/vdc$n m; echo one > m/file; sync; echo two > m/other
    mount -o remount,ro m; echo $?; cat m/file m/other; (echo three > m/file) 2>/dev/null || echo read-only; rm m/file 2>/dev/null || echo stays
    mount -o remount,rw m; echo $?; echo three >> m/file; mkdir m/dir; mv m/other m/dir/; cat m/file m/dir/other
    exec 5>> m/file; mount -o remount,ro m 2>/dev/null; echo busy $?; echo four >&5; exec 5>&-
    echo gone > m/gone; exec 5< m/gone; rm m/gone; mount -o remount,ro m 2>/dev/null; echo busy $?; cat <&5; exec 5<&-
    mount -o remount,ro m; echo $?; mount -o remount,ro m; echo again $?; mount -o remount,rw m; rm -r m/dir; cat m/file; ls m
    umount m; mount -o ro /dev/vdc$n m; cat m/file; touch m/new 2>/dev/null || echo read-only
    mount -o remount,rw m; echo $?; touch m/new; umount m; mount /dev/vdc$n m; ls m; umount m
done
