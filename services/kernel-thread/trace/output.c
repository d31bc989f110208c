/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/output.c: text is collected and sent by a fiber of its own, so that whoever adds it need not wait. */
#include "trace/output.h"

#include <stdbool.h>

#include <rt/fiber.h>
#include <rt/waitq.h>

#include "fs/text.h"

enum { PACE_BYTES = 256 * 1024 /* waiting text from which on programs have to wait too */ };

static struct {
    trace_sink *sink;
    struct text waiting;
    bool sending;           /* the fiber runs */
    bool lost;
    struct rt_waitq sent;
} self;

void trace_output_to(trace_sink *sink)
{
    self.sink = sink;
}

static void send(void *arg)
{
    (void)arg;
    while (self.waiting.len) {
        struct text now = self.waiting;
        self.waiting = (struct text){0};
        if (self.sink(now.buf, now.len))
            self.lost = true;
        text_fini(&now);
        rt_waitq_wake_all(&self.sent);
    }
    self.sending = false;
    rt_waitq_wake_all(&self.sent);
}

void trace_output(const char *text, size_t size)
{
    static const char gap[] = "strace: some lines were lost\n";

    if (self.lost) {
        self.lost = false;
        text_add(&self.waiting, gap, sizeof gap - 1);
    }
    text_add(&self.waiting, text, size);
    self.lost |= self.waiting.error != 0;
    self.waiting.error = 0;
    if (!self.sending && self.sink)
        self.sending = rt_fiber_start(send, NULL) == 0;
}

void trace_output_pace(void)
{
    while (self.sending && self.waiting.len > PACE_BYTES)
        rt_wait(&self.sent);
}

void trace_output_drain(void)
{
    while (self.sending)
        rt_wait(&self.sent);
}
