/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX sockets.
 *
 * A socket's queue holds what was sent to it, as packets: for streams pieces that are read on across their borders,
 * otherwise whole messages.  A connected socket holds its peer until it is closed itself, so that the name of a peer
 * that is gone can still be asked for.  What was sent and not yet read is charged to its sender, as Linux counts it. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include <linux/socket.h>
#include <rt/waitq.h>

struct file;
struct inode;
struct thread;
struct uio;
struct usock;

enum {
    USOCK_BUFFER_BYTES = 212992, /* SO_SNDBUF and SO_RCVBUF of a new socket */
    USOCK_PIECE_BYTES = 36544,   /* a stream is sent in pieces of at most this */
    USOCK_DATAGRAMS = 10,        /* that wait at a socket, but for its own peer's */
};

/* An address as programs gave it; len 0: none. */
struct usock_name {
    uint32_t len; /* of sun that counts, family and the NUL of a path included */
    struct linux_sockaddr_un sun;
};

struct packet {
    TAILQ_ENTRY(packet) link;
    size_t len, at;          /* bytes, and how many of them are read */
    size_t charge;           /* what the sender's wmem has for it */
    struct usock *sender;    /* counted */
    struct usock_name from;
    struct linux_ucred cred; /* of who sent it; pid 0: nobody asked */
    unsigned nfiles;
    struct file **files;     /* owned array of counted files that travel along */
    char data[];
};

enum usock_state { USOCK_IDLE, USOCK_LISTENING, USOCK_CONNECTED };
enum usock_shut { SHUT_RECEIVE = 1, SHUT_SEND = 2, SHUT_BOTH = 3 };

struct usock {
    unsigned refs;
    int type;                /* SOCK_* */
    enum usock_state state;
    char netlink;            /* AF_NETLINK: nobody is at the other end, but mq_notify sends to it (notify.h) */
    char closed;             /* its file is gone */
    unsigned shut;           /* enum usock_shut */
    int error;               /* SO_ERROR: positive */
    struct usock *peer;      /* counted; NULL: none */
    TAILQ_HEAD(, packet) queue;
    unsigned packets;        /* in it */
    size_t queued, wmem;     /* bytes to be read here; charge of what was sent and not read */
    struct rt_waitq wait;    /* something to read or accept */
    struct rt_waitq room;    /* wmem has shrunk */
    struct rt_waitq senders; /* datagrams or connections that wait for a place here */
    struct usock_name name;
    struct inode *inode;     /* of a name in the file system; counted */
    char is_bound;           /* in the table of names */
    LIST_ENTRY(usock) bound;
    LIST_ENTRY(usock) in_all;
    const struct inode *file_inode; /* of its file; borrowed, NULL: none (any more) */
    const struct file *file;        /* the same */
    unsigned in_flight;             /* how often it is in packets: of collect.c, as is the rest */
    char reached;
    struct usock *next_reached;
    TAILQ_HEAD(, usock) pending; /* listening: server ends to be accepted, counted */
    TAILQ_ENTRY(usock) in_pending;
    unsigned backlog, npending;
    struct linux_ucred cred; /* of who made it, listened or connected: the peer's SO_PEERCRED */
    char pass_cred;          /* SO_PASSCRED */
    uint32_t sndbuf, rcvbuf, lowat, priority, mark, busy_poll;
    uint64_t flags_set;      /* bit per boolean option below 64 */
    struct linux_linger linger;
    uint64_t receive_timeout_ns, send_timeout_ns; /* 0: none */
};

/* All sockets, the newest first. */
void usock_each(void (*fn)(struct usock *s, void *ctx), void *ctx);
struct usock *usock_new(struct thread *t, int type); /* NULL: no memory */
void usock_get(struct usock *s);
void usock_put(struct usock *s);
/* The file ends: closes the side, gives up the name. */
void usock_close(struct usock *s);
void usock_pair(struct usock *a, struct usock *b);
int usock_shutdown(struct usock *s, int how);
uint32_t usock_events(const struct usock *s);
/* Waits of sockets: 0, -EAGAIN at the end of the timeout (0: none), -ERESTARTSYS, or -EINTR where a timeout is. */
int usock_wait(struct rt_waitq *q, uint64_t deadline_ns);
uint64_t usock_deadline(uint64_t timeout_ns);

/* What goes with the bytes of one send or receive. */
struct usock_message {
    uint32_t flags;          /* MSG_* in */
    int nonblock;
    struct usock *to;        /* send: a named receiver, borrowed; NULL: the peer */
    struct usock_name from;  /* receive: out */
    struct linux_ucred cred; /* send: pid 0 for none given; receive: out */
    int truncated;           /* receive: out */
    unsigned nfiles;         /* send: given, taken over on success; receive: out, the caller's */
    struct file **files;
};
/* Bytes moved or -errno; may park.  EPIPE of a stream comes with SIGPIPE unless MSG_NOSIGNAL. */
ssize_t usock_send(struct thread *t, struct usock *s, struct uio *uio, struct usock_message *m);
ssize_t usock_receive(struct usock *s, struct uio *uio, struct usock_message *m);

/* packet.c */
/* Makes a packet of `size` bytes of the program, charged to s, with the files and credentials of the message. */
int packet_new(struct thread *t, struct usock *s, const struct usock *to, struct uio *uio, size_t size,
               struct usock_message *m, struct packet **out);
void packet_free(struct packet *p);
void packet_queue(struct usock *to, struct packet *p);
void packet_take_out(struct usock *s, struct packet *p); /* of s's queue; the caller frees it */
/* The files of a packet go to the first who reads of it, who peeks gets references. */
void packet_give_files(struct packet *p, struct usock_message *m);

/* collect.c */
/* The sockets among the files of a packet are sent (by 1) or are no more (by -1). */
void usock_flies(const struct packet *p, int by);
/* When many sockets are in flight: closes those that nobody can receive any more.  May park. */
void usock_collect(void);

/* unix_name.c */
int usock_bind(struct thread *t, struct usock *s, const struct usock_name *name);
void usock_bind_any(struct usock *s);
void usock_unbind(struct usock *s);
/* The socket of a name, with a reference. */
int usock_find(struct thread *t, const struct usock_name *name, int type, struct usock **out);

/* unix_connect.c */
int usock_listen(struct thread *t, struct usock *s, int backlog);
int usock_connect(struct thread *t, struct usock *s, const struct usock_name *name, int nonblock);
int usock_accept(struct usock *s, int nonblock, struct usock **out); /* *out is counted */
/* May s send datagrams to a socket which may be connected to another? */
int usock_may_send(const struct usock *s, const struct usock *to);

/* socket_file.c */
int socket_file(struct usock *s, uint32_t flags, struct file **out); /* takes s on success */
struct usock *file_socket(const struct file *f);                     /* borrowed; NULL: not one */

/* control.c: records in a control buffer of a program. */
int control_in(struct thread *t, uint64_t control, uint64_t len, struct usock_message *m);
/* Installs m's files and writes the records; *len becomes what was used, *flags may get MSG_CTRUNC. */
int control_out(struct thread *t, const struct usock *s, uint64_t control, uint64_t *len, uint32_t *flags,
                struct usock_message *m);
void files_drop(struct usock_message *m);
