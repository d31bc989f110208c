# /dev nodes behave.
echo gone > /dev/null; cat /dev/null; echo $?; head -c 4 /dev/zero | od -c; echo full > /dev/full; echo $?; head -c 16 /dev/urandom | wc -c; head -c 5000 /dev/random | wc -c; a=$(head -c 8 /dev/urandom | od -An -tx1); b=$(head -c 8 /dev/urandom | od -An -tx1); [ "$a" != "$b" ] && echo differs
echo x | cat /dev/stdin; echo y > /dev/stdout; echo z 2>&1 > /dev/stderr; dd if=/dev/zero of=/dev/null bs=65536 count=10 2>&1 | head -1; ls -l /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty | awk '{ print $1, $5, $6, $NF }'; cat /dev/full | head -c 2 | od -c; echo t > /dev/tty; echo $?; test -d /dev/fd/ && echo fd; cat /dev/fd/3 3<<END
three
END
