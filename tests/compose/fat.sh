# A FAT partition, used by Linux programs; tests/compose/run looks at the disk afterwards.
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
