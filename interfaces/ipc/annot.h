/* SPDX-License-Identifier: BSD-2-Clause */
/* Annotations of the service interfaces.
 *
 * A service interface is a plain C header: IFACE names it, each prototype is one operation, and the
 * first parameter is always the instance handle `struct <iface> *`.  To the compiler the annotations
 * are nothing; tools/ifacegen.py reads them and writes the handle's operations table, the client stub
 * and the server's dispatcher.
 *
 * Results: 0 or more is a result, below 0 a negative Linux error number.
 *
 *   const char *name                     a string, at most IPC_STRING_MAX bytes with its NUL
 *   const void *buf IN_BYTES(expr)       bytes that travel to the server; expr uses other parameters
 *   void *buf OUT_BYTES(expr)            bytes that travel back; both of any length up to 16 MiB
 *   IN_BULK(expr), OUT_BULK(expr)        the same, but bytes in regions of the caller are named instead
 *                                        of carried; the server's buffer may be a named one (rt/bulk.h)
 *   struct s *x OUT, uint64_t *x OUT     a struct or scalar that travels back
 *   const struct s *x IN                 a struct that travels to the server
 *   cptr_t x OUT_CAP                     slot that receives a capability
 *   cptr_t x IN_CAP                      a capability that travels to the server
 */
#pragma once

#define IFACE(name)        /* an interface whose calls go through a channel */
#define IFACE_DIRECT(name) /* an interface whose calls fit the IPC buffer: no channel, the caller waits */
#define IN
#define OUT
#define IN_CAP
#define OUT_CAP
#define IN_BYTES(expr)
#define OUT_BYTES(expr)
#define IN_BULK(expr)
#define OUT_BULK(expr)

enum { IPC_STRING_MAX = 256 };
