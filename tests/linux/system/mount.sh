# mount and umount of tmpfs; what is below comes back.
mkdir m; echo below > m/f; mount -t tmpfs tmpfs m; ls m; echo above > m/g; cat m/g; grep -c " $(pwd)/m tmpfs" /proc/mounts; umount m; ls m; cat m/f; umount m; echo $?; mount -t nonsense x m; echo $?; mount -t tmpfs tmpfs missing; echo $?
mount -t tmpfs tmpfs m; cd m; umount ../m; echo $?; cd ..; umount m; echo $?
