# cat: files, standard input, errors in the middle.
echo one > a; echo two > b
cat a b
cat - b < a
cat a missing b; echo "status $?"
cat -n a b
printf 'tab\there\n\001\377\n' | cat -A
cat < a > c; cmp a c && echo same
