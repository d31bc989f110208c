/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that stand for namespaces, of which there is one of each kind. */
#pragma once
#include <stdint.h>

struct file;

/* CLONE_NEW* of the file's namespace; 0: it stands for none. */
uint32_t ns_type(const struct file *f);
