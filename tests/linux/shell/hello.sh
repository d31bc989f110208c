echo hi
ls /nonexistent
exit 3
