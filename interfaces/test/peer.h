/* SPDX-License-Identifier: BSD-2-Clause */
/* What test-demo and test-bulk ask of test-peer: label, first word in, result in the first word back. */
#pragma once

enum peer_label {
    PEER_BADGE = 100, /* the caller's badge */
    PEER_JOIN,        /* channel number: join it, invert its bytes, signal */
    PEER_LEAVE,       /* channel number: leave it */
    PEER_REGION,      /* makes a region of 2 MiB, filled with PEER_BYTE: its number */
    PEER_REGION_SUM,  /* how many bytes of it are not PEER_BYTE any more */
    PEER_SHARE,       /* shares its regions with test-bulk */
    PEER_UPWARDS,     /* tries to find test-demo and to make a channel to it: both errors, 1000 * one + the other */
    PEER_FAULT,       /* enum peer_fault: end by that */
};

enum { PEER_BYTE = 0x77, PEER_REGION_BITS = 21 };

enum peer_fault { PEER_FAULT_WRITE = 1, PEER_FAULT_PANIC, PEER_FAULT_UNDEFINED };
