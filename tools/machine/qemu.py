# SPDX-License-Identifier: BSD-2-Clause
"""One QEMU process: its command line, its sockets, its end through QMP."""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess

from .errors import RunError

PROGRAM = 'qemu-system-aarch64'
MAX_DISKS = 8               # virtio-mmio slots in one page of device memory
SERIAL_SLOT = 8             # first slot of the second page
CONSOLE_PORTS = ('stdin', 'stdout', 'stderr')


def _die_with_parent():
    """In the child: no emulator outlives a killed tools/run; its terminal is not ours."""
    os.setsid()
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class Qemu:
    """The machine of one run.  Sockets: control, serial, and tty or stdin, stdout, stderr."""

    def __init__(self, options, stderr_path):
        self.options = options
        self.stderr_path = stderr_path
        self.sockets = {}
        self.process = None

    def start(self):
        """Start the emulator; raises RunError if it cannot be."""
        if shutil.which(PROGRAM) is None:
            raise RunError(f'{PROGRAM} is not installed: run tools/bootstrap')
        theirs = []
        command = self._command(theirs)
        with open(self.stderr_path, 'wb') as err:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=err, stderr=err,
                pass_fds=[s.fileno() for s in theirs], preexec_fn=_die_with_parent)
        for sock in theirs:
            sock.close()

    def _socket(self, name, theirs):
        ours, other = socket.socketpair()
        self.sockets[name] = ours
        theirs.append(other)
        return f'socket,id={name},fd={other.fileno()}'

    def _command(self, theirs):
        opts = self.options
        args = [PROGRAM, '-M', f'virt,gic-version={opts.gic}', '-cpu', opts.cpu, '-m', opts.mem,
                '-nodefaults', '-no-user-config', '-display', 'none', '-nic', 'none', '-no-reboot']
        args += ['-chardev', self._socket('qmp', theirs), '-mon', 'chardev=qmp,mode=control']
        args += ['-chardev', self._socket('serial', theirs), '-serial', 'chardev:serial']
        args += ['-kernel', str(opts.image)]
        if opts.initrd:
            args += ['-initrd', str(opts.initrd)]
        if opts.append:
            args += ['-append', opts.append]
        if len(opts.disks) > MAX_DISKS:
            raise RunError(f'{len(opts.disks)} disks; there are {MAX_DISKS} places')
        for slot, disk in enumerate(opts.disks):
            args += ['-drive', f'if=none,id=disk{slot},format=raw,file={disk.path.replace(",", ",,")}'
                     f',snapshot={"on" if disk.throw_away else "off"}'
                     f',read-only={"on" if disk.read_only else "off"}',
                     '-device', f'virtio-blk-device,drive=disk{slot},bus=virtio-mmio-bus.{slot}']
        args += ['-device', f'virtio-serial-device,id=ports,bus=virtio-mmio-bus.{SERIAL_SLOT}']
        ports = ('tty',) if opts.tty else CONSOLE_PORTS
        for number, name in enumerate(('control', *ports), start=1):
            args += ['-chardev', self._socket(name, theirs), '-device',
                     f'virtserialport,bus=ports.0,nr={number},chardev={name},name=org.cel4.{name}']
        if opts.icount:
            args += ['-icount', opts.icount]
        if opts.gdb:
            args += ['-gdb', f'tcp:127.0.0.1:{opts.gdb}', '-S']
        return args + list(opts.qemu_args)

    def wait(self):
        """Wait for the end of the process."""
        return self.process.wait()

    def message(self):
        """What the emulator said on its standard error."""
        with open(self.stderr_path, encoding='utf-8', errors='replace') as err:
            return err.read().strip()

    def quit(self):
        """Ask for the end through QMP; kill the process if it does not answer."""
        if self.process is None or self.process.poll() is not None:
            return
        try:
            qmp = self.sockets['qmp']
            qmp.settimeout(5)
            for command in ('qmp_capabilities', 'quit'):
                qmp.sendall(json.dumps({'execute': command}).encode() + b'\n')
            self.process.wait(timeout=5)
        except (OSError, subprocess.TimeoutExpired):
            self.kill()

    def kill(self):
        """End the process at once."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
