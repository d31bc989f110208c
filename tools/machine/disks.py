# SPDX-License-Identifier: BSD-2-Clause
"""Disk images of a run: throw-away copies, host directories and host programs as read-only disks."""

import os
import pathlib
import shutil
import subprocess

from .errors import RunError

MACHINE_AARCH64 = 183
SYSTEM_FOLDERS = ('/bin/', '/sbin/', '/usr/', '/lib/', '/etc/', '/host/')


def _tool(*args, stdin=None):
    try:
        done = subprocess.run([str(a) for a in args], input=stdin, text=True, capture_output=True,
                              check=False)
    except FileNotFoundError as error:
        raise RunError(f'{args[0]} is not installed: run tools/bootstrap') from error
    return done


def is_aarch64_elf(path):
    """Whether a host file is a Linux program for this machine."""
    try:
        with open(path, 'rb') as file:
            head = file.read(20)
    except OSError:
        return False
    return head[:5] == b'\x7fELF\x02' and int.from_bytes(head[18:20], 'little') == MACHINE_AARCH64


def host_program(name):
    """The host file that a program name means, or None if it names a program of the disk image.

    A relative path with a slash that exists on the host is meant; any other name only when it is an
    AArch64 program outside the folders that the disk image has itself.
    """
    path = pathlib.Path(name)
    if not path.is_file():
        return None
    if not path.is_absolute() and '/' in name:
        return path
    inside = path.is_absolute() and name.startswith(SYSTEM_FOLDERS)
    return path if not inside and is_aarch64_elf(path) else None


def check(image):
    """Refuse what cannot be a disk before anything is started."""
    path = pathlib.Path(image)
    if not path.exists():
        hint = ' (make rootfs makes it)' if path.name == 'rootfs.ext4' else ''
        raise RunError(f'disk image {image} does not exist{hint}')
    if path.is_dir():
        raise RunError(f'disk image {image} is a directory')
    size = path.stat().st_size
    if path.is_file() and (size == 0 or size % 512):
        raise RunError(f'disk image {image} is no disk: its size is {size} bytes')


def copy_sparse(source, target):
    """Copy an image without its holes."""
    with open(source, 'rb') as src, open(target, 'wb') as dst:
        size = os.fstat(src.fileno()).st_size
        dst.truncate(size)
        at = 0
        while at < size:
            try:
                at = os.lseek(src.fileno(), at, os.SEEK_DATA)
            except OSError:
                break
            end = os.lseek(src.fileno(), at, os.SEEK_HOLE)
            src.seek(at)
            dst.seek(at)
            shutil.copyfileobj(_Slice(src, end - at), dst, 1 << 20)
            at = end


class _Slice:
    def __init__(self, file, left):
        self.file, self.left = file, left

    def read(self, size):
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data


def pack(image, directory, programs):
    """Make a read-only ext4 image of a host directory (or None) with host programs added to it."""
    total, count = 0, 16
    if directory is not None:
        if not os.path.isdir(directory):
            raise RunError(f'{directory} is not a directory')
        for folder, subdirs, files in os.walk(directory):
            count += len(subdirs) + len(files)
            total += sum(os.lstat(os.path.join(folder, f)).st_size + 4096 for f in files)
            total += 4096 * len(subdirs)
    total += sum(path.stat().st_size + 4096 for path in programs)
    size = ((total * 9 // 8 + count * 512 + (2 << 20)) | 0xfffff) + 1
    with open(image, 'wb') as file:
        file.truncate(size)
    source = ['-d', directory] if directory is not None else []
    done = _tool('mke2fs', '-q', '-t', 'ext4', '-b', '4096', '-m', '0', '-N', count + 16, '-O',
                 '^has_journal,^resize_inode,^orphan_file,^metadata_csum_seed',
                 '-E', 'root_owner=0:0', *source, image)
    if done.returncode:
        raise RunError(f'cannot pack {directory}: {done.stderr.strip()}')
    if programs:
        script = ''
        for path in programs:
            if directory is not None and os.path.lexists(os.path.join(directory, path.name)):
                raise RunError(f'{directory} has a {path.name} already')
            script += f'write "{path}" "{path.name}"\nsif "{path.name}" mode 0100755\n'
        done = _tool('debugfs', '-w', '-f', '-', image, stdin=script)
        wrong = [line for line in done.stderr.splitlines()[1:] if line.strip()]
        if done.returncode or wrong:
            raise RunError(f'cannot put the program on a disk: {" ".join(wrong)}')


def fsck(image):
    """Check an image without changing it; returns an empty string or what is wrong."""
    done = _tool('e2fsck', '-fn', image)
    return '' if done.returncode == 0 else (done.stdout + done.stderr).strip()
