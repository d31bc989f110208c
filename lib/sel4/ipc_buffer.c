/* SPDX-License-Identifier: BSD-2-Clause */
/* The program's IPC buffer pointer. */
#include <sel4/types.h>

seL4_IPCBuffer *__sel4_ipc_buffer;
