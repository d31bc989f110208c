# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; cd /var/tmp; rm -rf s x *.t*; mkdir -p s/sub; seq 20000 >s/data; echo text >s/sub/file; ln -s data s/link; ln s/data s/hard; for z in '' z j J; do tar -c${z}f a.t$z s; rm -rf x; mkdir x; tar -xf a.t$z -C x; diff -r s x/s && echo "same $z"; tar -tf a.t$z | sort | tr '\n' ' '; echo; done; tar -cf - s | tar -xOf - s/sub/file; tar --exclude='*/sub' -cf b.tar s; tar -tf b.tar | wc -l; tar -rf b.tar s/sub; tar -tvf b.tar | awk '{print $1, $NF}' | sort | tail -2; tar -xf missing.tar 2>&1 | head -1
for c in gzip bzip2 xz; do seq 50000 >big; $c big; ls big.*; $c -t big.* && echo fine; $c -dc big.* | md5sum; rm big.*; done; seq 1000 | gzip -9 | zcat | tail -1; seq 1000 | xz -0 -T2 | xz -dc | wc -l; echo bad | gzip -d 2>&1; echo $?; zgrep 77 /dev/null; echo $?; gzip -l /dev/null 2>&1 | head -1; rm -rf s x a.t* b.tar
