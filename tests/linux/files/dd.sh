# dir: /var/tmp /tmp
# dd: block sizes, skip, seek, conversions, counts.
printf 'abcdefghijklmnopqrstuvwxyz' > a
dd if=a bs=5 count=2 2>/dev/null; echo
dd if=a bs=1 skip=20 2>/dev/null; echo
dd if=a of=b bs=4 seek=2 count=1 2>/dev/null; od -c b
dd if=a conv=ucase 2>/dev/null; echo
cp a c; printf XYZ | dd of=c bs=1 seek=3 conv=notrunc 2>/dev/null; cat c; echo
dd if=/dev/zero bs=1000 count=3 2>&1 > z | head -2; wc -c < z
dd if=a of=/dev/null bs=10 2>&1 | head -2
dd if=missing; echo $?
dd if=/dev/zero of=big bs=65536 count=20 2>/dev/null; wc -c < big; cksum < big
