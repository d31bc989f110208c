# dir: /var/tmp /tmp
# stat: types, sizes, links.
printf 12345 > f; mkdir d; ln -s f l; mkfifo p
stat -c '%n %F %s %h %a' f l
stat -c '%n %F %a' d p
stat -L -c '%n %F %s' l
stat -c '%n %F %t %T' /dev/null /dev/zero /dev/full /dev/urandom
stat missing; echo $?
stat -c '%b' f | awk '{ print ($1 <= 8) ? "few blocks" : "many blocks" }'
