# dir: /var/tmp /tmp
# truncate: shorter, longer, holes read as zero.
echo 'hello world' > f; truncate -s 5 f; cat f; echo
truncate -s 10 f; od -c f
truncate -s 100000 g; wc -c < g; cksum g
truncate -s 0 f; wc -c < f
printf end >> g; wc -c < g; tail -c 3 g; echo
truncate -s 50000 g; truncate -s 60000 g; tail -c 1 g | od -c
