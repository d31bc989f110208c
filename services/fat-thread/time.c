/* SPDX-License-Identifier: BSD-2-Clause */
/* Times: FAT's date and time (UTC, from 1980 to 2107, steps of two seconds), and the clock. */
#include "fat.h"

#include <rt/timer.h>

#define NS INT64_C(1000000000)
#define DAY INT64_C(86400)
#define FIRST INT64_C(315532800)  /* 1980-01-01 */
#define LAST INT64_C(4354819199)  /* 2107-12-31 23:59:59 */

static int64_t offset_ns = FIRST * NS; /* since 1970, of counter value 0 */

int64_t fat_now_ns(void)
{
    return offset_ns + (int64_t)rt_now_ns();
}

void fat_clock_set(int64_t now_ns)
{
    offset_ns = now_ns - (int64_t)rt_now_ns();
}

/* Days from 1970-01-01, with years that begin in March so that the leap day is the last. */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;

    unsigned shifted = (month + 9) % 12;
    int64_t in_year = (153 * shifted + 2) / 5 + day - 1;

    return year * 365 + year / 4 - year / 100 + year / 400 + in_year - 719468;
}

int64_t fat_time_decode(uint16_t date, uint16_t time, uint8_t hundredths)
{
    unsigned month = date >> 5 & 15, day = date & 31;
    unsigned second = (time & 31) * 2, minute = time >> 5 & 63, hour = time >> 11;

    month = month < 1 ? 1 : month > 12 ? 12 : month;
    day = day < 1 ? 1 : day;
    hundredths = hundredths > 199 ? 199 : hundredths;
    return (days_of(1980 + (date >> 9), month, day) * DAY + hour * 3600 + minute * 60 + second) * NS +
           hundredths * (NS / 100);
}

void fat_time_encode(int64_t ns, uint16_t *date, uint16_t *time, uint8_t *hundredths)
{
    int64_t seconds = ns / NS;

    seconds = seconds < FIRST ? FIRST : seconds > LAST ? LAST : seconds;

    int64_t days = seconds / DAY, rest = seconds % DAY, year = 1980 + (days - FIRST / DAY) / 366;
    unsigned month = 1;

    while (days_of(year + 1, 1, 1) <= days)
        year++;
    while (month < 12 && days_of(year, month + 1, 1) <= days)
        month++;
    *date = (year - 1980) << 9 | month << 5 | (days - days_of(year, month, 1) + 1);
    *time = rest / 3600 << 11 | rest / 60 % 60 << 5 | rest % 60 / 2;
    if (hundredths)
        *hundredths = rest % 2 * 100 + (ns > 0 ? ns % NS / (NS / 100) : 0);
}
