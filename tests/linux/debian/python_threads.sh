# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
cd /var/tmp; python3 - <<'END'
import threading, queue, time, subprocess, multiprocessing, concurrent.futures, os, signal, select, socket, mmap, fcntl, ctypes
total, lock = 0, threading.Lock()
def work():
    global total
    for _ in range(2000):
        with lock: total += 1
ts = [threading.Thread(target=work) for _ in range(8)]; [t.start() for t in ts]; [t.join() for t in ts]; print(total)
q = queue.Queue(); threading.Thread(target=lambda: [time.sleep(0.05), q.put("late")], daemon=True).start(); print(q.get(timeout=5)); e = threading.Event(); print(e.wait(0.05))
print(subprocess.run(["sh", "-c", "cat; echo err >&2; exit 5"], input=b"in", capture_output=True)); print(subprocess.check_output("echo $((6*7))", shell=True, text=True).strip())
try: subprocess.run(["sleep", "9"], timeout=0.2)
except subprocess.TimeoutExpired: print("timeout")
with concurrent.futures.ThreadPoolExecutor(4) as ex: print(list(ex.map(lambda x: x * x, range(6))))
r, w = os.pipe(); pid = os.fork()
if pid == 0: os.write(w, b"child"); os._exit(3)
print(os.read(r, 10), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])); got = []; signal.signal(signal.SIGUSR1, lambda s, f: got.append(s)); os.kill(os.getpid(), signal.SIGUSR1); time.sleep(0.01); print(got == [signal.SIGUSR1]); signal.setitimer(signal.ITIMER_REAL, 0.05); signal.signal(signal.SIGALRM, lambda s, f: got.append(s)); time.sleep(0.2); print(len(got))
m = mmap.mmap(-1, 8192); m[:5] = b"hello"; print(m[:5], len(m)); print(select.select([r], [w], [], 0)[1] == [w])
print(ctypes.CDLL(None).abs(-5))
END
echo $?
