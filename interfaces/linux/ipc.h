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

/* Shared memory */
enum { SHM_LOCK = 11, SHM_UNLOCK, SHM_STAT, SHM_INFO, SHM_STAT_ANY };
enum { SHM_RDONLY = 010000, SHM_RND = 020000, SHM_REMAP = 040000, SHM_EXEC = 0100000 };
enum { SHM_DEST = 01000, SHM_LOCKED = 02000 };
struct linux_shmid_ds {
    struct linux_ipc_perm perm;
    uint64_t segsz;
    int64_t atime, dtime, ctime;
    int32_t cpid, lpid;
    uint64_t nattch, unused[2];
};
_Static_assert(sizeof(struct linux_shmid_ds) == 112, "struct shmid64_ds");
struct linux_shminfo {
    uint64_t shmmax, shmmin, shmmni, shmseg, shmall, unused[4];
};
struct linux_shm_info {
    int32_t used_ids, pad;
    uint64_t shm_tot, shm_rss, shm_swp, swap_attempts, swap_successes;
};
