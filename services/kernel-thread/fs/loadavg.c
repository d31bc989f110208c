/* SPDX-License-Identifier: BSD-2-Clause */
/* Load averages: how busy the processor was, with Linux' three decays.
 *
 * There is no timer behind this: between two looks the mean of the time is taken for every step.  So it
 * counts what ran, not what waited to run. */
#include "fs/loadavg.h"

#include "time/clock.h"

enum { FIXED = 2048, STEPS_MAX = 2000 };
#define STEP_NS 5000000000ull

void loadavg_get(unsigned load[3])
{
    static const unsigned decay[3] = { 1884, 2014, 2037 }; /* e^(-5 s / 60, 300, 900 s) of 2048 */
    static uint64_t average[3], last_ns, last_busy;
    uint64_t now = clock_monotonic_ns(), busy = busy_ns();
    uint64_t steps = (now - last_ns) / STEP_NS;

    if (steps) {
        uint64_t spent = busy > last_busy ? busy - last_busy : 0;
        uint64_t active = spent * FIXED / (now - last_ns);
        for (unsigned i = 0; i < 3; i++)
            for (uint64_t s = 0; s < steps && s < STEPS_MAX; s++)
                average[i] = (average[i] * decay[i] + active * (FIXED - decay[i])) / FIXED;
        last_ns = now;
        last_busy = busy;
    }
    for (unsigned i = 0; i < 3; i++)
        load[i] = (unsigned)(average[i] * 100 / FIXED);
}
