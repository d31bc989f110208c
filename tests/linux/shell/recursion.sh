# timeout: 60
# A tree of processes: each script starts two more.
cat > t.sh <<'END'
n=$1; [ $n -eq 0 ] && { echo leaf; exit 0; }
sh t.sh $((n - 1)) & sh t.sh $((n - 1)) & wait
END
sh t.sh 5 | sort | uniq -c | awk '{ print $1, $2 }'
