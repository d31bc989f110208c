# dir: /tmp
# timeout: 60
# A small tmpfs that fills.
mkdir m; mount -t tmpfs -o size=1m tmpfs m; dd if=/dev/zero of=m/f bs=65536 2>&1 | grep -v -e records -e copied; wc -c < m/f; echo x > m/g; echo $?; rm m/f; echo x > m/g; cat m/g; umount m
