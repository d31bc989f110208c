/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that are no programs: what execve says of each. */
#include "check.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>

static char image[20000];
static Elf64_Ehdr *const header = (void *)image;
static Elf64_Phdr *const segment = (void *)(image + sizeof(Elf64_Ehdr));

/* A good program, small: exits with status 21. */
static void good(void)
{
    static const uint32_t code[] = {0xd28002a0, 0xd2800bc8, 0xd4000001};

    memset(image, 0, sizeof(image));
    memcpy(header->e_ident, ELFMAG "\2\1\1", 7);
    header->e_type = ET_EXEC, header->e_machine = EM_AARCH64, header->e_version = 1;
    header->e_entry = 0x400000 + 0x1000, header->e_phoff = sizeof(*header);
    header->e_ehsize = sizeof(*header), header->e_phentsize = sizeof(*segment), header->e_phnum = 1;
    *segment = (Elf64_Phdr){.p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_vaddr = 0x400000,
                            .p_filesz = 0x2000, .p_memsz = 0x2000, .p_align = 0x1000};
    memcpy(image + 0x1000, code, sizeof(code));
}

static void try(const char *what, size_t size)
{
    int fd = open("program", O_WRONLY | O_CREAT | O_TRUNC, 0755);

    if (write(fd, image, size) != (ssize_t)size)
        perror("write");
    close(fd);
    IN_CHILD(what, execl("program", "program", NULL); printf("%s: %s\n", what, error_name(errno)));
    unlink("program");
}

int main(void)
{
    good(), try("good", sizeof(image));
    good(), header->e_machine = EM_X86_64, try("other machine", sizeof(image));
    good(), header->e_ident[EI_CLASS] = ELFCLASS32, try("32 bits", sizeof(image));
    good(), header->e_type = ET_REL, try("object file", sizeof(image));
    good(), header->e_phnum = 0, try("no segments", sizeof(image));
    good(), header->e_phentsize = 10, try("wrong segment size", sizeof(image));
    good(), header->e_phoff = 1 << 30, try("segments beyond the file", sizeof(image));
    good(), try("empty", 0);
    good(), try("one byte", 1);
    good(), try("half a header", 30);
    good(), try("header only", sizeof(*header));
    good(), try("cut before its code", 0x1000);
    good(), segment->p_vaddr = 0xffffffff80000000, try("in kernel space", sizeof(image));
    good(), segment->p_memsz = 1UL << 62, try("huge", sizeof(image));
    good(), segment->p_filesz = 0x3000, try("file size over memory size", sizeof(image));
    good(), header->e_entry = 0x10, try("entry outside", sizeof(image));
    good(), segment->p_flags = PF_R, try("code not executable", sizeof(image));
    good(), segment->p_vaddr = 0x400010, try("not aligned", sizeof(image));
    memset(image, 'x', 100), try("text", 100);
    memset(image, 0, 4096), try("zeros", 4096);
    strcpy(image, "#!"), try("script, no interpreter", 2);
    strcpy(image, "#!/missing\n"), try("script, missing interpreter", 11);
    strcpy(image, "#!/etc\n"), try("script, folder as interpreter", 7);
    strcpy(image, "#!/bin/echo one two\n"), try("script with an argument", 20);
    strcpy(image, "#!  /bin/echo  \n"), try("script with spaces", 16);
    good();
    int fd = open("program", O_WRONLY | O_CREAT, 0644);
    write(fd, image, sizeof(image));
    VALUE(execl("program", "program", NULL));
    fchmod(fd, 0755);
    VALUE(execl("program", "program", NULL));
    return 0;
}
