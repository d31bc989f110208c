/* SPDX-License-Identifier: BSD-2-Clause */
/* abi.h: the lists of interfaces/sel4 as kernel enumerators. */
#pragma once

enum abi_constant {
#define CONSTANT(name, value) ABI_##name = value,
#include <sel4/constants.def>
#undef CONSTANT
};

enum syscall_number {
#define SYSCALL(number, name, group) SYSCALL_##name = number,
#include <sel4/syscalls.def>
#undef SYSCALL
};

/* What an invocation says; ERR_PREEMPTED never reaches a user: the call starts again. */
enum error {
#define ERROR(code, name, kernel_name, words, text) ERR_##kernel_name = code,
#include <sel4/errors.def>
#undef ERROR
    ERR_PREEMPTED = 64,
};

enum lookup_failure_type {
#define LOOKUP_FAILURE(value, name, kernel_name, words) LOOKUP_##kernel_name = value,
#include <sel4/lookup_failures.def>
#undef LOOKUP_FAILURE
};

enum fault_type {
#define FAULT(label, name, kernel_name, words) FAULT_##kernel_name = label,
#include <sel4/faults.def>
#undef FAULT
};

enum object_type {
#define OBJECT(number, name, kernel_name, bits) OBJECT_##kernel_name = number,
#include <sel4/objects.def>
#undef OBJECT
    OBJECT_TYPES
};

enum cap_type {
#define CAPTYPE(number, name, text) CAP_##name = number,
#include <sel4/captypes.def>
#undef CAPTYPE
    CAP_TYPES
};

enum invocation_label {
#define INV(label, name, object, handler, words, caps, text) LABEL_##name = label,
#include <sel4/invocations.def>
#undef INV
    LABELS
};

enum boot_slot {
#define BOOT_SLOT(index, name, kernel_name) BOOT_SLOT_##kernel_name = index,
#include <sel4/bootslots.def>
#undef BOOT_SLOT
};

/* The IPC buffer, in words. */
enum {
    BUFFER_MSG = 1,             /* msg[0..119] */
    BUFFER_CAPS = 122,          /* caps_or_badges[0..2] */
    BUFFER_RECEIVE_CNODE = 125,
    BUFFER_RECEIVE_INDEX = 126,
    BUFFER_RECEIVE_DEPTH = 127,
    BUFFER_WORDS = 128,
};
