# for, while, until, case, break, continue.
for i in a b c; do echo $i; done; i=0; while [ $i -lt 3 ]; do echo $i; i=$((i + 1)); done; until [ $i -eq 0 ]; do i=$((i - 1)); echo -$i; done
for i in 1 2 3 4 5; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo n$i; done
for f in *; do echo "file $f"; done; touch x1 x2; for f in x*; do echo "file $f"; done
case hello in h*) echo starts;; *) echo no;; esac; case 5 in [0-4]) echo low;; [5-9]) echo high;; esac; case x in a|x) echo either;; esac
for i; do echo none; done; set -- p q; for i; do echo arg $i; done; while read a b; do echo "$b-$a"; done <<END
1 2
3 4 5
END
n=0; for i in $(seq 1000); do n=$((n + i)); done; echo $n
