# dir: /var/tmp /tmp
# mkdir: modes, parents, errors.
mkdir a; mkdir a; echo $?
mkdir -m 700 b; stat -c %a b
mkdir -p a/b/c/d; find . | sort
mkdir x/y; echo $?
umask 077; mkdir c; stat -c %a c
mkdir -p a/b; echo $?
: > file; mkdir file/x; echo $?; mkdir -p file/x/y; echo $?
rmdir a/b/c/d; rmdir a; echo $?
