# cal of a month; date in many forms.
cal 2 2024; cal 9 1752; date -u -d '2024-02-29 12:34:56' '+%Y-%m-%d %H:%M:%S %a %b %j %U %s'; date -u -d @0; date -u -d @1700000000 +%c; date -d 'not a date'; echo $?
date -u -d '2038-01-19 03:14:08' +%s; date -u -d @4102444800 +%F; TZ=EST5 date -d @0 '+%H %Z'; date -u -R -d @86400; date -u -I -d @86400
