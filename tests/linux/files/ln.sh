# dir: /var/tmp /tmp
# Hard and symbolic links.
echo data > a; ln a b; ln -s a c; ln -s missing d; ln -s c e
stat -c '%h' a; cat b c e
cat d; echo $?
readlink c d e; readlink -f e | sed "s,$(pwd),PWD,"
echo more >> b; cat a
rm a; cat b; cat c; echo $?
ln b b; echo $?
ln -s loop1 loop2; ln -s loop2 loop1; cat loop1; echo $?
ln -sf b c; cat c
ln -s x c; echo $?
mkdir dir; ln dir dir2; echo $?
test -L d && echo link; test -e d || echo dangling
