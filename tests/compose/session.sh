# What every composition must do alike: files, big data, pipes, processes, standard input, exit status.
cd /var/tmp || exit 1
rm -rf compose; mkdir -p compose/deep/er; cd compose
echo one >deep/one; ln -s deep/one link; ln deep/one hard; cat link hard; ls -R . | sort
dd if=/dev/zero bs=4k count=300 2>/dev/null | tr '\0' 'x' >big; wc -c <big; md5sum <big
seq 1 20000 | sort -r | tail -n 1; seq 1 5000 | md5sum
dd if=big of=part bs=1000 skip=7 count=33 2>/dev/null; md5sum <part
mv deep/one deep/er/two; test -e link || echo dangling; rm link hard
tar cf t.tar deep big; mkdir out; tar xf t.tar -C out; cmp big out/big && echo same
for i in 1 2 3 4 5; do (echo $i; exit $i) | cat & done >counts; wait; sort counts
echo "input: $(cat)"
sync
ls -l missing 2>/dev/null; echo "status $?"
rm -rf /var/tmp/compose
exit 7
