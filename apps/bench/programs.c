/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole programs of the disk, from fork to wait.  A row is left out where the disk does not have its program. */
#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define TREE     DISK "/tree"
#define FILES    1000
#define ARCHIVE  TMP "/archive"
#define SCRIPT   DISK "/script"
#define DATABASE DISK "/database"
#define TEXT     DISK "/text"
#define LINES    20000

static const char *const places[] = {"/usr/bin/", "/bin/"};

/* Whether the disk has a program: 0, or -1 with errno. */
static int there(const char *name)
{
    char path[128];

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", places[i], name);
        if (access(path, X_OK) == 0)
            return 0;
    }
    return -1;
}

/* Runs a program with its input from a file and its output into a file; 0 if it ended well. */
static int run_program(char *const argv[], const char *input, const char *output)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        int in = open(input, O_RDONLY), out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0)
            _exit(126);
        execvp(argv[0], argv);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    errno = ECHILD;
    return status ? -1 : 0;
}

#define ARGV(...) ((char *const[]){__VA_ARGS__, NULL})
#define PLAIN     "/dev/null", "/dev/null"

static int need_sh(void)
{
    return there("sh") < 0 ? -1 : there("true");
}

static int sh_true(long count)
{
    char script[100];

    snprintf(script, sizeof(script), "i=0; while [ $i -lt %ld ]; do /bin/true; i=$((i+1)); done", count);
    return run_program(ARGV("sh", "-c", script), PLAIN);
}

static int make_tree(void)
{
    static char text[1000];
    char name[64];

    if (there("tar") < 0 || (mkdir(TREE, 0755) < 0 && errno != EEXIST))
        return -1;
    memset(text, 'x', sizeof(text));
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof(name), TREE "/file%d", i);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        if (fd < 0 || write(fd, text, sizeof(text)) != sizeof(text))
            return -1;
        close(fd);
    }
    return 0;
}

static int tar_tree(long count)
{
    for (long i = 0; i < count; i++)
        if (run_program(ARGV("tar", "cf", ARCHIVE, "-C", DISK, "tree"), PLAIN) < 0)
            return -1;
    return 0;
}

static void remove_tree(void)
{
    (void)run_program(ARGV("rm", "-rf", TREE, ARCHIVE), PLAIN);
}

static int need_lua(void)
{
    return there("lua5.4");
}

static int lua(long count)
{
    for (long i = 0; i < count; i++)
        if (run_program(ARGV("lua5.4", "-e", ""), PLAIN) < 0)
            return -1;
    return 0;
}

static int need_python(void)
{
    return there("python3");
}

static int python(long count)
{
    for (long i = 0; i < count; i++)
        if (run_program(ARGV("python3", "-c", ""), PLAIN) < 0)
            return -1;
    return 0;
}

static int make_script(void)
{
    FILE *script = there("sqlite3") < 0 ? NULL : fopen(SCRIPT, "w");

    if (!script)
        return -1;
    fputs("create table t (id integer primary key, name text, value real);\nbegin;\n", script);
    for (int i = 0; i < 10000; i++)
        fprintf(script, "insert into t values (%d, 'name %d', %d.5);\n", i, i * 7, i);
    fputs("commit;\n", script);
    return fclose(script);
}

static int no_database(void)
{
    return unlink(DATABASE) < 0 && errno != ENOENT ? -1 : 0;
}

static int sqlite(long count)
{
    for (long i = 0; i < count; i++)
        if (run_program(ARGV("sqlite3", DATABASE), SCRIPT, "/dev/null") < 0)
            return -1;
    return 0;
}

static void remove_script(void)
{
    unlink(SCRIPT);
    unlink(DATABASE);
}

static int make_text(void)
{
    FILE *text = there("gzip") < 0 || there("sort") < 0 ? NULL : fopen(TEXT, "w");
    uint32_t seed = 1;

    for (int i = 0; text && i < LINES; i++) {
        seed = seed * 1664525 + 1013904223;
        fprintf(text, "%08x line %d of the text\n", seed, i);
    }
    return text ? fclose(text) : -1;
}

static int gzip(long count)
{
    for (long i = 0; i < count; i++)
        if (run_program(ARGV("gzip", "-c", TEXT), "/dev/null", ARCHIVE) < 0)
            return -1;
    return 0;
}

static int sort(long count)
{
    for (long i = 0; i < count; i++)
        if (run_program(ARGV("sort", TEXT), "/dev/null", ARCHIVE) < 0)
            return -1;
    return 0;
}

static void remove_text(void)
{
    unlink(TEXT);
    unlink(ARCHIVE);
}

static int need_find(void)
{
    return there("find");
}

static int find(long count)
{
    for (long i = 0; i < count; i++)
        if (run_program(ARGV("find", "/usr/lib", "/usr/bin", "-size", "+100k"), "/dev/null", ARCHIVE) < 0)
            return -1;
    return 0;
}

/* Only the first counts operations inside the program; of the others one is a whole run. */
const struct row rows_programs[] = {
    {"prog_sh_true", 100, need_sh, NULL, sh_true, NULL},
    {"prog_tar_1000", 1, make_tree, NULL, tar_tree, remove_tree},
    {"prog_lua", 4, need_lua, NULL, lua, NULL},
    {"prog_python3", 1, need_python, NULL, python, NULL},
    {"prog_sqlite3_10000", 1, make_script, no_database, sqlite, remove_script},
    {"prog_gzip", 1, make_text, NULL, gzip, remove_text},
    {"prog_sort", 1, make_text, NULL, sort, remove_text},
    {"prog_find", 1, need_find, NULL, find, NULL},
    {NULL},
};
