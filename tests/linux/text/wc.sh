# wc, head, tail.
seq 100 > f; wc f; wc -l < f; wc -c f; wc -w f f; printf 'no newline' | wc; head -3 f; head -c 5 f; tail -3 f; tail -c 4 f; tail -n +98 f; head -n -97 f
wc missing; echo $?; head -1 f f; : | wc; tail -n 2 - < f
