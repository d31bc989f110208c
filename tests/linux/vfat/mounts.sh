# parts: fat16 fat32 ext4 empty
# Mounting: types that do not fit, twice, read-only, what is busy.
mkdir -p /tmp/a /tmp/b; type() { mount -t $1 $2 /tmp/a 2>/dev/null; s=$?; echo "$1 $2: $s"; test $s != 0 || umount /tmp/a; }
for t in vfat ext4; do for n in 1 2 3 4; do type $t /dev/vdc$n; done; done
mount /dev/vdc1 /tmp/a; grep /tmp/a /proc/mounts | cut -d' ' -f1-3; umount /tmp/a
mount /dev/vdc3 /tmp/a; grep /tmp/a /proc/mounts | cut -d' ' -f1-3; umount /tmp/a
mount -t vfat /dev/vdc1 /tmp/a; mount -t ext4 /dev/vdc1 /tmp/b 2>/dev/null; echo $?
mount -t vfat /dev/vdc1 /tmp/b; echo $?; echo x > /tmp/a/seen; cat /tmp/b/SEEN; umount /tmp/b
mount -t vfat /dev/vdc2 /tmp/b; echo y > /tmp/b/other; cp /tmp/b/other /tmp/a; ls /tmp/a /tmp/b
cd /tmp/a; umount /tmp/a 2>/dev/null; echo $?; cd /; umount /tmp/a; echo $?; ls /tmp/a
mount -t vfat -o ro /dev/vdc1 /tmp/a; ls /tmp/a; (echo > /tmp/a/new) 2>/dev/null; echo $?; rm -f /tmp/a/seen 2>/dev/null; echo $?
mount -o remount,rw /tmp/a; echo $?; echo z > /tmp/a/new; cat /tmp/a/new; umount /tmp/a /tmp/b
mount -t vfat /dev/vdc9 /tmp/a 2>/dev/null; echo $?; mount -t vfat /dev/null /tmp/a 2>/dev/null; echo $?
mount -t vfat /dev/vdc1 /tmp/a/none 2>/dev/null; echo $?; rmdir /tmp/a /tmp/b
