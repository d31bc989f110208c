/* SPDX-License-Identifier: BSD-2-Clause */
/* The terminal on a port of the console. */
#pragma once
struct stream;
struct tty;
/* A terminal whose input and output are a stream; NULL: no memory. */
struct tty *hvc_new(struct stream *s);
