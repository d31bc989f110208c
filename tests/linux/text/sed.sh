# sed: substitution, addresses, hold space, in place.
printf 'one\ntwo\nthree\nfour\n' > f
sed s/o/0/ f; sed s/o/0/g f; sed -n 2p f; sed 2d f; sed '/t/d' f; sed '2,3s/^/> /' f; sed '$a end' f; sed '1i begin' f
sed -n '/two/,/four/p' f; sed = f; sed 's/\(.\)\(.\)/\2\1/' f; sed -E 's/(t)(w|h)/[\1\2]/' f; sed y/abc/xyz/ f; sed -n '$=' f
sed '1!G;h;$!d' f; sed -i 's/one/ONE/' f; cat f; sed 's/e$/&E/;s/t/T/2' f; sed -n 'l' f; sed 'N;s/\n/+/' f; sed 3q f
echo abc | sed 's/b*/x/g'; sed -e ':a' -e 's/^.\{1,9\}$/ &/;ta' f; sed p missing; echo $?
