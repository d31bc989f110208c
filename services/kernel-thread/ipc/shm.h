/* SPDX-License-Identifier: BSD-2-Clause */
/* System V shared memory: attachments are regions with REGION_SHM. */
#pragma once

struct inode;

/* A region of the segment behind this inode is about to go: by munmap, shmdt, execve or the end of a process. */
void shm_region_ends(struct inode *inode);
