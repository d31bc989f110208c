/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX sockets.
 *
 * A socket's queue holds what was sent to it, as packets: for streams pieces that are read on across
 * their borders, otherwise whole messages.  Connected sockets hold each other; the end of a file only
 * closes its side. */
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

enum { USOCK_QUEUE_BYTES = 212992, USOCK_PIECE_BYTES = 32768 };

/* An address as programs gave it; len 0: none. */
struct usock_name {
    uint32_t len; /* of sun that counts, family included */
    struct linux_sockaddr_un sun;
};

struct packet {
    TAILQ_ENTRY(packet) link;
    size_t len, at;          /* bytes, and how many of them are read */
    struct usock_name from;
    unsigned nfiles;
    struct file **files;     /* owned array of counted files that travel along */
    char data[];
};

enum usock_state { USOCK_IDLE, USOCK_LISTENING, USOCK_CONNECTED };

struct usock {
    unsigned refs;
    int type;                /* SOCK_* */
    enum usock_state state;
    char closed;             /* its file is gone */
    char no_read, no_write;  /* shutdown */
    struct usock *peer;      /* counted; NULL: none */
    TAILQ_HEAD(, packet) queue;
    size_t queued;           /* bytes in it */
    struct rt_waitq wait;    /* anything changed */
    struct usock_name name;
    struct inode *inode;     /* of a name in the file system; counted */
    char is_bound;           /* in the list of names */
    LIST_ENTRY(usock) bound;
    TAILQ_HEAD(, usock) pending; /* listening: server ends to be accepted, counted */
    TAILQ_ENTRY(usock) in_pending;
    unsigned backlog, npending;
    struct linux_ucred cred; /* of who made it, listened or connected: the peer's SO_PEERCRED */
};

struct usock *usock_new(struct thread *t, int type); /* NULL: no memory */
void usock_get(struct usock *s);
void usock_put(struct usock *s);
/* The file ends: closes the side, gives up the name. */
void usock_close(struct usock *s);
void usock_pair(struct usock *a, struct usock *b);
int usock_shutdown(struct usock *s, int how);
uint32_t usock_events(struct usock *s);

/* What goes with the bytes of one send or receive. */
struct usock_message {
    uint32_t flags;          /* MSG_* in; MSG_TRUNC out */
    int nonblock;
    struct usock *to;        /* send: a named receiver, borrowed; NULL: the peer */
    struct usock_name from;  /* receive: out */
    unsigned nfiles;         /* send: given, taken over on success; receive: out, the caller's */
    struct file **files;
};
/* Bytes moved or -errno; may park.  EPIPE comes with SIGPIPE unless MSG_NOSIGNAL. */
ssize_t usock_send(struct usock *s, struct uio *uio, struct usock_message *m);
ssize_t usock_receive(struct usock *s, struct uio *uio, struct usock_message *m);

/* unix_name.c */
int usock_bind(struct thread *t, struct usock *s, const struct usock_name *name);
int usock_listen(struct thread *t, struct usock *s, int backlog);
int usock_connect(struct thread *t, struct usock *s, const struct usock_name *name, int nonblock);
int usock_accept(struct usock *s, int nonblock, struct usock **out); /* *out is counted */
/* The socket of a name for a datagram, with a reference. */
int usock_find(struct thread *t, const struct usock_name *name, int type, struct usock **out);
void usock_unbind(struct usock *s);

/* socket_file.c */
int socket_file(struct usock *s, uint32_t flags, struct file **out); /* takes s on success */
struct usock *file_socket(const struct file *f);                     /* borrowed; NULL: not one */

/* rights.c: SCM_RIGHTS in a control buffer of a program. */
int rights_in(struct thread *t, uint64_t control, uint64_t len, struct usock_message *m);
/* Installs m's files and writes the record; *len becomes what was used, *flags may get MSG_CTRUNC. */
int rights_out(struct thread *t, uint64_t control, uint64_t *len, uint32_t *flags, struct usock_message *m);
void rights_drop(struct usock_message *m);
