/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/maps.c: where programs have code of files. */
#include "trace/maps.h"

#include <stdlib.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/text.h"
#include "proc/proc.h"
#include "trace/output.h"

bool trace_maps_on;

void trace_map(uint64_t start, uint64_t length, uint64_t offset, const struct file *file)
{
    struct text line = {0};
    const struct thread *t = current();
    char *buffer = malloc(PATH_BYTES);
    const char *path = buffer ? path_string(&file->path, NULL, buffer, PATH_BYTES) : NULL;

    if (path)
        text_printf(&line, "maps %d %lx %lx %lx %s\n", t ? t->proc->pid : 0, (unsigned long)start, (unsigned long)length,
                    (unsigned long)offset, path);
    if (line.buf && !line.error)
        trace_output(line.buf, line.len);
    text_fini(&line);
    free(buffer);
}
