# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
python3 - <<'END'
import asyncio, sys
async def wait(i): await asyncio.sleep(0.01 * i); return i
async def main():
    print(await asyncio.gather(*(wait(i) for i in range(3))))
    p = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE); print(await p.communicate(b"through cat"), p.returncode)
    q = asyncio.Queue(); asyncio.get_running_loop().call_later(0.02, q.put_nowait, "later"); print(await q.get())
    try: await asyncio.wait_for(asyncio.sleep(5), 0.05)
    except asyncio.TimeoutError: print("timeout")
asyncio.run(main())
END
echo $?
