# Listings: names, long format, sizes, recursion, hidden files.
mkdir -p d/sub; echo one > d/a; printf '12345' > d/b; : > d/.hidden; ln -s a d/link; chmod 640 d/b; chmod 4755 d/a
ls d
ls -a d
ls -A d
ls -1F d
ls -R d
ls -ln d | awk '{ print $1, $2, $3, $4, $5, $9, $10, $11 }' | sed 1d
ls -S d
ls -d d d/sub
ls -l nothing; echo $?
