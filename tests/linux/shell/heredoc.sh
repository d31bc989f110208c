# Here documents.
x=value
cat <<END
plain $x $(echo command) \$escaped
END
cat <<'END'
quoted $x $(echo no)
END
cat <<-END
	tabs removed
	END
cat <<A; cat <<B
first
A
second
B
sh <<END
echo "inner \$0"
exit 3
END
echo $?
seq 5000 > big; (echo 'cat <<X | md5sum'; cat big; echo X) > s; sh s; md5sum < big
while read l; do echo "[$l]"; done <<END
a
b
END
