/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host asks for at start. */
#include "io/request.h"

#include <linux/errno.h>
#include <rt/log.h>
#include <stdlib.h>
#include <string.h>

#include "io/frames.h"

/* The NUL-terminated strings of a payload as a vector that points into it. */
static char **strings_of(char *text, size_t len)
{
    size_t count = 0, i = 0;

    for (size_t at = 0; at < len; at++)
        count += text[at] == 0;
    if (len && text[len - 1])
        count++; /* the last one is ended by the frame */
    if (count > REQUEST_STRINGS_MAX)
        return NULL;
    char **v = calloc(count + 1, sizeof *v);
    if (!v)
        return NULL;
    for (size_t at = 0; at < len && i < count; at += strlen(text + at) + 1)
        v[i++] = text + at;
    return v;
}

static int take_strings(struct control_frame *f, char ***v, char **text)
{
    if (*v)
        return -EPROTO;
    *v = strings_of(f->payload, f->len);
    if (!*v)
        return -ENOMEM;
    *text = f->payload;
    f->payload = NULL;
    return 0;
}

struct linux_winsize request_size(const char *text)
{
    struct linux_winsize size = { 0 };
    char *end;
    unsigned long rows = strtoul(text, &end, 10), columns = strtoul(end, NULL, 10);

    if (rows && columns && rows < 10000 && columns < 10000) {
        size.ws_row = (uint16_t)rows;
        size.ws_col = (uint16_t)columns;
    }
    return size;
}

static int take_frame(struct control_frame *f, struct request *r)
{
    if (!strcmp(f->type, "ARGV"))
        return take_strings(f, &r->argv, &r->argv_text);
    if (!strcmp(f->type, "ENVV"))
        return take_strings(f, &r->envp, &r->envp_text);
    if (!strcmp(f->type, "MNTS"))
        return take_strings(f, &r->mounts, &r->mounts_text);
    if (!strcmp(f->type, "WINS")) {
        r->size = request_size(f->payload);
        return 0;
    }
    if (!strcmp(f->type, "TRCE")) {
        free(r->trace);
        r->trace = f->payload;
        f->payload = NULL;
        return 0;
    }
    if (!strcmp(f->type, "CWDD")) {
        free(r->cwd);
        r->cwd = f->payload;
        f->payload = NULL;
        return 0;
    }
    if (strcmp(f->type, "LOGL"))
        log_warn("control: frame %s is not known", f->type);
    return 0;
}

int request_defaults(struct request *r)
{
    static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    static char home[] = "HOME=/root", term[] = "TERM=linux";

    if (!r->argv)
        r->argv = calloc(1, sizeof *r->argv);
    if (!r->mounts)
        r->mounts = calloc(1, sizeof *r->mounts);
    if (!r->envp) {
        r->envp = calloc(4, sizeof *r->envp);
        if (r->envp) {
            r->envp[0] = path;
            r->envp[1] = home;
            r->envp[2] = term;
        }
    }
    return r->argv && r->mounts && r->envp ? 0 : -ENOMEM;
}

int request_read(struct control_link *link, struct request *r)
{
    for (;;) {
        struct control_frame f;
        int err = control_frame_read(link, &f);
        if (err)
            return err;
        int go = !strcmp(f.type, "GOGO");
        err = go ? 0 : take_frame(&f, r);
        control_frame_fini(&f);
        if (err)
            return err;
        if (go)
            return request_defaults(r);
    }
}
