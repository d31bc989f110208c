/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/kit.c: the kit's pages in address spaces. */
#include "mm/kit.h"

#include <string.h>

#include <linux/errno.h>
#include <linux/mman.h>
#include <rt/panic.h>

#include "mm/memory.h"
#include "mm/rewrite.h"
#include "mm/space.h"
#include "transport/transport.h"

/* The image (kit_image.S); what lies in it by offset. */
extern const char kit_image[], kit_image_end[];
extern const char kit_fp_save[], kit_fp_load[], kit_fp_zero[], kit_trap[], kit_sig_enter[];
extern const char kit_sig_enter_result[], kit_sig_enter_stub[], kit_sig_return[];

struct kit_entry kit_entry;

static struct {
    struct page *code, *data, *stubs;
} self;

int kit_init(void)
{
    self.code = page_alloc();
    self.data = page_alloc();
    size_t size = (size_t)(kit_image_end - kit_image);
    if (self.code == NULL || self.data == NULL || size > PAGE_BYTES)
        return -ENOMEM;
    memcpy(page_address(self.code), kit_image, size);
    if (transport->rewrites || transport_rewrites_files)
        self.stubs = stub_kit_page(page_address(self.code));

    const struct {
        uint64_t *to;
        const char *from;
    } entries[] = {
        {&kit_entry.fp_save, kit_fp_save}, {&kit_entry.fp_load, kit_fp_load},
        {&kit_entry.fp_zero, kit_fp_zero}, {&kit_entry.trap, kit_trap},
        {&kit_entry.sig_enter, kit_sig_enter}, {&kit_entry.sig_enter_result, kit_sig_enter_result},
        {&kit_entry.sig_enter_stub, kit_sig_enter_stub}, {&kit_entry.sig_return, kit_sig_return},
    };
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
        *entries[i].to = KIT_CODE + (uint64_t)(entries[i].from - kit_image);
    return 0;
}

struct kit_data *kit_data(void)
{
    return page_address(self.data);
}

const void *kit_code_at(uint64_t addr)
{
    return addr >= KIT_CODE && addr < KIT_CODE + PAGE_BYTES ? (const char *)page_address(self.code) + (addr - KIT_CODE) : NULL;
}

static bool scratch_taken(const struct mm *mm, unsigned slot)
{
    return slot < KIT_THREADS_MAX && (mm->scratch[slot / 64] >> slot % 64 & 1) != 0;
}

int kit_fault(struct mm *mm, uint64_t addr, enum fault_kind kind)
{
    uint64_t page = addr & ~(uint64_t)(PAGE_BYTES - 1);
    struct page *p = NULL;
    int prot = PROT_READ;

    if (page == KIT_CODE) {
        p = self.code;
        prot = PROT_READ | PROT_EXEC;
    } else if (page == KIT_DATA) {
        p = self.data;
    } else if (page == KIT_STUBS && self.stubs != NULL) {
        p = self.stubs;
        prot = PROT_READ | PROT_EXEC;
    } else if (page > KIT_SCRATCH && scratch_taken(mm, (unsigned)((page - KIT_SCRATCH) >> PAGE_BITS))) {
        prot = PROT_READ | PROT_WRITE;
    } else {
        return -EFAULT;
    }
    if ((kind == FAULT_WRITE && (prot & PROT_WRITE) == 0) || (kind == FAULT_EXEC && (prot & PROT_EXEC) == 0))
        return -EACCES;

    struct pte *e = pte_make(mm, page);
    if (e == NULL)
        return -ENOMEM;
    if (e->present)
        return 0;
    if (p == NULL)
        p = page_alloc();
    else
        page_get(p);
    if (p == NULL)
        return -ENOMEM;
    pte_set(mm, e, p, prot);
    e->kit = 1;
    return 0;
}

unsigned kit_scratch_get(struct mm *mm)
{
    for (unsigned i = 0; i < KIT_THREADS_MAX / 64; i++) {
        if (~mm->scratch[i] == 0)
            continue;
        unsigned bit = (unsigned)__builtin_ctzl(~mm->scratch[i]);
        mm->scratch[i] |= 1ul << bit;
        return i * 64 + bit;
    }
    return 0;
}

void kit_scratch_put(struct mm *mm, unsigned slot)
{
    uint64_t page = kit_scratch_address(slot);
    pte_clear_range(mm, page, page + PAGE_BYTES);
    mm->scratch[slot / 64] &= ~(1ul << slot % 64);
}

struct kit_thread *kit_scratch(struct mm *mm, unsigned slot)
{
    uint64_t page = kit_scratch_address(slot);
    if (kit_fault(mm, page, FAULT_WRITE) != 0)
        return NULL;
    return page_address(pte_page(pte_find(mm, page)));
}
