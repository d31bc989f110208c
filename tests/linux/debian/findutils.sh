# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
export LC_ALL=C; cd /var/tmp; rm -rf t; mkdir -p t/a/b t/c; seq 100 >t/a/big; : >t/empty; echo x >'t/with space'; ln -s a t/link; touch -d '2 days ago' t/a/b/old; find t -type f -printf '%P %s %y\n' | sort; find t -empty | sort; find t -mtime +1 -type f; find t -name '*i*' | sort; find t -type l -exec readlink {} \;; find t -type f -print0 | xargs -0 -n1 echo | sort; find t -newer t/a/b/old -type f | wc -l
seq 8 | xargs -P 4 -I{} sh -c 'sleep 0.0{}; echo {}' | sort; seq 10 | xargs -n 3; echo a b | xargs -t echo 2>&1; find t -maxdepth 1 | sort; find t -path '*/b/*' -delete; find t -regex '.*/[ae][a-z]*' | sort; find t -size +200c; find t -perm -u+x -type d | wc -l; find nowhere 2>&1; echo $?; xargs false </dev/null; echo $?; echo | xargs sh -c 'exit 255'; echo $?; rm -r t
