/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs one program as the host asks and carries its input and output over virtio ports. */
#include "oracle.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct relay {
    int from, to;
    pthread_t thread;
};

static struct request request;
static int control;
static volatile sig_atomic_t ending;
static int terminal = -1; /* master side of the interactive terminal */

/* Waits until something can be written; 0 when nobody will read it any more. */
static int writable(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};

    while (poll(&poll_fd, 1, -1) < 0 && errno == EINTR)
        ;
    return !(poll_fd.revents & (POLLHUP | POLLERR));
}

/* Copies until end of file; then closes the side that it writes to. */
static void *relay_run(void *arg)
{
    struct relay *relay = arg;
    char buffer[65536];

    for (;;) {
        ssize_t n = read(relay->from, buffer, sizeof(buffer));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        for (ssize_t done = 0; done < n;) {
            ssize_t m = writable(relay->to) ? write(relay->to, buffer + done, n - done) : 0;

            if (m == 0 || (m < 0 && errno != EINTR && errno != EAGAIN))
                goto out;
            done += m > 0 ? m : 0;
        }
    }
out:
    close(relay->from);
    if (relay->to != terminal)
        close(relay->to);
    return NULL;
}

static void relay_start(struct relay *relay, int from, int to)
{
    relay->from = from;
    relay->to = to;
    if (from < 0 || to < 0 || pthread_create(&relay->thread, NULL, relay_run, relay) != 0)
        die("relay");
}

static void set_window_size(void)
{
    struct winsize size = {.ws_row = request.rows, .ws_col = request.columns};

    if (terminal >= 0 && size.ws_row)
        ioctl(terminal, TIOCSWINSZ, &size);
}

static void *control_run(void *arg)
{
    while (request_read_more(control, &request))
        set_window_size();
    return arg;
}

static const char *text_of_status(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(text, size, "signal %d", WTERMSIG(status));
    else
        snprintf(text, size, "exit %d", WEXITSTATUS(status));
    return text;
}

static void child_run(int in, int out, int err)
{
    static char *shell[] = {"-sh", NULL};
    static const int changed[] = {SIGPIPE, SIGUSR1, SIGUSR2, SIGTERM};

    for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++)
        signal(changed[i], SIG_DFL);
    setsid();
    if (terminal >= 0)
        ioctl(in, TIOCSCTTY, 0);
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    for (int fd = 3; fd < 64; fd++)
        close(fd);
    environ = request.envp;
    if (chdir(request.cwd ? request.cwd : "/") < 0) {
        fprintf(stderr, "init: %s: %s\n", request.cwd, strerror(errno));
        _exit(125);
    }
    if (request.argv[0])
        execvp(request.argv[0], request.argv);
    else
        execv("/bin/sh", shell);
    int error = errno;
    fprintf(stderr, "init: %s: %s\n", request.argv[0] ? request.argv[0] : "/bin/sh",
            strerror(error));
    _exit(error == ENOENT ? 127 : 126);
}

/* poweroff, halt and reboot tell the first process by a signal: everything ends, then the machine. */
static void on_end(int signal)
{
    (void)signal;
    ending = 1;
    kill(-1, SIGKILL);
}

/* Waits for the first program, then ends all others. */
static int wait_for(pid_t child)
{
    int status, result = 0;

    for (;;) {
        pid_t pid = wait(&status);

        if (pid == child) {
            result = status;
            break;
        }
    }
    kill(-1, SIGKILL);
    while (wait(&status) > 0 || errno == EINTR)
        ;
    return result;
}

static int run_on_ports(int in_port, int out_port, int err_port)
{
    struct relay in, out, err;
    int ends[3][2];

    for (int i = 0; i < 3; i++)
        if (pipe2(ends[i], O_CLOEXEC) < 0)
            die("pipe");
    pid_t child = fork();
    if (child == 0)
        child_run(ends[0][0], ends[1][1], ends[2][1]);
    close(ends[0][0]);
    close(ends[1][1]);
    close(ends[2][1]);
    relay_start(&in, in_port, ends[0][1]);
    relay_start(&out, ends[1][0], out_port);
    relay_start(&err, ends[2][0], err_port);
    int status = wait_for(child);
    pthread_join(out.thread, NULL);
    pthread_join(err.thread, NULL);
    return status;
}

static int run_on_terminal(int port)
{
    struct relay in, out;
    int slave;

    if (openpty(&terminal, &slave, NULL, NULL, NULL) < 0)
        die("openpty");
    set_window_size();
    pid_t child = fork();
    if (child == 0)
        child_run(slave, slave, slave);
    close(slave);
    relay_start(&in, port, terminal);
    relay_start(&out, dup(terminal), dup(port));
    int status = wait_for(child);
    pthread_join(out.thread, NULL);
    return status;
}

static void banner(void)
{
    struct utsname name;
    struct timespec up;
    char text[256];

    uname(&name);
    clock_gettime(CLOCK_BOOTTIME, &up);
    snprintf(text, sizeof(text), "%s %s %s, up after %ld.%03ld s\n", name.sysname, name.release,
             name.machine, (long)up.tv_sec, up.tv_nsec / 1000000);
    frame_send(control, "BOOT", text);
}

int main(void)
{
    char text[64];
    pthread_t thread;

    mkdir("/dev", 0755);
    mkdir("/proc", 0755);
    mkdir("/sys", 0755);
    mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
    mount("proc", "/proc", "proc", 0, NULL);
    mount("sysfs", "/sys", "sysfs", 0, NULL);
    int console = open("/dev/console", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
        dup2(console, fd);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGUSR1, on_end);
    signal(SIGUSR2, on_end);
    signal(SIGTERM, on_end);
    modules_load();
    control = port_open("org.cel4.control");
    if (control < 0)
        die("org.cel4.control");
    request_read(control, &request);
    int is_terminal = request.rows || !request.argv[0];
    int tty = is_terminal ? port_open("org.cel4.tty") : -1;
    int in = is_terminal ? -1 : port_open("org.cel4.stdin");
    int out = is_terminal ? -1 : port_open("org.cel4.stdout");
    int err = is_terminal ? -1 : port_open("org.cel4.stderr");
    root_enter(&request);
    banner();
    pthread_create(&thread, NULL, control_run, NULL);
    int status = is_terminal ? run_on_terminal(tty) : run_on_ports(in, out, err);
    root_leave();
    if (!ending)
        frame_send(control, "EXIT", text_of_status(status, text, sizeof(text)));
    frame_send(control, "HALT", "poweroff");
    for (;;)
        pause();
}
