/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/exec_view.c: pages as programs run them, with system calls rewritten.
 *
 * The rewritten copy of a file's page is made once for each distance of its stubs (stub.h), of which there is mostly one,
 * and shared by all who run it; read() and data mappings see the file's own page.  A page without svc serves
 * itself. */
#include "mm/space.h"
#include "transport/transport.h"

struct page *page_exec_view(struct mm *mm, const struct region *r, struct page *p)
{
    return transport_rewrites_files ? stub_view(mm, r, p) : p;
}
