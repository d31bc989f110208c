/* SPDX-License-Identifier: BSD-2-Clause */
/* System V IPC: commands, flags and layouts. */
#pragma once
#include <stdint.h>

enum { IPC_CREAT = 01000, IPC_EXCL = 02000, IPC_NOWAIT = 04000 };
enum { IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO };
enum { IPC_PRIVATE = 0, IPC_OBJECTS_MOST = 32000 };

struct linux_ipc_perm {
    int32_t key;
    uint32_t uid, gid, cuid, cgid, mode;
    uint16_t seq, pad;
    uint64_t unused[2];
};
_Static_assert(sizeof(struct linux_ipc_perm) == 48, "struct ipc64_perm");

/* Semaphores */
enum { GETPID = 11, GETVAL, GETALL, GETNCNT, GETZCNT, SETVAL, SETALL, SEM_STAT, SEM_INFO, SEM_STAT_ANY };
enum { SEM_UNDO = 0x1000, SEM_VALUE_MOST = 32767, SEM_ADJUST_LEAST = -32768, SEM_OPS_MOST = 500, SEM_SET_MOST = 32000,
       SEM_ALL_MOST = 1024000000 };
struct linux_sembuf {
    uint16_t num;
    int16_t op, flags;
};
struct linux_semid_ds {
    struct linux_ipc_perm perm;
    int64_t otime, ctime;
    uint64_t nsems, unused[2];
};
_Static_assert(sizeof(struct linux_semid_ds) == 88, "struct semid64_ds");
struct linux_seminfo {
    int32_t semmap, semmni, semmns, semmnu, semmsl, semopm, semume, semusz, semvmx, semaem;
};

/* Messages */
enum { MSG_STAT = 11, MSG_INFO, MSG_STAT_ANY };
enum { MSG_NOERROR = 010000, MSG_EXCEPT = 020000, MSG_COPY = 040000 };
enum { MSG_BYTES_MOST = 8192, MSG_QUEUE_BYTES = 16384 };
struct linux_msqid_ds {
    struct linux_ipc_perm perm;
    int64_t stime, rtime, ctime;
    uint64_t cbytes, qnum, qbytes;
    int32_t lspid, lrpid;
    uint64_t unused[2];
};
_Static_assert(sizeof(struct linux_msqid_ds) == 120, "struct msqid64_ds");
struct linux_msginfo {
    int32_t msgpool, msgmap, msgmax, msgmnb, msgmni, msgssz, msgtql;
    uint16_t msgseg;
};
_Static_assert(sizeof(struct linux_msginfo) == 32, "struct msginfo");
