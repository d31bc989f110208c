# umask and what files come out with; modes and who may read, write, run and search.
umask 022; umask; umask -S; for m in 000 002 022 027 077 777; do umask $m; : > f$m; mkdir d$m; mkfifo p$m; ln -s x l$m; done; umask 022; stat -c '%a %n' f* d* p* l*
umask u=rwx,g=rx,o=; umask; umask g+w; umask; umask -S; umask o=r,u-w; umask -S; umask 8 2>/dev/null || echo no; umask 0; (umask 077; : > in); : > out; stat -c %a in out; sh -c umask; umask 022
mkdir -m 700 m7; mkdir -p a/b/c; mkdir -m 1777 sticky; stat -c '%a %n' m7 a a/b a/b/c sticky; cp -p f777 copy; cp f000 copy2; stat -c %a copy copy2; umask 077; cp f000 copy3; stat -c %a copy3; umask 022
chmod 755 .; as() { busybox su -s /bin/sh nobody -c "$1" 2>/dev/null; echo $?; }; echo secret > s; chmod 600 s; as 'cat s'; chmod 604 s; as 'cat s'; as 'echo x > s'; chmod 602 s; as 'cat s'; as 'echo more >> s'; cat s
mkdir -m 711 x; echo in > x/f; as 'cat x/f'; as 'ls x'; chmod 744 x; as 'ls x'; as 'cat x/f'; chmod 700 x; as 'cat x/f'; mkdir -m 733 w; as 'echo new > w/n'; as 'ls w'; stat -c '%a %U' w/n
echo 'echo ran' > run; chmod 744 run; as './run'; chmod 755 run; as './run'; chmod 711 run; as './run'; mkdir t; chmod 1777 t; : > t/root; as 'rm -f t/root; ls t'; as 'mv t/root t/other'; as ': > t/own; rm t/own'; : > own; chown nobody own; chmod 000 own; as 'cat own'; as 'chmod 400 own && cat own && echo empty'
