# Editors without a terminal: ed.
printf 'one\ntwo\nthree\n' > f; printf '2s/two/TWO/\n$a\nfour\n.\nw\nq\n' | ed f; cat f; printf '1,2p\nq\n' | ed -s f 2>/dev/null || printf '1,2p\nq\n' | ed f
