# Statuses: of pipelines, lists, not found and not executable commands, signals, substitutions, set -e.
true | false | true; echo $?; (exit 3) | (exit 4); echo $?; ! (exit 3); echo $?; set -o pipefail; (exit 3) | (exit 4) | true; echo $?; (exit 5) | true | true; echo $?
! false | true; echo $?; set +o pipefail; sh -c 'kill -9 $$' | cat; echo $?; cat < /dev/null | sh -c 'kill -15 $$'; echo $?
nosuchcommand 2>/dev/null; echo $?; ./missing 2>/dev/null; echo $?; echo 'echo run' > script; ./script 2>/dev/null; echo $?; chmod +x script; ./script; echo $?; . ./script; echo $?
/ 2>/dev/null; echo $?; mkdir d; ./d 2>/dev/null; echo $?; printf '#!/missing/interpreter\n' > s2; chmod +x s2; ./s2 2>/dev/null; echo $?; : > empty; chmod +x empty; ./empty; echo $?
x=$(exit 9); echo $?; x=$(false) true; echo $?; echo $(exit 4); echo $?; local_() { local y=$(exit 6); echo $?; }; local_
exit_() { return 300; }; exit_; echo $?; (exit 256); echo $?; (exit -1 2>/dev/null); echo $?; sh -c 'exit 511'; echo $?
false && echo no || echo or; true || echo no && echo and; if false; then :; fi; echo $?; while false; do :; done; echo $?; case x in y) false;; esac; echo $?
sh -ec 'false; echo no'; echo $?; sh -ec 'false || true; ! true; if false; then :; fi; echo on; false | true; echo on; (false); echo no'; echo $?
sh -ec 'x=$(false); echo no'; echo $?; sh -uc 'echo $unset; echo no' 2>/dev/null; [ $? -ne 0 ] && echo unset; sh -c 'if' 2>/dev/null; echo $?; sh -nc 'exit 5'; echo $?
{ false; true; }; echo $?; eval 'false'; echo $?; eval ''; echo $?; exec 2>/dev/null; (exec 5<missing || echo no; echo not reached); echo $?
