# dir: /tmp
# tmpfs: rename, sparse files, holes, unlink while open, big directories.
echo a > f; exec 3< f; rm f; cat <&3; exec 3<&-; dd if=/dev/zero of=s bs=1 count=1 seek=5000000 2>/dev/null; wc -c < s; du -k s | awk '{ print ($1 < 100) }'; mkdir a b; echo 1 > a/x; mv a/x b/y; cat b/y; mv a b/; find . | sort; chmod 1777 b; stat -c %a b; ln -s b/y l; cat l; rm -r b; cat l; echo $?; stat -f -c %T . 
mkdir q; cd q; rmdir ../q; ls; echo $?; touch x; echo $?; cd ..; ls
