# dir: /var/tmp /tmp
# rm, rmdir, unlink.
echo > a; mkdir -p d/e/f; echo > d/e/x; mkdir empty
rm a; echo $?
rm a; echo $?
rm -f a; echo $?
rm d; echo $?
rmdir d; echo $?
rm -r d; echo $?
rmdir empty; ls -A; echo $?
mkdir -p p/q/r; rmdir -p p/q/r; ls -A
echo x > -f; rm -- -f; ls -A
echo > u; unlink u; ls -A; unlink u; echo $?
