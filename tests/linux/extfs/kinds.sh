# parts: ext2 ext3 ext4 ext4-1k
# timeout: 60
# The same files on each kind: made, unmounted, mounted again.
mkdir -p /tmp/m
for n in 1 2 3 4; do
    t=$(echo ext2 ext3 ext4 ext4 | cut -d' ' -f$n); mount -t $t /dev/vdc$n /tmp/m || echo no; cd /tmp/m; ls -A
    mkdir -p a/b/c; seq 1 30000 > a/numbers; ln a/numbers a/b/again; ln -s ../numbers a/b/link; mkfifo a/fifo; mknod a/null c 1 3
    cp -a a copy; find . | sort | grep -v lost; cmp a/numbers copy/b/again; stat -c '%n %s %h %F %a %u' a/* copy/b/*
    for i in $(seq 1 300); do echo $i > "copy/file number $i"; done; ls copy | wc -l
    dd if=/dev/zero of=sparse bs=1k seek=5000 count=1 2>/dev/null; stat -c %s sparse; test $(du -k sparse | cut -f1) -lt 40; echo $?
    mv copy/file* a/b/c; rm -r copy; chown 1000:1001 a/numbers; chmod 4751 a/numbers; touch -d '2001-02-03 04:05:06' a
    md5sum a/numbers a/b/c/*9 > md5; cd /; umount /tmp/m
    mount -t $t /dev/vdc$n /tmp/m; cd /tmp/m; md5sum a/numbers a/b/c/*9 | cmp - md5; echo $?; ls a/b/c | wc -l
    stat -c '%n %s %h %F %a %u %g' a/numbers; date -r a; cat a/b/link | tail -n 1; cd /; umount /tmp/m; echo $?
done
rmdir /tmp/m
