/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Memory for arrays: 64-byte aligned, uninitialised. Large blocks ask for huge pages and are kept
 * for the next taker when freed (a bounded share of the machine), because a picture that follows a
 * slider takes and returns the same matrices sixty times a second and fresh pages cost more than
 * filling them does. NULL when the system refuses. Thread safe. */
void *mercer_block_new (size_t bytes);
/* NULL is allowed. Has the shape of a MercerFreeFunc, so that blocks can be given to the store. */
void mercer_block_free (void *block);
/* Gives every kept block back to the system. */
void mercer_block_trim (void);
/* Physical memory in bytes, or the control group's limit when that is less. */
size_t mercer_block_machine_bytes (void);
