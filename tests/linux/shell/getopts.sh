# getopts, shift, read, IFS.
set -- -a -b value -c rest more; while getopts ab:c o; do echo "opt $o ${OPTARG-none}"; done; shift $((OPTIND - 1)); echo "left $*"; set -- 1 2 3; shift; echo $*; shift 5; echo $?
IFS=:; read a b c <<END
x:y:z:w
END
echo "$a,$b,$c"; unset IFS; echo 'back\slash' | { read l; echo $l; }; echo 'back\slash' | { read -r l; echo $l; }; printf 'no newline' | { read l; echo "$? $l"; }; printf 'abcdef' | { read -n 3 l; echo $l; }
getopts xy o -z; echo "$? $o"; getopt -o ab: -- -b x -a file
