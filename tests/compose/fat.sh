# A FAT partition, used by Linux programs; tests/compose/run looks at the disk afterwards.
# Before that, 2 MiB are read from the root disk: how they came is in /proc/kit/disks.
dd if=/dev/urandom of=/var/tmp/cold bs=64k count=32 2>/dev/null; sync; echo 1 >/proc/sys/vm/drop_caches
sed 's/^/before: /' /proc/kit/disks; md5sum </var/tmp/cold >/dev/null; sed 's/^/after: /' /proc/kit/disks; rm /var/tmp/cold
mkdir -p /tmp/mnt && mount -t vfat /dev/vdb1 /tmp/mnt || exit 1
cd /tmp/mnt || exit 1
cat HELLO.TXT
cp /bin/busybox "A long name with blanks.bin"
cmp /bin/busybox "A long name with blanks.bin" && echo same
mkdir -p deep/er; seq 1 20000 >deep/er/numbers.txt; mv deep/er/numbers.txt deep/Zahlen-äöü.txt
seq 1 3 >>HELLO.TXT; : >empty; rm empty
cd /; umount /tmp/mnt && mount -t vfat /dev/vdb1 /tmp/mnt && cd /tmp/mnt || exit 1
cmp /bin/busybox "A long name with blanks.bin" && echo same
md5sum <deep/Zahlen-äöü.txt; find . | sort; cat HELLO.TXT
cd / && umount /tmp/mnt && echo unmounted
