# disk: debian
# timeout: 180
exec dash <<'END'
set -- a "b c" d; echo $# "$2"; shift; echo "$*"; IFS=:; set -- $(echo x:y:z); echo $3; unset IFS; echo $(echo nested $(echo deeper)); f() { echo "f $1"; }; f arg
i=0; while [ $i -lt 3 ]; do i=$((i + 1)); [ $i = 2 ] && continue; echo $i; done; trap 'echo bye' 0; cat <<E
$i and $(echo sub)
E
test -d /usr -a ! -f /usr && echo dir; echo *.none; command -v echo; eval 'y=5'; echo $y; (umask 027; umask); printf '%s\n' "${y#4}" "${y:-n}"; getopts ab: o -a -b v && echo $o
END
