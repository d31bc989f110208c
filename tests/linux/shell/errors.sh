# What the shell says when something cannot be run.
missing-program; echo $?; ./missing; echo $?; mkdir d; ./d; echo $?; echo 'echo no mode' > s; ./s; echo $?; chmod +x s; ./s; printf '#!/bin/sh\necho script $1\nexit 6\n' > t; chmod +x t; ./t arg; echo $?
printf '#!/no/such/interpreter\n' > u; chmod +x u; ./u; echo $?; printf '\177ELF garbage' > v; chmod +x v; ./v; echo $?; : > e; chmod +x e; ./e; echo $?; exit 3 | cat; echo $?; (exit 260); echo $?; sh -c 'exec missing'; echo $?; cd nowhere; echo $?
sh -c 'syntax ( error'; echo $?; sh missing.sh; echo $?; printf '#!/bin/busybox awk -f\nBEGIN { print "awk script" }\n' > a; chmod +x a; ./a; sh -c 'set -e; false; echo no'; echo $?; sh -c 'set -u; echo $nope'; echo $?; return 2>/dev/null; echo end
