# dir: /var/tmp /tmp
# Odd and long file names.
touch 'with space' 'tab	here' '*star*' "quote'" 'ünïcödé' '-dash' '.dot' '...'
ls -A1 | sort
long=$(printf 'n%.0s' $(seq 255)); touch "$long"; ls | grep -c "^n\{255\}$"
touch "${long}x"; echo $?
mkdir deep; d=deep; for i in $(seq 20); do d=$d/level$i; mkdir $d; done; echo bottom > $d/f; cat $d/f; find deep | wc -l
rm -r ./* 2>/dev/null; ls -A
