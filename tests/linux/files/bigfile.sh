# dir: /var/tmp /tmp
# timeout: 60
# A file of some megabytes: write, read back, checksum, random pieces.
seq 1 300000 > f; wc f; md5sum f; sed -n '123456p' f; tail -1 f
dd if=f bs=1000 skip=777 count=1 2>/dev/null | md5sum
cp f g; cmp f g && echo same; cat f g | wc -c
dd if=f of=g bs=4096 skip=10 seek=20 count=30 conv=notrunc 2>/dev/null; md5sum g
rm f; md5sum g
