# test and [.
touch f; mkdir d; ln -s f l; echo x > n; chmod +x n
t() { if "$@"; then echo "yes: $*"; else echo "no: $*"; fi; }
t test -f f; t test -d d; t test -L l; t test -e none; t test -s f; t test -s n; t test -x n; t test -x f; t test -r f; t [ a = a ]; t [ a != a ]; t [ -z '' ]; t [ -n '' ]; t [ 3 -lt 10 ]; t [ 3 -gt 10 ]; t [ 3 -eq 03 ]; t [ ! -f f ]; t [ -f f -a -d d ]; t [ -f none -o -d d ]; t [ a \< b ]; t test -t 0; t test f -ef l; t test -p /dev/null; t test -c /dev/null; t test -b /dev/null
[ a = ; echo $?; test; echo $?; [ 1 -eq x ]; echo $?; [[ abc == a* ]] && echo match; t test '(' a = a ')'
