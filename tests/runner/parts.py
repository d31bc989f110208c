# SPDX-License-Identifier: BSD-2-Clause
"""A second disk for cases: /dev/vdc with an MBR and one partition a file system that the case names.

Afterwards the tools of each file system judge it, and files are read back: a file md5 in a root directory
has the output of `md5sum` for files beside it."""

import os
import pathlib
import struct
import subprocess
import tempfile

# name: (partition type, MiB, command that makes it)
KINDS = {
    'fat12': (0x01, 4, 'mkfs.fat -F 12 -s 4'),
    'fat16': (0x06, 20, 'mkfs.fat -F 16 -s 2'),
    'fat32': (0x0c, 40, 'mkfs.fat -F 32 -s 1'),
    'ext2': (0x83, 16, 'mke2fs -q -F -t ext2 -b 1024'),
    'ext3': (0x83, 16, 'mke2fs -q -F -t ext3 -b 2048'),
    'ext4': (0x83, 24, 'mke2fs -q -F -t ext4 -b 4096'),
    'ext4-1k': (0x83, 16, 'mke2fs -q -F -t ext4 -b 1024 -O ^orphan_file'),
    'ext4-inline': (0x83, 16, 'mke2fs -q -F -t ext4 -b 4096 -O inline_data -I 512'),
    'ext4-old': (0x83, 16, 'mke2fs -q -F -t ext4 -b 1024 -O ^metadata_csum,^64bit,^extent,^huge_file -I 128'),
    'empty': (0x83, 2, 'true'),
}
MIB = 1 << 20
SECTORS = MIB // 512
ENV = {**os.environ, 'LC_ALL': 'C.UTF-8', 'MTOOLS_SKIP_CHECK': '1',
       'PATH': os.environ['PATH'] + ':/sbin:/usr/sbin'}


def _run(command, **more):
    return subprocess.run(command, shell=True, text=True, errors='replace', stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=ENV, check=False, **more)


def make(path, kinds):
    """Make the disk."""
    entries, start = b'', 1
    with open(path, 'wb') as disk:
        disk.truncate((1 + sum(KINDS[kind][1] for kind in kinds)) * MIB)
    for kind in kinds:
        number, size, command = KINDS[kind]
        piece = f'{path}.part'
        with open(piece, 'wb') as part:
            part.truncate(size * MIB)
        done = _run(f'{command} {piece} && dd if={piece} of={path} bs=1M seek={start} conv=notrunc,sparse status=none')
        os.unlink(piece)
        if done.returncode:
            raise OSError(f'cannot make {kind}: {done.stdout}')
        entries += struct.pack('<B3sB3sII', 0, b'\xfe\xff\xff', number, b'\xfe\xff\xff', start * SECTORS,
                               size * SECTORS)
        start += size
    with open(path, 'r+b') as disk:
        disk.seek(446)
        disk.write(entries.ljust(64, b'\0') + b'\x55\xaa')


def _check_one(piece, kind, folder):
    """What is wrong with one file system; its files are read back to the folder."""
    if KINDS[kind][2].startswith('mkfs.fat'):
        check, read = f'fsck.fat -n {piece}', f'mcopy -s -n -Q -i {piece} ::/ {folder}'
    else:
        check, read = f'e2fsck -fn {piece}', f'debugfs -R "rdump / {folder}" {piece} 2>/dev/null'
    done = _run(check)
    if done.returncode:
        return done.stdout
    _run(read)
    if not (folder / 'md5').exists():
        return ''
    done = _run('md5sum --quiet -c md5', cwd=folder)
    return f'read back: {done.stdout}' if done.returncode else ''


def check(path, kinds):
    """Lines that say what the tools find wrong with the disk; empty if it is in order."""
    wrong, start = '', 1
    for number, kind in enumerate(kinds, start=1):
        size = KINDS[kind][1]
        if kind != 'empty':
            with tempfile.TemporaryDirectory(prefix='part-') as name:
                piece, folder = pathlib.Path(name) / 'image', pathlib.Path(name) / 'files'
                folder.mkdir()
                _run(f'dd if={path} of={piece} bs=1M skip={start} count={size} conv=sparse status=none')
                said = _check_one(piece, kind, folder)
                wrong += f'partition {number}, {kind}: {said}\n' if said else ''
        start += size
    return wrong
