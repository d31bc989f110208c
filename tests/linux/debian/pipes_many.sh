# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; bash -c 'seq 100000 | gzip | gunzip | awk "{s+=\$1} END {print s}"; for i in {1..40}; do echo $i; done | xargs -P 8 -n 1 bash -c "echo \$((\$0 * \$0))" | sort -n | tail -1; cat <(seq 5) <(seq 6 10) | paste -sd,; mkfifo /var/tmp/ff; (echo through fifo >/var/tmp/ff &); cat /var/tmp/ff; rm /var/tmp/ff; yes | head -100000 | wc -l; find /usr/bin -type f | xargs ls -ld | wc -l | sed "s/^[1-9][0-9]*$/many/"; printf "%s\n" {a..e} | tail -1'
