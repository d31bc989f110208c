# diff, cmp, comm, patch.
printf '1\n2\n3\n4\n' > a; printf '1\ntwo\n3\n4\n5\n' > b
diff -u a b | sed 1,2d; diff a a; echo $?; diff -q a b; echo $?; cmp a b; echo $?; cmp -s a a; echo $?
comm a b; comm -12 a b; diff -u a b > p; cp a c; patch c < p; cmp c b && echo patched; patch -R c < p; cmp c a && echo reversed
mkdir d e; echo x > d/f; echo y > e/f; echo z > e/only; diff -r d e | grep -v '^diff'; diff a missing; echo $?
