# All byte values through pipes and files.
i=0; while [ $i -lt 256 ]; do printf "\\$(printf %03o $i)"; i=$((i + 1)); done > f
wc -c < f; md5sum f; cat f | cat | md5sum; tr '\000-\377' '\000-\377' < f | md5sum; od -An -tu1 f | tail -2; base64 f | base64 -d | cmp - f && echo same
