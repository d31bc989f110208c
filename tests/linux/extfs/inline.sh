# parts: ext4-inline
# Small files and directories inside their inodes, growing out of them.
mkdir -p /tmp/m; mount -t ext4 /dev/vdc1 /tmp/m; cd /tmp/m
echo small > small; cat small; sync; stat -c '%s %b' small
mkdir d; for i in 1 2 3; do echo $i > d/$i; done; ls d; stat -c '%h' d
head -c 300 /dev/zero | tr '\0' 'x' > grows; head -c 5000 /dev/zero | tr '\0' 'y' >> grows; md5sum grows
for i in $(seq 1 100); do echo $i > d/file$i; done; ls d | wc -l; cat d/file77
for i in $(seq 1 100); do rm d/file$i; done; ls d; mkdir d/e d/e/f; touch d/e/f/g; mv d/e small-dir; find . | sort | grep -v lost
echo 0123456789 > cut; truncate -s 4 cut; cat cut; echo; truncate -s 50 cut; md5sum cut; truncate -s 5000 cut; md5sum cut
echo over > small; cat small; cp small copy; cmp small copy; echo $?; rm small
md5sum grows cut > md5; cd /; umount /tmp/m; mount -t ext4 /dev/vdc1 /tmp/m; cd /tmp/m
md5sum grows cut | cmp - md5; echo $?; find . | sort | grep -v lost; cd /; umount /tmp/m; rmdir /tmp/m
