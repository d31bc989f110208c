# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; cd /var/tmp; echo 'scale=30; 4*a(1)' | bc -l; echo '2^200; obase=16; 255' | bc; printf '#!/bin/sh\n' >sc; gzip -c sc >z.gz; file sc z.gz /bin/sh /usr/bin/python3.11 | cut -c1-60; file -b --mime-type sc z.gz; less -V | head -1 | cut -d' ' -f1; printf 'l1\nl2\n' | less -F -X; printf 'one\ntwo\n' >v; vim.tiny -u NONE -es -c '%s/two/2/' -c 'wq' v; echo $?; cat v; which sh; ldd /usr/bin/git | grep -c libc.so; getconf PAGESIZE; getconf LONG_BIT; iconv -f latin1 -t utf8 <<E | od -An -tx1
$(printf '\344')
E
locale | head -1; localedef --version | head -c 9; echo; rm sc z.gz v; xxd /dev/null 2>/dev/null; cut -d: -f1 /etc/passwd | head -3; getent passwd root; hostname | wc -l
