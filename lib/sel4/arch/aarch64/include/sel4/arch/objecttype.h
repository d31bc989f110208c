/* SPDX-License-Identifier: BSD-2-Clause */
/* Object types, all in the common list. */
#pragma once
