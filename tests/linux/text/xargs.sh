# xargs.
echo a b c | xargs echo x; printf 'a\nb\nc\n' | xargs -n1 echo item; printf 'a b\0c d\0' | xargs -0 -n1 echo; seq 5 | xargs -I{} echo '<{}>'; seq 10 | xargs -n 3; echo | xargs echo empty; : | xargs -r echo never
echo 1 | xargs false; echo $?; echo x | xargs missing-program; echo $?; seq 2000 | xargs echo | wc; echo 'exit 255' | xargs sh -c; seq 3 | xargs -t echo 2>&1; echo x | xargs sh -c 'exit 4'; echo $?
