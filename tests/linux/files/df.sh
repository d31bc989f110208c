# df: which file systems, and that numbers change as they should.
df -k /var/tmp | awk 'NR == 2 { print $1, $6, ($2 > 100000) }'
df /tmp | awk 'NR == 2 { print $6 }'
before=$(df -k /var/tmp | awk 'NR == 2 { print $3 }')
dd if=/dev/zero of=f bs=4096 count=256 2>/dev/null; sync
after=$(df -k /var/tmp | awk 'NR == 2 { print $3 }')
echo "grew by $((after - before))"
rm f; sync
df -k /var/tmp | awk -v was=$before 'NR == 2 { print ($3 == was) ? "as before" : "lost " ($3 - was) }'
df -T /tmp | awk 'NR == 2 { print $2 }'
