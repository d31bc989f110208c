# Pipelines: statuses, long ones, big data, SIGPIPE.
echo hello | cat | cat | cat | tr a-z A-Z; true | false; echo $?; false | true; echo $?; ! true; echo $?; seq 100000 | wc -l; seq 100000 | tail -1; yes | head -2; seq 100000 | head -1
(yes; echo $? >&2) 2>st | head -1; cat st; set -o pipefail; false | true; echo $?; set +o pipefail
echo a | { read x; echo "in group $x"; }; x=before; echo after | read x; echo $x; echo 1 2>&1 | cat; { echo out; echo err >&2; } 2>&1 | sort
seq 10 | while read n; do echo $((n * n)); done | awk '{ s += $1 } END { print s }'; cat /dev/zero | head -c 200000 | wc -c; ls missing 2>&1 | sed 's/.*: //'
p=''; for i in $(seq 20); do p="$p | cat"; done; eval "echo twenty cats $p"
