# parts: fat12
# A full volume, and room again; an open file whose name is gone.
mkdir -p /tmp/m; mount -t vfat /dev/vdc1 /tmp/m; cd /tmp/m
dd if=/dev/zero of=big bs=64k 2>/dev/null; echo $?; test $(stat -c %s big) -gt 3500000; echo $?
echo more > more 2>/dev/null; cat more; df . | tail -n 1 | grep -c 100%
rm big; echo more > more; cat more
for i in 1 2 3; do dd if=/dev/urandom of=f$i bs=100k count=5 2>/dev/null; done; cat f1 f2 f3 > all; cat f1 f2 f3 | cmp - all; echo $?
exec 3< f1; rm f1; head -c 100 <&3 | wc -c; ls; exec 3<&-
i=0; while (echo $i > root$i) 2>/dev/null; do i=$((i + 1)); done; test $i -gt 100; echo $?; rm root*; ls
md5sum f2 all > md5; cd /; umount /tmp/m; rmdir /tmp/m
