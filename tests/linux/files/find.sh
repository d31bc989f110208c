# dir: /var/tmp /tmp
# find: names, types, sizes, depth, exec, prune.
mkdir -p a/b/c x; echo 1 > a/one.txt; echo 22 > a/b/two.txt; echo 333 > a/b/c/three.c; ln -s one.txt a/link; : > x/empty
chmod 600 a/one.txt
find . | sort
find . -type f | sort
find . -type d | sort
find . -type l
find . -name '*.txt' | sort
find . -maxdepth 1 | sort
find a -mindepth 2 | sort
find . -size -2c -type f | sort
find . -empty | sort
find . -name b -prune -o -type f -print | sort
find . -name '*.c' -exec wc -c {} \;
find a -type f -exec cat {} + | sort
find . -perm 600 | sort
find . ! -name '*.txt' -type f | sort
find missing; echo $?
find a -depth | tail -1
find . -name '*.txt' -delete; find . -type f | sort
