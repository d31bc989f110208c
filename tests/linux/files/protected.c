/* SPDX-License-Identifier: BSD-2-Clause */
/* Links in directories where everybody may make them: which are followed, which may be made. */
#include "paths.h"

int main(void)
{
    make_paths();
    chmod("dir/inner", 0644);
    mkdir("sticky", 0777);
    chmod("sticky", 01777);
    symlink("../dir/inner", "sticky/root");
    symlink("../dir/inner", "sticky/theirs");
    symlink("../dir", "sticky/dirlink");
    lchown("sticky/theirs", 65534, 65534);
    lchown("sticky/dirlink", 1000, 1000);
    symlink("../dir/inner", "sticky/third");
    lchown("sticky/third", 1000, 1000);
    OK(open("sticky/theirs", O_RDONLY));
    OK(open("sticky/third", O_RDONLY));
    OK(open("sticky/root", O_RDONLY));
    struct stat st;
    VALUE(lstat("sticky/theirs", &st));
    VALUE(stat("sticky/theirs", &st));
    OK(open("sticky/dirlink/inner", O_RDONLY));
    AS_NOBODY(
        OK(open("sticky/theirs", O_RDONLY));
        OK(open("sticky/third", O_RDONLY));
        OK(open("sticky/root", O_RDONLY));
        OK(open("sticky/dirlink/inner", O_RDONLY));
        VALUE(stat("sticky/dirlink", &st));
    );
    return 0;
}
