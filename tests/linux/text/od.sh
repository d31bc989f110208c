# od, hexdump, xxd, strings.
printf '\000\001\177\200\377ABC\n' > f; od f; od -c f; od -x f; od -An -tx1 f; od -t d1 f; hexdump -C f; hexdump f; xxd f; xxd -p f; xxd -p f | xxd -r -p | cmp - f && echo same
printf 'ab\000longer text\001x\000another one\n' | strings; od -j 3 -N 4 -c f
