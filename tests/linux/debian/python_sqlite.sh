# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
cd /var/tmp; rm -f t.db; python3 - <<'END'
import sqlite3
c = sqlite3.connect("t.db"); c.execute("create table t(id integer primary key, name text, v real)"); c.executemany("insert into t(name, v) values(?, ?)", [(f"n{i}", i / 3) for i in range(500)]); c.commit()
print(c.execute("select count(*), round(sum(v), 3), max(name) from t").fetchone()); c.execute("update t set v = 0 where id % 2 = 0"); c.rollback(); print(c.execute("select count(*) from t where v = 0").fetchone()); c.execute("create index i on t(name)"); print(c.execute("select id from t where name = 'n77'").fetchone()); c.commit()
END
sqlite3 t.db "select name, v from t where id < 4; pragma integrity_check; select count(*) from t a join t b on a.id = b.id;"; sqlite3 t.db ".schema" ".mode csv" "select * from t limit 2"; sqlite3 :memory: "with recursive f(n, a, b) as (select 1, 0, 1 union all select n + 1, b, a + b from f where n < 20) select group_concat(a) from f"; sqlite3 t.db "pragma journal_mode=wal; delete from t where id > 100; vacuum; select count(*) from t"; sqlite3 t.db "select nothing from t" 2>&1; echo $?; rm t.db*
