/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs many test cases one after the other inside the system under test.
 *
 *   driver LIST FIRST
 *
 * LIST holds a mark on its first line, then a line a case: NAME DIRECTORY SECONDS COMMAND ARG.  The cases from
 * number FIRST on are run in an empty directory each.  Before and after the output of a case a line with the
 * mark says which case it is and how it ended.  It uses as few system calls as it can.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_LIST 65536

struct test_case {
    char *name, *directory, *command, *argument;
    int seconds;
};

static volatile pid_t running;
static volatile int timed_out;

static void on_alarm(int signal)
{
    (void)signal;
    timed_out = 1;
    kill(-running, SIGKILL);
    kill(running, SIGKILL);
}

static void say(const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t n = write(1, text, left);

        if (n <= 0)
            _exit(1);
        text += n;
        left -= n;
    }
}

static void fail(const char *what)
{
    say("driver: ");
    say(what);
    say("\n");
    _exit(1);
}

static int run(char *const argv[], const char *directory)
{
    int status = -1;
    pid_t child = fork();

    if (child < 0)
        fail("fork");
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);

        setpgid(0, 0);
        if (null != 0) {
            dup2(null, 0);
            close(null);
        }
        dup2(1, 2);
        if (chdir(directory) < 0)
            _exit(124);
        execv(argv[0], argv);
        _exit(123);
    }
    running = child;
    while (waitpid(child, &status, 0) != child)
        ;
    kill(-child, SIGKILL);
    return status;
}

static void run_case(const struct test_case *test, const char *mark)
{
    char directory[256], line[512];
    char *const remove[] = {"/bin/busybox", "rm", "-rf", directory, NULL};
    char *const argv[] = {test->command, strstr(test->command, "busybox") ? "sh" : test->argument,
                          strstr(test->command, "busybox") ? test->argument : NULL, NULL};

    snprintf(directory, sizeof(directory), "%s/test", test->directory);
    if (mkdir(directory, 0755) < 0) {
        run(remove, "/");
        if (mkdir(directory, 0755) < 0)
            fail("cannot make the directory of a case");
    }
    snprintf(line, sizeof(line), "%s begin %s\n", mark, test->name);
    say(line);
    timed_out = 0;
    alarm(test->seconds);
    int status = run(argv, directory);
    alarm(0);
    if (timed_out)
        snprintf(line, sizeof(line), "\n%s end %s timeout\n", mark, test->name);
    else if (WIFSIGNALED(status))
        snprintf(line, sizeof(line), "\n%s end %s signal %d\n", mark, test->name, WTERMSIG(status));
    else
        snprintf(line, sizeof(line), "\n%s end %s exit %d\n", mark, test->name, WEXITSTATUS(status));
    say(line);
    run(remove, "/");
}

static char *read_list(const char *path)
{
    static char text[MAX_LIST];
    size_t size = 0;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        fail("cannot open the list");
    while ((n = read(fd, text + size, sizeof(text) - 1 - size)) > 0)
        size += n;
    close(fd);
    return text;
}

int main(int argc, char *argv[])
{
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    int first = argc > 2 ? atoi(argv[2]) : 0;

    if (argc < 2)
        fail("usage: driver LIST FIRST");
    sigaction(SIGALRM, &action, NULL);
    char *save, *list = read_list(argv[1]);
    char *mark = strtok_r(list, "\n", &save);
    for (int number = 0;; number++) {
        char *word = NULL, *line = strtok_r(NULL, "\n", &save);
        struct test_case test;

        if (!line)
            break;
        test.name = strtok_r(line, " ", &word);
        test.directory = strtok_r(NULL, " ", &word);
        test.seconds = atoi(strtok_r(NULL, " ", &word));
        test.command = strtok_r(NULL, " ", &word);
        test.argument = strtok_r(NULL, " ", &word);
        if (number >= first)
            run_case(&test, mark);
    }
    say(mark);
    say(" done\n");
    return 0;
}
