# cut, paste, tr.
printf 'a:b:c\nd:e:f\n' > f; cut -d: -f2 f; cut -d: -f1,3 f; cut -c1-3 f; cut -d: -f2- f; cut -b 5 f; echo nodelim | cut -d: -f2 -s
seq 3 > g; paste f g; paste -d, g g; paste -s g
echo 'Hello World' | tr a-z A-Z; echo hello | tr -d l; echo aabbcc | tr -s abc; echo 'a b' | tr ' ' '\n'; echo abc123 | tr -cd 0-9; echo; echo abc | tr a-c x; printf 'a\000b' | tr '\000' '-'; echo
