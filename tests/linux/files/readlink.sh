# readlink, realpath, basename, dirname, pwd.
mkdir -p a/b; ln -s a/b l; ln -s ../a a/up
realpath l | sed "s,^$(pwd),P,"; realpath a/up/b/.. | sed "s,^$(pwd),P,"
readlink l; readlink a; echo $?
basename /x/y/z.c .c; basename /; dirname /x/y/z; dirname z
cd l; pwd | sed 's,.*/test,P,'; pwd -P | sed 's,.*/test,P,'; cd ..; pwd | sed 's,.*/test,P,'
