/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/bpf.c: classic BPF: checks programs before they run, and runs them. */
#include "proc/bpf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

enum { MEMORY_WORDS = 16, WORD_BITS = 32 };

/* Is it an instruction, and is its constant within bounds?  Linux knows more for packets; filters of system calls have
 * these. */
static bool instruction_ok(const struct linux_sock_filter *i, size_t input_bytes)
{
    switch (i->code) {
    case BPF_LD | BPF_W | BPF_ABS:
        return i->k % sizeof(uint32_t) == 0 && i->k < input_bytes;
    case BPF_LD | BPF_MEM: case BPF_LDX | BPF_MEM: case BPF_ST: case BPF_STX:
        return i->k < MEMORY_WORDS;
    case BPF_ALU | BPF_DIV | BPF_K:
        return i->k != 0;
    case BPF_ALU | BPF_LSH | BPF_K: case BPF_ALU | BPF_RSH | BPF_K:
        return i->k < WORD_BITS;
    case BPF_LD | BPF_W | BPF_LEN: case BPF_LDX | BPF_W | BPF_LEN: case BPF_LD | BPF_IMM: case BPF_LDX | BPF_IMM:
    case BPF_ALU | BPF_ADD | BPF_K: case BPF_ALU | BPF_ADD | BPF_X: case BPF_ALU | BPF_SUB | BPF_K:
    case BPF_ALU | BPF_SUB | BPF_X: case BPF_ALU | BPF_MUL | BPF_K: case BPF_ALU | BPF_MUL | BPF_X:
    case BPF_ALU | BPF_DIV | BPF_X: case BPF_ALU | BPF_AND | BPF_K: case BPF_ALU | BPF_AND | BPF_X:
    case BPF_ALU | BPF_OR | BPF_K: case BPF_ALU | BPF_OR | BPF_X: case BPF_ALU | BPF_XOR | BPF_K:
    case BPF_ALU | BPF_XOR | BPF_X: case BPF_ALU | BPF_LSH | BPF_X: case BPF_ALU | BPF_RSH | BPF_X:
    case BPF_ALU | BPF_NEG: case BPF_MISC | BPF_TAX: case BPF_MISC | BPF_TXA: case BPF_RET | BPF_K:
    case BPF_RET | BPF_A: case BPF_JMP | BPF_JA:
    case BPF_JMP | BPF_JEQ | BPF_K: case BPF_JMP | BPF_JEQ | BPF_X: case BPF_JMP | BPF_JGE | BPF_K:
    case BPF_JMP | BPF_JGE | BPF_X: case BPF_JMP | BPF_JGT | BPF_K: case BPF_JMP | BPF_JGT | BPF_X:
    case BPF_JMP | BPF_JSET | BPF_K: case BPF_JMP | BPF_JSET | BPF_X:
        return true;
    default:
        return false;
    }
}

static bool jumps_ok(const struct linux_sock_filter *i, unsigned after)
{
    if (i->code == (BPF_JMP | BPF_JA))
        return i->k < after;
    return (i->code & 7) != BPF_JMP || (i->jt < after && i->jf < after);
}

/* Follows which words of memory are written on every way to an instruction: written[] holds that set, all ones where no
 * way is known yet.  All ways lead forward. */
static bool memory_ok(const struct linux_sock_filter *program, unsigned count, uint16_t *written)
{
    memset(written, 0xff, count * sizeof(written[0]));
    written[0] = 0;
    for (unsigned at = 0; at < count; at++) {
        const struct linux_sock_filter *i = &program[at];
        uint16_t set = written[at];
        unsigned class = i->code & 7;
        bool loads = i->code == (BPF_LD | BPF_MEM) || i->code == (BPF_LDX | BPF_MEM);
        if (loads && (set >> i->k & 1) == 0)
            return false;
        if (class == BPF_ST || class == BPF_STX)
            set |= (uint16_t)(1u << i->k);
        if (class == BPF_JMP && i->code == (BPF_JMP | BPF_JA)) {
            written[at + 1 + i->k] &= set;
        } else if (class == BPF_JMP) {
            written[at + 1 + i->jt] &= set;
            written[at + 1 + i->jf] &= set;
        } else if (class != BPF_RET && at + 1 < count) {
            written[at + 1] &= set;
        }
    }
    return true;
}

int bpf_check(const struct linux_sock_filter *program, unsigned count, size_t input_bytes)
{
    if (count == 0 || count > BPF_MOST || (program[count - 1].code & 7) != BPF_RET)
        return -EINVAL;
    for (unsigned at = 0; at < count; at++)
        if (!instruction_ok(&program[at], input_bytes) || !jumps_ok(&program[at], count - at - 1))
            return -EINVAL;
    uint16_t *written = malloc(count * sizeof(written[0]));
    if (written == NULL)
        return -ENOMEM;
    bool ok = memory_ok(program, count, written);
    free(written);
    return ok ? 0 : -EINVAL;
}

/* Linux computes on 32 bits; a shift takes the lower five of its distance. */
static uint32_t compute(unsigned operation, uint32_t a, uint32_t b)
{
    switch (operation) {
    case BPF_ADD: return a + b;
    case BPF_SUB: return a - b;
    case BPF_MUL: return a * b;
    case BPF_DIV: return a / b;
    case BPF_OR:  return a | b;
    case BPF_AND: return a & b;
    case BPF_LSH: return a << (b % WORD_BITS);
    case BPF_RSH: return a >> (b % WORD_BITS);
    case BPF_XOR: return a ^ b;
    default:      return 0 - a; /* BPF_NEG */
    }
}

static bool condition(unsigned operation, uint32_t a, uint32_t b)
{
    return operation == BPF_JEQ   ? a == b
           : operation == BPF_JGT ? a > b
           : operation == BPF_JGE ? a >= b
                                  : (a & b) != 0;
}

uint32_t bpf_run(const struct linux_sock_filter *program, const void *input, size_t input_bytes)
{
    uint32_t a = 0, x = 0, memory[MEMORY_WORDS];
    const uint32_t *word = input;
    for (const struct linux_sock_filter *i = program;; i++) {
        uint32_t operand = i->code & BPF_X ? x : i->k;
        unsigned mode = i->code & 0xe0, operation = i->code & 0xf0;
        uint32_t value = mode == BPF_ABS   ? word[i->k / sizeof(*word)]
                         : mode == BPF_LEN ? (uint32_t)input_bytes
                                           : i->k;
        switch (i->code & 7) {
        case BPF_LD:
            a = mode == BPF_MEM ? memory[i->k] : value;
            break;
        case BPF_LDX:
            x = mode == BPF_MEM ? memory[i->k] : value;
            break;
        case BPF_ST:
            memory[i->k] = a;
            break;
        case BPF_STX:
            memory[i->k] = x;
            break;
        case BPF_ALU:
            if (operation == BPF_DIV && operand == 0)
                return 0;
            a = compute(operation, a, operand);
            break;
        case BPF_JMP:
            i += operation == BPF_JA ? i->k : condition(operation, a, operand) ? i->jt : i->jf;
            break;
        case BPF_RET:
            return (i->code & BPF_A) ? a : i->k;
        default:
            if (i->code & BPF_TXA)
                a = x;
            else
                x = a;
            break;
        }
    }
}
