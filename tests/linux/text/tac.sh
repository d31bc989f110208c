# tac, rev, nl, fold, expand, unexpand, split, shuf, tee, yes, cksum, sum.
printf 'one\ntwo\nthree\n' > f; tac f; rev f; nl f; fold -w 3 f; printf 'a\tb\n' | expand; printf 'a       b\n' | unexpand -a | od -c
seq 10 | split -l 4; ls x*; cat xab; seq 10 | split -b 5 - part; ls part* | wc -l; cat part* | md5sum
seq 100 | shuf | sort -n | md5sum; echo t | tee a b; cat a b; yes | head -3; yes no | head -2; cksum f; sum f; echo more | tee -a a; cat a
