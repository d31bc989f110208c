# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; cd /var/tmp; rm -rf p; mkdir p; cd p; seq 30 >old; sed 's/^15$/fifteen/;3d;$a31' old >new; diff old new; diff -u --label a --label b old new >u; cat u; cp old work; patch work u; cmp work new && echo patched; patch -R work u; cmp work old && echo back; sdiff -s -w 30 old new; cmp old new; echo $?; printf '1\n2\n' >a; printf '1\n3\n' >b; printf '1\n2\n4\n' >c; diff3 -m a c b; echo $?; mkdir d1 d2; cp old d1; cp new d2/old; echo only >d2/x; diff -rq d1 d2; diff -y -W 20 a b; echo junk | patch work 2>&1; diff -B -w /dev/null a; diff --color=never -c a b | tail -4
