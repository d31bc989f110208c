/* SPDX-License-Identifier: BSD-2-Clause */
/* The JBD2 journal of a file system that Linux wrote. */
#pragma once
#include "ext4.h"

/* Brings the disk to the state of the last transaction in the journal and empties the journal.  What was
 * read of the file system before is out of date afterwards. */
int ext4_journal_replay(struct mount *m);
