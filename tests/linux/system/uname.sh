# Who and where.
uname -s; uname -m; uname -o; hostname; cat /etc/hostname; date +%Y | awk '{ print ($1 >= 2024) }'; cat /etc/debian_version; ls /; id -un; echo $HOME $PWD | sed 's/ .*//'; pwd | sed 's/.*test/test/'; cat /etc/passwd | head -2; stat -c %a /tmp /var/tmp /root /
