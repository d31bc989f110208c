# grep: options and statuses.
printf 'apple\nBanana\ncherry\napple pie\n123\n' > f
grep apple f; grep -c apple f; grep -v apple f; grep -i banana f; grep -n an f; grep -o 'p[a-z]*' f
grep -E '^(apple|cherry)$' f; grep -F 'a.' f; echo $?; grep -w pie f; grep -x apple f; grep -l apple f; grep -L apple f; echo $?
grep -q cherry f; echo $?; grep zzz f; echo $?; grep x missing; echo $?
mkdir d; cp f d/g; grep -r cherry . | sort; grep -A1 -B1 cherry f; grep -m1 apple f; grep -e 123 -e pie f
echo 'a.b' | grep '[.]'; grep -h apple f d/g
