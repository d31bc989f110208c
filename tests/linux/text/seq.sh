# seq, expr, factor, bc, dc.
seq 5; seq 2 3 11; seq -w 8 11; seq 3 -1 1; seq -s, 4; seq 0.5 0.5 2
expr 3 + 4 \* 2; expr 10 / 3; expr 10 % 3; expr abc : 'a\(.\)'; expr length hello; expr 1 = 2; echo $?; expr 5 / 0; echo $?; expr substr hello 2 3; expr index hello l
factor 360 97 1000003; echo '2^100; 7/3; scale=5; 7/3; sqrt(2)' | bc; echo '5 3 * p 2 ^ p' | dc; echo $((2 ** 10)) $((7 / 2)) $((-7 % 3)) $((0x10 | 1)) $((1 << 40))
