# dir: /var/tmp /tmp
# cp: files, folders, links, modes, errors.
echo data > a; chmod 755 a; ln -s a l; mkdir -p d/e; echo x > d/e/f
cp a b; cat b; stat -c %a b
cp -p a c; stat -c %a c
cp -r d d2; find d2 | sort
cp -P l l2; readlink l2
cp l copy; test -L copy || echo "followed"
cp missing x; echo $?
cp a b d; ls d
cp -r d/e d3; cat d3/f
cp a nodir/x; echo $?
cp -f a b && cmp a b && echo same
