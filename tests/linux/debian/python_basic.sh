# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
cd /var/tmp; python3 - <<'END'
import sys, os, json, re, collections, itertools, functools, datetime, hashlib, zlib, struct, math, random, tempfile, pathlib, decimal, fractions, base64, textwrap, bisect, heapq
print(sys.version_info[:2], sys.byteorder, os.uname().machine); print(json.dumps({"b": [1, 2.5, None, True], "a": "ü"}, sort_keys=True)); print(re.sub(r"(\d+)", lambda m: str(int(m[1]) * 2), "a1b22")); print(collections.Counter("mississippi").most_common(2), list(itertools.permutations("abc", 2))[:3], functools.reduce(lambda a, b: a * b, range(1, 20)))
print(datetime.datetime.fromtimestamp(0, datetime.timezone.utc).isoformat(), hashlib.sha256(b"x").hexdigest()[:16], zlib.crc32(b"hello"), len(zlib.compress(b"a" * 100000)), struct.pack("<IHb", 1, 2, -3)); print(math.sqrt(2), 0.1 + 0.2, 1e300 * 1e10, float("nan"), -7 // 2, divmod(7, -3), 2 ** 200, round(2.675, 2)); random.seed(42); print(random.random(), random.sample(range(100), 5))
with tempfile.TemporaryDirectory() as d: p = pathlib.Path(d) / "f"; p.write_text("hello\nworld\n"); print(p.read_text().splitlines(), p.stat().st_size, sorted(x.name for x in pathlib.Path(d).iterdir()))
print(decimal.Decimal(1) / 7, fractions.Fraction(3, 6), base64.b64encode(b"\0\xff"), f"{3.14159:10.3f}|{'x':>5}|{255:#x}|{1000000:,}")
def gen():
    try:
        while True: x = yield; print("got", x)
    finally: print("closed")
g = gen(); next(g); g.send(1); g.close()
try: open("/nonexistent")
except FileNotFoundError as e: print(e.errno, e.strerror)
class A:
    def __init__(self): self.x = 1
    def __repr__(self): return f"A({self.x})"
print(A(), [i for i in range(20) if all(i % j for j in range(2, i))][2:], {**{1: 2}, 3: 4}, *map(str, (1, 2)), sep=" | ")
match [1, 2, 3]:
    case [a, *rest]: print(a, rest)
print(heapq.nsmallest(3, [5, 1, 4, 2]), bisect.bisect([1, 3, 5], 3)); sys.exit(9)
END
echo $?; python3 -c 'print(sum(i * i for i in range(200000)))'; echo 'print(input())' >i.py; echo typed | python3 i.py; python3 -c '1/0' 2>&1 | tail -1; echo '{"b":1,"a":[]}' | python3 -m json.tool --sort-keys; rm i.py
