# Named pipes.
mkfifo p; test -p p && echo fifo
echo through > p & cat p; wait
(for i in 1 2 3; do echo line $i; done > p) & while read line; do echo "got $line"; done < p; wait
mkfifo p; echo $?
