# dir: /var/tmp /tmp
# tar: create, list, extract, modes, links, dates.
mkdir -p d/e; echo one > d/a; seq 5000 > d/e/b; ln -s a d/l; chmod 700 d/e; chmod 640 d/a; touch -d '2020-01-02 03:04:05' d/a d/e/b d/e d
tar cf t.tar d; tar tf t.tar | sort; mkdir x; tar xf t.tar -C x; diff -r d x/d && echo same; stat -c '%n %a' x/d/a x/d/e; readlink x/d/l; stat -c %y x/d/a | cut -c1-19
tar tvf t.tar | awk '{ print $1, $3, $NF }' | sort; tar cf - d | tar tf - | wc -l; tar xf t.tar -O d/a; tar xf missing.tar; echo $?; tar cf u.tar d/a d/nothing; echo $?; tar xf t.tar d/nothing; echo $?
tar czf t.tgz d; tar tzf t.tgz | sort | md5sum; mkdir y; tar xzf t.tgz -C y; cmp d/e/b y/d/e/b && echo same; echo junk > bad.tar; tar tf bad.tar; echo $?
mkdir h; echo linked > h/1; ln h/1 h/2; tar cf h.tar h; mkdir z; tar xf h.tar -C z; cat z/h/1 z/h/2; stat -c %h z/h/1 z/h/2
