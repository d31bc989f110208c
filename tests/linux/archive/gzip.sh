# gzip, gunzip, zcat.
seq 20000 > f; cp f orig; gzip f; ls; gunzip -t f.gz; echo $?; zcat f.gz | cmp - orig && echo same; gunzip f.gz; cmp f orig && echo same; gzip -c f | gunzip | md5sum; gzip -9 -k f; ls; printf '' | gzip | gunzip | wc -c
echo garbage > b.gz; gunzip b.gz; echo $?; gzip missing; echo $?; gzip -f f; ls; head -c 1000 f.gz > cut.gz; zcat cut.gz 2>/dev/null | wc -l | awk '{ print ($1 < 20000) }'
