# Subshells, command substitution, environment.
x=1; (x=2; echo $x); echo $x; cd /; (cd /etc; pwd); pwd; a=$(echo one; echo two); echo "$a"; echo $(echo $(echo nested)); export V=exported; sh -c 'echo $V'; W=temp sh -c 'echo $W'; echo "[$W]"; env -i A=b env; env | grep ^V; unset V; sh -c 'echo "[$V]"'
sh -c 'echo $0 $1 $#' name arg; n=$(seq 10000 | wc -c); echo $n; eval 'y=5; echo $y'; . /dev/stdin <<END
sourced=yes
END
echo $sourced; readonly r=1; (r=2) 2>/dev/null; echo $?; printenv HOME; big=$(head -c 50000 /dev/zero | tr '\0' x); echo ${#big}; B=$big sh -c 'echo ${#B}'; set | grep -c '^x='
