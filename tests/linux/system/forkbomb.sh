# timeout: 120
# A program that forks without end is stopped by its limit; the system lives.
sh -c 'ulimit -u 40; f() { f | f & }; f; sleep 1' > /dev/null 2>&1; sleep 1; echo alive; echo still | cat
