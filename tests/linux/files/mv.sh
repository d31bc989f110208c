# dir: /var/tmp /tmp
# mv: rename, over existing, into folders, between file systems.
echo one > a; echo two > b; mkdir d e
mv a a2; cat a2; test -e a || echo gone
mv a2 b; cat b
mv b d; cat d/b
mv d e; ls -R e
mv missing x; echo $?
echo far > far; other=/tmp; [ "$(pwd)" = /tmp/test ] && other=/var/tmp
mv far $other/far.$$; cat $other/far.$$; mv $other/far.$$ back; cat back; ls
mv e e/d; echo $?
