/* SPDX-License-Identifier: BSD-2-Clause */
/* Stream devices that are no terminals: stdin, stdout and stderr of a run. */
#pragma once
struct file;
struct stream;

enum vport { VPORT_STDIN, VPORT_STDOUT, VPORT_STDERR, VPORTS };
/* Makes /dev/vport0pN for a stream. */
int vport_register(enum vport which, struct stream *s);
/* An open file on one; *out is counted. */
int vport_file(enum vport which, struct file **out);
