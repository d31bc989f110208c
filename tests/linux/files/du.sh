# du of known files.
mkdir -p d/e; dd if=/dev/zero of=d/a bs=4096 count=3 2>/dev/null; dd if=/dev/zero of=d/e/b bs=4096 count=1 2>/dev/null
du -k d | sort
du -s d
du -a d | sort
du -k d/a
dd if=/dev/zero of=sparse bs=1 count=1 seek=1000000 2>/dev/null; ls -l sparse | awk '{ print $5 }'; du -k sparse
