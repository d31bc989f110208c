# sync, fsync and what is there after it.
echo data > f; sync; cat f; sync f; echo $?; sync -d f; echo $?; sync missing; echo $?
