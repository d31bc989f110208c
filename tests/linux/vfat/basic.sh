# parts: fat32
# A FAT32 partition mounted, used, unmounted and mounted again.
mkdir -p /tmp/m; mount -t vfat /dev/vdc1 /tmp/m; echo $?
grep -c '^/dev/vdc1 /tmp/m vfat rw' /proc/mounts
cd /tmp/m; ls -A
echo hello > hello.txt; echo more >> hello.txt; cat hello.txt
mkdir dir dir/sub; echo deep > dir/sub/deep; cat dir/sub/deep
seq 1 20000 > numbers; wc numbers; tail -n 1 numbers
cp numbers dir/copy; cmp numbers dir/copy; echo $?
mv dir/copy "a long name with spaces and more than eight.three"; ls
truncate -s 100 numbers; wc -c numbers; truncate -s 5000 numbers; tail -c 3 numbers | od -c
rm hello.txt; rmdir dir; echo $?; rm -r dir; ls
echo last > last; md5sum last numbers a* > md5
cd /; umount /tmp/m; echo $?; ls -A /tmp/m
mount -t vfat /dev/vdc1 /tmp/m; ls /tmp/m; cat /tmp/m/last; cd /tmp/m; md5sum last numbers a* | cmp - md5; echo $?
cd /; umount /tmp/m; rmdir /tmp/m
