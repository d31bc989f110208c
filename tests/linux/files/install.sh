# install: folders, modes.
echo x > src; install -m 750 src dst; stat -c %a dst; install -d a/b/c; ls -d a/b/c; install src a/b; cat a/b/src
