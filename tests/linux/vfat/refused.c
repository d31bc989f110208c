/* What a FAT volume cannot hold, and with which error it says so.
 *
 * parts: fat32 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "check.h"

int main(void)
{
    struct stat st;
    struct statfs fs;
    char buf[100];

    mkdir("/tmp/m", 0755);
    VALUE(mount("/dev/vdc1", "/tmp/m", "vfat", 0, NULL));
    VALUE(chdir("/tmp/m"));
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    VALUE(fd >= 0);
    VALUE(write(fd, "data", 4));
    VALUE(link("file", "other"));
    VALUE(symlink("file", "other"));
    VALUE(mkfifo("fifo", 0644));
    VALUE(mknod("node", S_IFCHR | 0644, 0x103));
    VALUE(mknod("socket", S_IFSOCK | 0644, 0));
    VALUE(mknod("plain", S_IFREG | 0644, 0));
    VALUE(fstat(fd, &st));
    VALUE(st.st_mode);
    VALUE(st.st_nlink);
    VALUE(st.st_uid);
    VALUE(chown("file", 1000, 1000));
    VALUE(chown("file", 0, 0));
    VALUE(chmod("file", 0444));
    VALUE((stat("file", &st), st.st_mode));
    VALUE(chmod("file", 0755));
    VALUE((stat("file", &st), st.st_mode));
    VALUE(chmod("file", 01755));
    VALUE(readlink("file", buf, sizeof buf));
    VALUE(setxattr("file", "user.x", "1", 1, 0));
    VALUE(getxattr("file", "user.x", buf, sizeof buf));
    VALUE(statfs(".", &fs));
    VALUE(fs.f_type);
    VALUE(fs.f_bsize);
    VALUE(fs.f_files);
    VALUE(fs.f_namelen);
    VALUE(mkdir("dir", 0700));
    VALUE((stat("dir", &st), st.st_mode));
    VALUE(st.st_nlink);
    VALUE(mkdir("dir/in", 0700));
    VALUE((stat("dir", &st), st.st_nlink));
    VALUE(rmdir("dir"));
    VALUE(unlink("dir"));
    VALUE(rmdir("file"));
    VALUE(rename("file", "dir"));
    VALUE(rename("dir", "file"));
    VALUE(rename("dir", "dir/in/there"));
    VALUE(lseek(fd, 0xfffffffful, SEEK_SET) == 0xfffffffful);
    VALUE(write(fd, "x", 1));
    VALUE(ftruncate(fd, 1ll << 32));
    close(fd);
    VALUE(unlink("file"));
    VALUE(chdir("/"));
    VALUE(umount("/tmp/m"));
    VALUE(rmdir("/tmp/m"));
    return 0;
}
