# timeout: 180
# A full disk says so; the space comes back.
dd if=/dev/zero of=f bs=1048576 2>&1 | grep -v -e records -e copied; echo more > g; echo $?; rm -f f g; sync; echo x > f && cat f; dd if=/dev/zero of=f bs=1048576 count=50 2>/dev/null; wc -c < f; rm f
