/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits of System V and POSIX IPC that /proc/sys can set; the values at start are Linux'. */
#pragma once

struct ipc_limits {
    int message_bytes, queue_bytes, queues; /* msgmax, msgmnb, msgmni */
    int sem[4];                             /* semmsl, semmns, semopm, semmni */
    unsigned long shm_bytes, shm_pages;     /* shmmax, shmall */
    int segments;                           /* shmmni */
    int queue_next, sem_next, segment_next; /* the number of the next one (msg_next_id ...); -1: not asked for */
    int mq_messages, mq_messages_default, mq_bytes, mq_bytes_default, mq_queues;
};
extern struct ipc_limits ipc_limits;
