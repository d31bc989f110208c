# File systems in files: made, mounted, used, one in another.
dd if=/dev/zero of=img bs=1M count=3 2>/dev/null; mke2fs -F img > /dev/null; mkdir a b
mount -o loop img a; echo $?; grep -c '^/dev/loop0 .* ext' /proc/mounts
echo hello > a/x; seq 1 20000 > a/n; mkdir a/d; ln -s ../x a/d/l; cat a/d/l; md5sum a/n; losetup -a | wc -l
umount a; losetup -a | wc -l
mount -o loop,ro img a; cat a/x; md5sum a/n; echo y 2> /dev/null > a/y || echo refused; umount a
cp img two; mount -o loop img a; mount -o loop two b; cmp a/n b/n; echo z > b/z; ls a b | grep -v lost; umount a b
losetup /dev/loop3 two; echo $?; mount /dev/loop3 b; cat b/z; losetup -d /dev/loop3; echo more > b/z; cat b/z
umount b; mount /dev/loop3 b 2> /dev/null || echo not bound
mount -o loop img a; dd if=/dev/zero of=a/inner bs=1M count=2 2> /dev/null; mke2fs -F a/inner > /dev/null
mount -o loop a/inner b; seq 1 1000 > b/s; sync; umount a 2> /dev/null || echo busy; umount b; umount a
mount -o loop img a; mount -o loop a/inner b; tail -n 1 b/s; umount b; umount a
dd if=/dev/zero of=small bs=64k count=8 2> /dev/null; mke2fs -F small > /dev/null; mount -o loop small a
dd if=/dev/zero of=a/fill bs=8k 2> /dev/null; echo $?; rm a/fill; echo room > a/r; cat a/r; umount a; rm -f img two small
