# cpio: newc archives.
mkdir -p d/e; echo one > d/a; ln -s a d/l; find d | sort | cpio -o -H newc 2>/dev/null > c.cpio; cpio -t < c.cpio 2>/dev/null; mkdir x; (cd x; cpio -i -d < ../c.cpio 2>/dev/null; find . | sort; cat d/a; readlink d/l)
