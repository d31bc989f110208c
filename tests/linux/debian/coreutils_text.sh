# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; cd /var/tmp; printf '3 c\n1 a\n2 b\n' >n; printf '1 x\n3 z\n' >m; sort n | join - m; paste n m; sort -k2r n; tac n; nl n; cut -d' ' -f2 n | tr a-c A-C; seq 10 | shuf --random-source=/dev/zero | sort -n | head -3; printf 'a b\nb c\nc d\n' | tsort
seq 100 | split -l 30 - part; wc -l part*; rm part*; seq 20 | csplit -s - 7 13; wc -l xx0*; rm xx0*; echo 123456789 | numfmt --to=iec; factor 1234567890 97; fold -w 10 <<E
the quick brown fox
E
fmt -w 20 <<E
some words that are to be filled into lines of twenty
E
printf 'a\tb\n' | expand -t 4; printf 'x\nx\ny\n' | uniq -c; comm n m 2>&1 | head -3; od -A d -t x1z -N 20 n; base64 n; base64 n | base64 -d | cmp - n && echo same; sha256sum n; b2sum n; cksum n; sum n; expr 6 \* 7; expr abcdef : 'abc\(.*\)'; printf '%b|%q\n' 'a\tb' 'it is'; pr -t -2 n | head -2; ptx -G n 2>/dev/null | head -1; dircolors -b | head -c 10; echo
