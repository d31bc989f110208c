/* SPDX-License-Identifier: BSD-2-Clause */
/* Kinds of arguments of system calls: the words of interfaces/linux/syscalls.def. */
#pragma once
#include <stdint.h>

enum { TRACE_ARGUMENTS = 6 };

#define TRACE_PLAIN(X) X(INT) X(UINT) X(LONG) X(HEX) X(PTR) X(SIZE) X(FD) X(DIRFD) X(PATH) X(STR) X(MODE) X(SIG) X(PID)
#define TRACE_INPUT(X)                                                                                             \
    X(INBUF) X(IOVEC) X(ARGV) X(ENVP) X(TIMESPEC) X(TIMES) X(SIGSET) X(SIGACTION) X(SIGSTACK) X(RLIMITS)            \
    X(ITIMERSPEC) X(ITIMERVAL) X(EPOLLEVENT) X(SOCKADDR) X(POLLFDS)
#define TRACE_OUTPUT(X)                                                                                            \
    X(OUTBUF) X(OUTIOVEC) X(OUTINT) X(OUTFDS) X(OUTSTAT) X(OUTSTATX) X(OUTDENTS) X(OUTTIMESPEC) X(OUTTIMEVAL)       \
    X(OUTITIMERSPEC) X(OUTITIMERVAL) X(OUTSIGSET) X(OUTSIGACTION) X(OUTSIGSTACK) X(OUTRLIMITS) X(OUTSTATUS)         \
    X(OUTUTSNAME) X(OUTSOCKADDR) X(OUTEVENTS)
/* Each has lines in interfaces/linux/flags.def. */
#define TRACE_SETS(X)                                                                                              \
    X(OFLAGS) X(ATFLAGS) X(UNLINKFLAGS) X(ACCFLAGS) X(ACCMODE) X(WHENCE) X(FCNTL) X(IOCTL) X(LOCKOP) X(FALLOC)      \
    X(FADVICE) X(RENAMEFLAGS) X(MOUNTFLAGS) X(UMOUNTFLAGS) X(XATTRFLAGS) X(RWFLAGS) X(STATXMASK) X(SPLICE)          \
    X(SYNCRANGE) X(PIPEFLAGS) X(EVENTFDFLAGS) X(SIGNALFDFLAGS) X(TIMERFDFLAGS) X(TIMERSETFLAGS) X(EPOLLFLAGS)       \
    X(EPOLLOP) X(EPOLLEVENTS) X(POLLEVENTS) X(INOTIFYFLAGS) X(INOTIFYMASK) X(CLOSERANGE) X(PROT) X(MFLAGS)          \
    X(MREMAP) X(MSYNC) X(MADVICE) X(MLOCKTWO) X(MLOCKALL) X(MEMFD) X(MEMBARRIER) X(CFLAGS) X(WAITFLAGS) X(IDTYPE)   \
    X(SCHEDPOLICY) X(PRIOWHICH) X(RLIMIT) X(RUSAGEWHO) X(PRCTL) X(SIGHOW) X(SAFLAGS) X(SSFLAGS) X(FUTEXOP)          \
    X(CLOCKID) X(TIMERFLAGS) X(ITIMER) X(FAMILY) X(SOCKTYPE) X(MSGFLAGS) X(SHUTHOW) X(SOLEVEL) X(SOCKOPT) X(GRND)   \
    X(IPCFLAGS) X(SHMATFLAGS) X(IPCCMD)

enum trace_kind {
    TRACE_NO_ARGUMENT,
#define X(name) TRACE_##name,
    TRACE_PLAIN(X) TRACE_INPUT(X) TRACE_OUTPUT(X) TRACE_SETS(X)
#undef X
    TRACE_KINDS
};

/* The kinds of a call's arguments, TRACE_NO_ARGUMENT behind the last; number < SYSCALL_COUNT. */
const uint8_t *trace_kinds(uint32_t number);

static inline int trace_kind_is_output(enum trace_kind kind)
{
    return kind >= TRACE_OUTBUF && kind < TRACE_OFLAGS;
}
