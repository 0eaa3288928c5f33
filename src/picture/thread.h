/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"

/* The thread along which the pictures that a method makes of one table continue each other (follow.h), whatever its columns, kernel
 * and rows. which: of several. */
static inline MercerHash
mercer_picture_thread (const MercerInputs *in, const char *method, size_t which)
{
  MercerHash hash = mercer_hash_start (method);
  mercer_hash_add_string (&hash, mercer_dataset_origin (in->dataset));
  mercer_hash_add_size (&hash, which);
  return hash;
}
