# sort and uniq.
printf 'pear\napple\nfig\napple\nBanana\n10\n9\n' > f
sort f; sort -r f; sort -u f; sort -n f; sort f | uniq -c; sort f | uniq -d; sort f | uniq -u; sort -f f
printf 'b 2\na 10\nc 1\n' | sort -k2 -n; printf 'b:2\na:10\n' | sort -t: -k2; sort -c f; echo $?; sort -o out f; head -2 out
seq 20000 | sort -R | sort -n | md5sum; seq 20000 | sort | tail -1
printf '1.5\n1.25\n-3\n' | sort -g; printf 'a\na\nb\n' | uniq
