/* SPDX-License-Identifier: BSD-2-Clause */
/* Start and end of the system: from the host's request to the first program, and back to the host.
 *
 * Without a control port (a machine that tools/run did not make) the shell runs on the system log's
 * console, and its end stops the system. */
#include <ipc/root_gen.h>
#include <ipc/uart_gen.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <rt/fiber.h>
#include <rt/log.h>
#include <rt/task.h>
#include <rt/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/namei.h"
#include "io/blockdev.h"
#include "io/control.h"
#include "io/frames.h"
#include "io/hvc.h"
#include "io/klog.h"
#include "io/loop.h"
#include "io/pty.h"
#include "io/request.h"
#include "io/stream.h"
#include "io/tty.h"
#include "io/vport.h"
#include "proc/proc.h"
#include "trace/output.h"
#include "trace/strace.h"

struct block *wire_block(void);
struct uart *wire_console(void);

static struct {
    struct control_link link;
    char connected;          /* there is a control port */
    struct request request;
    struct stream *ports[VPORTS];
    struct stream *terminal; /* NULL: none */
    struct tty *tty;
    int first_pid;           /* 0: not started */
    char stopping;
    struct rt_waitq child_gone; /* a child of the built-in init ended */
} self;

static void send(const char *type, const char *text)
{
    if (self.connected)
        (void)control_frame_write(&self.link, type, text, strlen(text)); /* a host that is gone needs no answer */
    else
        log_info("%s: %s", type, text);
}

static void drain_output(void)
{
    for (unsigned i = 0; i < VPORTS; i++)
        if (self.ports[i])
            stream_drain(self.ports[i]);
    if (self.terminal)
        stream_drain(self.terminal);
}

/* Ends all processes and waits for them: what they had open and removed is then freed on the disk.  Each
 * of them is a child of the built-in init in the end. */
static void end_processes(void)
{
    uint64_t deadline = rt_now_ns() + 3000000000ull;

    proc_kill_all();
    while (proc_count() && rt_wait_deadline(&self.child_gone, deadline) == 0)
        ;
    if (proc_count())
        log_warn("%u processes do not end", proc_count());
}

/* Everything is on the disk, then the host is told; nothing runs here after that. */
static void stop(void *arg)
{
    char *how = arg;

    end_processes();
    if (strncmp(how, "panic", 5)) {
        int err = vfs_sync();
        if (err)
            log_error("sync at the end: error %d", -err);
    }
    drain_output();
    send("HALT", how);
    free(how);
    if (!self.connected)
        (void)root_shutdown(rt_root(), "the first program ended");
}

void system_halt(const char *how)
{
    char *copy = strdup(how);

    if (self.stopping || !copy) {
        free(copy);
        return;
    }
    self.stopping = 1;
    if (rt_fiber_start(stop, copy))
        stop(copy);
}

/* "exit N" or "signal N", after the program's output and what it wrote is safe. */
static void report_exit(void *arg)
{
    int status = (int)(intptr_t)arg;
    char text[32];

    if (status & 0x7f)
        snprintf(text, sizeof text, "signal %d", status & 0x7f);
    else
        snprintf(text, sizeof text, "exit %d", (status >> 8) & 0xff);
    end_processes();
    (void)vfs_sync(); /* told again, and loudly, by the halt that follows */
    drain_output();
    strace_finish();
    send("EXIT", text);
    stop(strdup("poweroff"));
}

void system_child_exited(int pid, int wait_status)
{
    rt_waitq_wake_all(&self.child_gone);
    if (pid != self.first_pid || self.stopping)
        return;
    self.stopping = 1;
    if (rt_fiber_start(report_exit, (void *)(intptr_t)wait_status))
        report_exit((void *)(intptr_t)wait_status);
}

/* The program could not be started: a line on its stderr and the status a shell would give. */
static void refuse(const char *name, int err)
{
    char text[300];
    const char *why = err == -ENOENT    ? "No such file or directory"
                      : err == -EACCES  ? "Permission denied"
                      : err == -ENOEXEC ? "Exec format error"
                      : err == -ENOTDIR ? "Not a directory"
                      : err == -ELOOP   ? "Too many levels of symbolic links"
                      : err == -ENOMEM  ? "Cannot allocate memory"
                      : err == -EISDIR  ? "Is a directory"
                                        : "cannot be started";
    int n = snprintf(text, sizeof text, "%s: %s\n", name, why);
    struct stream *to = self.ports[VPORT_STDERR] ? self.ports[VPORT_STDERR] : self.terminal;

    if (to)
        (void)stream_put(to, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    log_info("%s: %s (error %d)", name, why, -err);
    self.stopping = 1;
    report_exit((void *)(intptr_t)((err == -ENOENT ? 127 : 126) << 8));
}

/* Options of a mount: the flags among them; the rest goes to the file system. */
static uint32_t mount_flags(const char *options)
{
    uint32_t flags = 0;
    const char *s = options;

    while (*s) {
        size_t n = strcspn(s, ",");
        if (n == 2 && !strncmp(s, "ro", 2))
            flags |= 1;
        s += n + (s[n] == ',');
    }
    return flags;
}

static int mount_requested(void)
{
    char **m = self.request.mounts;

    for (; m[0] && m[1] && m[2]; m += 4) {
        int err = vfs_mknod(NULL, AT_FDCWD, m[1], S_IFDIR | 0755, 0);
        if (!err || err == -EEXIST)
            err = vfs_mount(NULL, m[0], m[1], m[2], m[3] ? mount_flags(m[3]) : 0, "");
        if (err) {
            char text[200];
            snprintf(text, sizeof text, "error mount %s on %s: error %d", m[0], m[1], -err);
            log_error("%s", text + 6);
            send("EXIT", text);
            return err;
        }
        if (!m[3])
            break;
    }
    return 0;
}

/* stdin, stdout and stderr of a run, or the terminal three times. */
static int open_standard(int fd, struct file **out)
{
    if (self.tty)
        return vfs_open(NULL, AT_FDCWD, "/dev/hvc0", O_RDWR | O_NOCTTY, 0, out);
    if (self.ports[fd])
        return vport_file((enum vport)fd, out);
    return vfs_open(NULL, AT_FDCWD, "/dev/console", fd ? O_WRONLY : O_RDONLY, 0, out);
}

static int standard_files(struct files *files)
{
    for (int fd = 0; fd < 3; fd++) {
        struct file *f;
        int err = open_standard(fd, &f);
        if (err)
            return err;
        err = fd_place(files, fd, f);
        if (err)
            return err;
    }
    return 0;
}

static const char *variable(const char *name)
{
    size_t n = strlen(name);

    for (char **e = self.request.envp; *e; e++)
        if (!strncmp(*e, name, n) && (*e)[n] == '=')
            return *e + n + 1;
    return NULL;
}

/* Tries to start the program at one place; takes files and fs when the place has a program. */
static int start_at(const char *path, char **argv)
{
    struct files *files = files_new();
    struct fs_ctx *fs = fs_ctx_new();
    struct path cwd;
    int err = files && fs ? standard_files(files) : -ENOMEM;

    if (!err && self.request.cwd) {
        err = path_lookup(NULL, AT_FDCWD, self.request.cwd, WALK_FOLLOW | WALK_DIRECTORY, &cwd);
        if (!err) {
            path_put(&fs->cwd);
            fs->cwd = cwd;
        }
    }
    if (!err)
        return proc_start(path, argv, self.request.envp, files, fs);
    if (files)
        files_put(files);
    if (fs)
        fs_ctx_put(fs);
    return err;
}

/* As execvp: a name without a slash is looked for along PATH. */
static int start_program(char **argv)
{
    const char *dirs = strchr(argv[0], '/') ? NULL : variable("PATH");
    char *path = malloc(PATH_BYTES);
    int result = -ENOENT;

    if (!path)
        return -ENOMEM;
    if (!dirs)
        result = strchr(argv[0], '/') ? start_at(argv[0], argv) : -ENOENT;
    while (dirs && *dirs) {
        size_t n = strcspn(dirs, ":");
        struct file *f;
        snprintf(path, PATH_BYTES, "%.*s/%s", (int)n, dirs, argv[0]);
        dirs += n + (dirs[n] == ':');
        int err = vfs_open_exec(NULL, AT_FDCWD, path, 0, &f);
        if (err == -EACCES)
            result = err; /* perhaps a later directory has one that may run */
        if (err)
            continue;
        file_put(f);
        result = start_at(path, argv);
        break;
    }
    free(path);
    return result;
}

static unsigned ms_of(uint64_t ns)
{
    return (unsigned)(ns / 1000000);
}

/* Where the time since power on went. */
static void banner(void)
{
    uint64_t from, to, now = rt_now_ns();
    char text[240];

    vfs_init_times(&from, &to);
    snprintf(text, sizeof text,
             "linux: ready %u ms after power on: kernel, root-task and tasks %u, disk and file systems %u, "
             "console and request %u\n",
             ms_of(now), ms_of(from), ms_of(to - from), ms_of(now - to));
    send("BOOT", text);
}

/* Fiber: what the host says while programs run. */
static void listen(void *arg)
{
    struct control_frame f;

    (void)arg;
    while (!control_frame_read(&self.link, &f)) {
        struct linux_winsize size = request_size(f.payload);
        if (!strcmp(f.type, "WINS") && self.tty && size.ws_row)
            tty_resize(self.tty, &size);
        control_frame_fini(&f);
    }
}

static int open_devices(struct uart *dev)
{
    static const char *const names[VPORTS] = { "org.cel4.stdin", "org.cel4.stdout", "org.cel4.stderr" };

    for (unsigned i = 0; dev && i < VPORTS; i++) {
        int err = stream_open(dev, names[i], i == VPORT_STDIN ? STREAM_IN : STREAM_OUT, &self.ports[i]);
        if (!err)
            err = vport_register((enum vport)i, self.ports[i]);
        if (err && err != -ENODEV)
            return err;
    }
    if (dev && !stream_open(dev, "org.cel4.tty", STREAM_IN | STREAM_OUT, &self.terminal))
        self.tty = hvc_new(self.terminal);
    int err = tty_register(self.tty);
    return err ? err : pty_init();
}

static int send_trace(const char *text, size_t size)
{
    return control_frame_write(&self.link, "TRCE", text, size);
}

/* What is traced, if anything. */
static void trace_requested(void)
{
    if (!self.request.trace)
        return;
    trace_output_to(send_trace);
    int err = strace_configure(self.request.trace);
    if (err)
        log_error("strace: %s: error %d", self.request.trace, -err);
}

static int connect(struct uart *dev)
{
    int port = dev ? uart_port(dev, "org.cel4.control") : -ENODEV;

    if (port < 0) {
        log_warn("no control port: a shell on the log");
        return request_defaults(&self.request);
    }
    self.link.dev = dev;
    self.link.port = (uint32_t)port;
    self.connected = 1;
    return request_read(&self.link, &self.request);
}

/* Without its root disk the system can only say why. */
static void no_root(int err)
{
    char text[120];
    const char *why = err == -ENODEV || err == -ENXIO ? "there is no such disk"
                      : err == -EINVAL               ? "it has no (undamaged) ext4 file system"
                      : err == -EIO                   ? "it cannot be read or its file system is damaged"
                                                       : "mount failed";

    snprintf(text, sizeof text, "error cannot use /dev/vda as the root disk: %s (error %d)", why, -err);
    log_error("%s", text + 6);
    send("EXIT", text);
    send("HALT", "poweroff");
}

int system_start(void)
{
    static char shell[] = "/bin/sh", login[] = "-l";
    static char *interactive[] = { shell, login, NULL };
    struct uart *dev = wire_console();

    int err = connect(dev);
    if (err)
        return err;
    if (vfs_root_status()) {
        no_root(vfs_root_status());
        return 0;
    }
    err = blockdev_init(wire_block());
    if (!err)
        err = loop_init();
    if (!err)
        err = kmsg_init();
    if (!err)
        err = open_devices(dev);
    if (err)
        return err;
    if (self.tty && self.request.size.ws_row)
        tty_resize(self.tty, &self.request.size);
    banner();
    trace_requested();
    if (mount_requested()) {
        system_halt("poweroff");
        return 0;
    }
    if (self.connected)
        (void)rt_fiber_start(listen, NULL); /* without it the window keeps its size */
    char **argv = self.request.argv[0] ? self.request.argv : interactive;
    int pid = start_program(argv);
    if (pid < 0) {
        refuse(argv[0], pid);
        return 0;
    }
    self.first_pid = pid;
    if (self.tty && proc_find(pid))
        tty_give_to(self.tty, proc_find(pid));
    return 0;
}
