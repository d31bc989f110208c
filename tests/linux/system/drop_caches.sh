# SPDX-License-Identifier: BSD-2-Clause
# Dropping what is in memory of files changes nothing that can be read.
control=/proc/sys/vm/drop_caches
i=0; while [ $i -lt 2000 ]; do echo "line $i of the file"; i=$((i+1)); done > file
ls / > names
for what in 1 2 3; do
    sync
    echo $what > $control && echo "$what: done"
    md5sum file names
    echo "more after $what" >> file
done
for wrong in 0 5 -1 x '' '1 2' 99999999999; do
    echo "$wrong" 2>/dev/null > $control && echo "'$wrong' taken" || echo "'$wrong' refused"
done
stat -c %a $control
tail -1 file
