# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C TZ=UTC; date -d '2024-02-29 12:00 +1 year' +%F; date -d @1000000000 '+%A %d %B %Y %T'; date -d '2023-12-31 23:59:59 UTC +1 sec' +%c; TZ=Europe/Berlin date -d '2023-07-01 12:00 UTC' +%H; date -d 'next friday' >/dev/null && echo parsed; date -d nonsense 2>&1; cal 2>/dev/null | head -1 | wc -l; a=$(date +%s%N); sleep 0.1; b=$(date +%s%N); [ $((b - a)) -ge 100000000 ] && echo slept; seq -s, 1 0.5 3; sleep 0.05s; date -u -d '1970-01-01' +%s; printf '%(%Y)T\n' 0 2>/dev/null || echo dash
