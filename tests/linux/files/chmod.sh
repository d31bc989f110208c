# dir: /var/tmp /tmp
# chmod: octal and symbolic modes.
touch f; mkdir d
for mode in 644 755 600 000 4755 2755 1777 u+x g-r o=w a+r u=rwx,g=rx,o= +t; do
    chmod $mode f && echo "$mode $(stat -c '%a %A' f)"
done
chmod -R 700 d; stat -c %a d
chmod 644 missing; echo $?
chmod bad f; echo $?
