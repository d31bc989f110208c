# parts: fat16
# Long names, their case, and what cannot be a name.
mkdir -p /tmp/m; mount -t vfat -o utf8 /dev/vdc1 /tmp/m; cd /tmp/m
echo 1 > MixedCase.Text; cat mixedcase.TEXT; ls
echo 2 > UPPER.TXT; echo 3 > lower.txt; echo 4 > Upper2.txt; ls
echo 5 > 'äöü ÄÖÜ ß.txt'; echo 6 > 'Ωμέγα'; echo 7 > '日本語'; printf '%s\n' *; cat 'Ωμέγα'
for n in 'a*b' 'a?b' 'a<b' 'a>b' 'a|b' 'a:b' 'a"b' 'a\b'; do (echo > "$n") 2>/dev/null || echo "no: $n"; done
n=$(printf '%0250d' 7); echo long > $n; ls | grep -c 7$; cat $n; (echo > ${n}123456) 2>/dev/null; echo $?
echo dots > trailing.; cat trailing; ls trail*
mkdir many; cd many; for i in $(seq 1 120); do echo $i > "a file with a long name number $i"; done; ls | wc -l
cat 'a file with a long name number 77' 'A FILE WITH A LONG NAME NUMBER 120'
for i in $(seq 1 2 120); do rm "a file with a long name number $i"; done; ls | wc -l; ls | head -n 3; cd ..
mv MixedCase.Text mixedcase.text; ls | grep -i mixed
mv lower.txt many/; ls many | tail -n 1; find . -type f | wc -l
md5sum [a-zA-Z]*.* > md5; cd /; umount /tmp/m; mount -t vfat -o utf8 /dev/vdc1 /tmp/m; cd /tmp/m; printf '%s\n' *; cd /; umount /tmp/m; rmdir /tmp/m
