/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel error codes as Linux error numbers. */
#include <linux/errno.h>
#include <rt/errno.h>

int rt_errno(seL4_Error error)
{
    static const int numbers[] = {
        [seL4_NoError] = 0,
        [seL4_InvalidArgument] = EINVAL,
        [seL4_InvalidCapability] = EBADF,
        [seL4_IllegalOperation] = EPERM,
        [seL4_RangeError] = ERANGE,
        [seL4_AlignmentError] = EINVAL,
        [seL4_FailedLookup] = ENOENT,
        [seL4_TruncatedMessage] = EPROTO,
        [seL4_DeleteFirst] = EEXIST,
        [seL4_RevokeFirst] = EBUSY,
        [seL4_NotEnoughMemory] = ENOMEM,
    };

    if (error >= sizeof(numbers) / sizeof(numbers[0]))
        return -EIO;
    return -numbers[error];
}
