# dir: /var/tmp /tmp
# timeout: 60
# Hundreds of files in one folder.
mkdir d; i=0; while [ $i -lt 400 ]; do : > d/file-with-a-longer-name-$i; i=$((i + 1)); done
ls d | wc -l; ls d | sort -t- -k6 -n | sed -n '1p;200p;400p'
rm d/*5; ls d | wc -l; ls d/*99
i=0; while [ $i -lt 100 ]; do mv d/file-with-a-longer-name-${i}1 d/renamed-$i 2>/dev/null; i=$((i + 1)); done; ls d | grep -c renamed
rm -r d; ls
