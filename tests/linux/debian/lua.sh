# disk: debian
# timeout: 180
[ -n "$BASH_VERSION" ] || exec bash "$0" # programs of the disk, not busybox' own
cd /var/tmp; lua5.4 - <<'END'
local t = {5, 3, 8, 1}; table.sort(t); print(table.concat(t, ","), #t, select("#", 1, nil, 3)); print(("hello"):rep(2, "-"), ("x=%d y=%5.2f"):format(3, 2.5)); for k, v in string.gmatch("a=1, b=2", "(%w+)=(%w+)") do io.write(k, v, " ") end print()
local co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * i) end end); print(co(), co(), co()); print(select(2, pcall(error, {code = 7})).code); print(7 // 2, 7 % -3, 2^53, 1 << 62, 0xff ~ 0x0f, math.maxinteger); local mt = setmetatable({}, {__index = function(_, k) return k .. "!" end, __call = function(_, a) return a + 1 end}); print(mt.abc, mt(41))
local f = assert(io.open("lua.txt", "w")); f:write("line1\nline2\n"); f:close(); for l in io.lines("lua.txt") do print(l) end print(os.getenv("HOME"), os.time{year = 2000, month = 1, day = 1, hour = 12}); local p = io.popen("echo from popen"); print(p:read("a")); print(p:close()); print(os.execute("exit 5")); print(utf8.char(228, 8364), utf8.len("äö")); goto done; print("never") ::done:: print(string.pack("<i4", 100):byte(1, -1)); os.remove("lua.txt"); print(io.open("lua.txt")); collectgarbage(); print(collectgarbage("count") > 0); os.exit(6)
END
echo $?
