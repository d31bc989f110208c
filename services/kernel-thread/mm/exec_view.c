/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/exec_view.c: pages as programs run them, with system calls rewritten.
 *
 * The rewritten copy of a file's page is made once and shared by all who run it; read() and data mappings
 * see the file's own page.  A page without svc serves itself. */
#include <string.h>

#include "mm/rewrite.h"
#include "mm/space.h"
#include "transport/transport.h"

enum { PAGE_WORDS = PAGE_BYTES / 4 };

struct page *page_exec_view(struct page *p)
{
    if (!transport_rewrites_files)
        return p;
    if (p->flags & PAGE_SCANNED)
        return p->exec_view != NULL ? p->exec_view : p;

    if (rewrite_count(page_address(p), PAGE_WORDS) != 0) {
        struct page *view = page_alloc_dirty();
        if (view == NULL)
            return NULL;
        memcpy(page_address(view), page_address(p), PAGE_BYTES);
        rewrite_svc(page_address(view), PAGE_WORDS);
        p->exec_view = view;
    }
    p->flags |= PAGE_SCANNED;
    return p->exec_view != NULL ? p->exec_view : p;
}
