# nohup, setsid, env, which, id, whoami.
nohup echo nohup 2>/dev/null; setsid echo in a session; which sh ls; which nothing; echo $?; id; whoami; id -u; id daemon; groups; logname 2>/dev/null; tty; echo $?; hostname; arch; nproc; uname -s -m; echo "$(( $(date +%Y) >= 2023 ))"
