/* SPDX-License-Identifier: BSD-2-Clause */
/* Scalar types of the kernel interface.  A word is 64 bits. */
#pragma once

typedef signed char seL4_Int8;
typedef unsigned char seL4_Uint8;
typedef signed short seL4_Int16;
typedef unsigned short seL4_Uint16;
typedef signed int seL4_Int32;
typedef unsigned int seL4_Uint32;
typedef signed long seL4_Int64;
typedef unsigned long seL4_Uint64;

typedef signed char seL4_Bool;
typedef unsigned long seL4_Word;
typedef unsigned long seL4_CPtr;
typedef unsigned long seL4_NodeId;
typedef unsigned long seL4_PAddr;
typedef unsigned long seL4_Domain;
typedef unsigned long seL4_SlotPos;
typedef unsigned long seL4_Time;

#define seL4_True  1
#define seL4_False 0
#define seL4_Null  ((void *)0)
#define seL4_NilData 0

_Static_assert(sizeof(seL4_Word) == 8, "this library is for 64-bit words");
