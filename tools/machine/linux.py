# SPDX-License-Identifier: BSD-2-Clause
"""The reference system: Debian's kernel with an initial RAM disk of our own.

There are two flavours: the tests are compared with `linux`, which has everything; the benchmarks with
`linux-cloud`, which Debian makes for virtual machines."""

import os
import pathlib
import stat

from .errors import RunError

# What the first program loads, with all that these need, in this order.
MODULES = ('virtio_mmio', 'virtio_blk', 'crc32c_generic', 'libcrc32c', 'ext4', 'virtio_console', 'vfat', 'nls_cp437',
           'nls_ascii', 'nls_iso8859_1', 'nls_utf8', 'loop')
FLAVOURS = ('linux', 'linux-cloud')
APPEND = 'console=ttyAMA0 quiet panic=-1 rdinit=/init'


def kernel(deps, flavour='linux'):
    """Debian's kernel among the fetched dependencies."""
    path = pathlib.Path(deps) / flavour / 'vmlinuz'
    if not path.exists():
        raise RunError(f'{path} does not exist: run tools/fetch-deps {flavour}')
    return path


def _depends(module):
    """Names of the modules that a module needs, from its .modinfo section."""
    from elftools.elf.elffile import ELFFile
    with open(module, 'rb') as file:
        info = ELFFile(file).get_section_by_name('.modinfo').data()
    for entry in info.split(b'\0'):
        if entry.startswith(b'depends='):
            return [name for name in entry[8:].decode().split(',') if name]
    return []


def _module_files(tree):
    """Files of MODULES and of all they need, in the order of loading.  Built-in ones have none."""
    paths = {path.stem.replace('-', '_'): path for path in sorted(tree.rglob('*.ko'))}
    order = []

    def add(name):
        path = paths.get(name.replace('-', '_'))
        if path is None or path in order:
            return
        for needed in _depends(path):
            add(needed)
        order.append(path)
    for name in MODULES:
        add(name)
    return order


def _cpio_entry(number, name, mode, data=b''):
    fields = [number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
    head = b'070701' + b''.join(b'%08X' % field for field in fields) + name.encode() + b'\0'
    head += b'\0' * (-len(head) % 4)
    return head + data + b'\0' * (-len(data) % 4)


def make_initrd(deps, flavour, init, output):
    """Write the initial RAM disk: our first program and the modules it loads."""
    modules = _module_files(pathlib.Path(deps) / flavour / 'modules')
    entries = [('modules', stat.S_IFDIR | 0o755, b'')]
    entries += [(f'modules/{path.name}', stat.S_IFREG | 0o644, path.read_bytes())
                for path in modules]
    listing = ''.join(f'/modules/{path.name}\n' for path in modules)
    entries.append(('modules/list', stat.S_IFREG | 0o644, listing.encode()))
    entries.append(('init', stat.S_IFREG | 0o755, pathlib.Path(init).read_bytes()))
    archive = b''.join(_cpio_entry(n, *entry) for n, entry in enumerate(entries, start=1))
    archive += _cpio_entry(0, 'TRAILER!!!', 0)
    partial = f'{output}.partial'
    with open(partial, 'wb') as file:
        file.write(archive)
    os.rename(partial, output)
