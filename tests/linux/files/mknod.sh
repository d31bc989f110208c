# Device nodes on the disk.
mknod n c 1 3; echo gone > n; cat n; echo "null $?"
mknod z c 1 5; dd if=z bs=8 count=1 2>/dev/null | od -c
stat -c '%F %t %T' n z
