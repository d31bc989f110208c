# Names of the machine: uname's fields, hostname set and read, lengths, who may.
old=$(hostname); [ "$(uname -n)" = "$old" ] && echo same; hostname first; hostname; uname -n; cat /proc/sys/kernel/hostname; echo second > /proc/sys/kernel/hostname; hostname; uname -n
n=$(head -c 64 /dev/zero | tr '\0' a); hostname $n; [ "$(hostname)" = $n ] && echo 64 fit; hostname ${n}a 2>/dev/null || echo 65 do not; [ "$(uname -n)" = $n ] && echo kept
echo ${n}bcd > /proc/sys/kernel/hostname; hostname | wc -c; printf 'no newline' > /proc/sys/kernel/hostname; hostname; cat /proc/sys/kernel/hostname
hostname root; busybox su -s /bin/sh nobody -c 'hostname other 2>/dev/null || echo not allowed; hostname'; busybox su -s /bin/sh nobody -c 'echo x > /proc/sys/kernel/hostname' 2>/dev/null || echo nor there
[ "$(uname -s) $(uname -m)" = "$(uname -sm)" ] && echo together; uname -a | grep -c "^Linux root .* aarch64 "; [ "$(cat /proc/sys/kernel/ostype)" = "$(uname -s)" ] && echo type; [ "$(cat /proc/sys/kernel/osrelease)" = "$(uname -r)" ] && echo release; [ "$(cat /proc/sys/kernel/version)" = "$(uname -v)" ] && echo version
grep -c "$(uname -r)" /proc/version; echo x 2>/dev/null > /proc/sys/kernel/osrelease || echo not writable; uname -r | grep -c '^[0-9]*\.[0-9]*\.[0-9]'; unshare -u sh -c 'hostname inner; hostname; uname -n'; hostname; hostname $old; [ "$(hostname)" = "$old" ] && echo as before
