# printf and echo.
printf '%d %i %o %x %X %u\n' 42 -7 8 255 255 3; printf '%s|%10s|%-10s|%.2s\n' a b c def; printf '%c%c\n' xyz abc; printf '%5.1f %e %g\n' 3.14159 1000 0.0001
printf 'a\tb\\n\n'; printf '%b\n' 'x\ty'; printf '%s\n' 1 2 3; printf '%%\n'; printf '\x41\102\n'; printf '%d\n' 0x1f; printf '%d\n' "'A"; printf '%d\n' abc; echo $?
echo -n no; echo; echo -e 'a\nb\c'; echo; echo 'back\slash'; printf '%08.3f\n' 2.5; printf '%*d\n' 5 42
