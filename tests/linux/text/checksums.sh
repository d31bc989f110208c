# md5sum, sha1sum, sha256sum, sha512sum, sha3sum, crc32, base64, uuencode.
printf 'abc' > f; md5sum f; sha1sum f; sha256sum f; sha512sum f; sha3sum f; crc32 f 2>/dev/null; md5sum f > sums; md5sum -c sums; echo x >> f; md5sum -c sums; echo $?
seq 1000 | sha256sum; seq 100000 | md5sum; printf 'hello world\n' | base64; printf 'hello world\n' | base64 | base64 -d; base64 -w 20 sums; echo hi | uuencode name; echo hi | uuencode -m name | uudecode -o /dev/stdout
head -c 100000 /dev/zero | sha1sum
