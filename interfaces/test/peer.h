/* SPDX-License-Identifier: BSD-2-Clause */
/* What test-demo asks of test-peer: label, first word in, result in the first word back. */
#pragma once

enum peer_label {
    PEER_BADGE = 100, /* the caller's badge */
    PEER_JOIN,        /* channel number: join it, invert its bytes, signal */
    PEER_LEAVE,       /* channel number: leave it */
    PEER_FAULT,       /* enum peer_fault: end by that */
};

enum peer_fault { PEER_FAULT_WRITE = 1, PEER_FAULT_PANIC, PEER_FAULT_UNDEFINED };
