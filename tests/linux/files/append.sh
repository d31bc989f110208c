# dir: /var/tmp /tmp
# Redirections that append, truncate, read and write.
echo 1 > f; echo 2 >> f; echo 3 >> f; cat f
echo new > f; cat f
echo x 1<> f; cat f
: > f; wc -c < f
set -C; echo y > f; echo $?; echo z >| f; cat f; set +C
exec 3> g; echo a >&3; echo b >&3; exec 3>&-; cat g
exec 4< g; read l <&4; echo "first $l"; read l <&4; echo "second $l"; exec 4<&-
ls missing > out 2>&1; cat out
{ echo o; echo e >&2; } 2>/dev/null
cat < missing; echo $?
