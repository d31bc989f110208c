# awk: fields, patterns, arrays, functions, printf.
printf 'alice 30 paris\nbob 25 rome\ncarol 35 oslo\n' > f
awk '{ print $1 }' f; awk '$2 > 26' f; awk '{ s += $2 } END { print s, NR, s / NR }' f; awk -F: '{ print $1 }' /etc/group | head -3
awk 'BEGIN { for (i = 1; i <= 5; i++) printf "%d:%s ", i, i * i; print "" }'; awk '{ a[$3] = $1 } END { for (k in a) print k, a[k] }' f | sort
awk '{ print length($0), toupper($1), substr($3, 2, 2), index($0, "o") }' f; awk 'NR == 2, NR == 3' f; awk -v x=7 'BEGIN { print x * 6 }'
awk 'function f(n) { return n < 2 ? 1 : n * f(n - 1) } BEGIN { print f(10) }'; awk '{ n = split($0, p, "o"); print n, p[1] }' f
awk 'BEGIN { printf "%5.2f|%-6s|%06d|%x|%e\n", 3.14159, "ab", 42, 255, 12345.678 }'; awk '{ gsub(/o/, "0"); print }' f
awk 'BEGIN { while (("echo a; echo b" | getline l) > 0) print "got " l }'; awk 'BEGIN { print "x" > "out"; close("out"); getline y < "out"; print y }'
awk 'BEGIN { print sqrt(2), exp(1), log(10), sin(1), int(-3.7), 7 % 3, 2 ^ 10 }'; awk 'BEGIN { exit 5 }'; echo $?; awk 'END { print NF, $NF }' f
awk 'BEGIN { system("exit 3"); print "after" }'; awk 'BEGIN { "date +%Y" | getline y; print (y > 2000) }'
