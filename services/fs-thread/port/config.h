/* SPDX-License-Identifier: BSD-2-Clause */
/* What libext2fs may expect of its surroundings: a C library without an operating system under it.
 *
 * Only what the sources that we compile test for is named; everything else counts as missing. */
#pragma once
#include <sys/time.h> /* bmap64.h needs struct timeval before any source includes this */

#define HAVE_ERRNO_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRDUP 1
#define HAVE_STRNLEN 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_TYPES_H 1

/* Its debug prints to stderr: we report errors ourselves, from the returned codes. */
#define OMIT_COM_ERR 1

/* What it asks for the time gets the service's clock (missing.c). */
#define time(result) ext2fs_port_time(result)
