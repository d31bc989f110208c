# dir: /var/tmp /tmp
# chown and chgrp by the superuser.
touch f; chown 12:34 f; stat -c '%u %g' f
chown daemon f; stat -c '%U %u' f
chgrp bin f; stat -c '%G %g' f
chown root:root f; stat -c '%u %g' f
mkdir -p d/e; touch d/e/x; chown -R 5:6 d; stat -c '%u %g' d d/e d/e/x
ln -s f l; chown -h 7:8 l; stat -c '%u %g' l f
chown nobody-such f; echo $?
