# dir: /var/tmp /tmp
# touch and dates of files.
touch a; test -e a && echo made; stat -c %s a
touch -d '2001-02-03 04:05:06' a; stat -c '%y' a | cut -c1-19
touch -d '1999-12-31 23:59:59' b; ls -l b | awk '{ print $6, $7, $8 }'
test a -nt b && echo newer; test b -ot a && echo older
touch -r b a; stat -c %Y a
touch -c none; ls
touch missing/x; echo $?
