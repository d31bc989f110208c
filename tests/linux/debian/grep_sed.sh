# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; cd /var/tmp; printf 'alpha 1\nbeta 22\nGamma 333\n\ndelta\n' >f; grep -n a f; grep -c . f; grep -io gamma f; grep -P '\d{2,}' f; grep -Ev '^[a-b]|^$' f; grep -o '[0-9]\+' f; grep -A1 beta f; grep -q zeta f; echo $?; grep x nofile 2>&1; echo $?; grep -w 1 f; grep -rl alpha . --include=f; printf 'a\0b\0' | grep -z b | tr '\0' '\n'; echo aaa | grep -b -o a; grep -F '.' f | wc -l; seq 1000 | grep -E '^(.)\1+$' | wc -l
sed -n '2,3p' f; sed 's/\([a-z]*\) \([0-9]*\)/\2 \1/' f; sed '/^$/d;s/a/A/g' f; sed -E 's/(.)(.)/\2\1/g' f; sed '1!G;h;$!d' f; sed -i.bak 's/alpha/omega/' f; head -1 f f.bak; sed 'y/abc/xyz/;2q' f; sed -n '$=' f; sed '1~2d' f; sed 'a\after' f | head -2; sed -n 'l' f | head -1; sed = f | sed 'N;s/\n/ /'; echo abc | sed 's/b*/X/2'; sed --debug -n p /dev/null | head -1; sed 's/x' f 2>&1; echo $?
