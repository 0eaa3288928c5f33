/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* The text of mercer_number_print (), byte for byte, several times faster for absolute values
 * from 1e-4 to 1e15; the others are left to it. buffer holds MERCER_NUMBER_SIZE bytes.
 * Returns the length. */
size_t mercer_digits_print (double value, char *buffer);
