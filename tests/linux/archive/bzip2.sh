# bzip2, xz and lzma decompression, lzop.
seq 5000 > f; bzip2 -k f; bunzip2 -t f.bz2; echo $?; bzcat f.bz2 | cmp - f && echo same; mv f g; bunzip2 f.bz2; cmp f g && echo same
echo junk > x.bz2; bunzip2 x.bz2; echo $?
printf '\3757zXZ\000\000\001i"\3366\002\000!\001\026\000\000\000t/\345\243\001\000\002abc\000\000\241/\276N\000\001\027\003' | xzcat 2>/dev/null | head -c 3; echo " $?"
