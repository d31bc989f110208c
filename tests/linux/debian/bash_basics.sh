# disk: debian
# timeout: 180
exec bash <<'END'
declare -A m=([one]=1 [two]=2); a=(x y "z z"); echo ${#a[@]} "${a[2]}" ${m[two]}; for k in $(printf '%s\n' "${!m[@]}" | sort); do echo $k=${m[$k]}; done
[[ "abc-123" =~ ^([a-z]+)-([0-9]+)$ ]] && echo "${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"; echo {1..5} {a..c}{1,2}; x=hello; echo ${x^^} ${x:1:3} ${x/l/L} ${x//l/L} ${#x}
diff <(seq 3) <(seq 2 4); echo "status $?"; cat <<< "here string"; echo $((2**40 % 1000)) $((16#ff)); set -o pipefail; false | true; echo $?; set +o pipefail
f() { local v=in; echo $v ${FUNCNAME[0]}; return 3; }; v=out; f; echo $? $v; trap 'echo trapped' EXIT; printf '%05d|%-6s|%x\n' 42 left 255; mapfile -t lines < <(seq 4); echo ${lines[3]}
select_never=1; case $x in h*) echo starts; ;; esac; echo ${undefined:-default} ${x:+set}; exec 5<>/var/tmp/fd5; echo data >&5; cat /var/tmp/fd5; (exit 9); echo $?; kill -0 $$ && echo alive
END
