/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads a whole field as one decimal number: [+-] digits [point digits] [e [+-] digits], or "inf"
 * and "infinity" in any case. The value is the double nearest to the text, as strtod () gives it;
 * too large becomes infinite. `point` is '.' or ','. No blanks, no hexadecimal, no grouping.
 *
 * Exact without a table for up to 19 digits with a power of ten from -27 to 27: 5^27 < 2^64, so
 * product and quotient fit 128 bits and the remainder says how to round. The rest goes to strtod
 * (). About 15 ns. */
bool mercer_decimal_parse (const char *text, size_t length, char point, double *value);

/* digits 10^power, correctly rounded; digits > 0, power from -27 to 27. */
double mercer_decimal_scale (uint64_t digits, int power);
/* 5^power, power from 0 to 27. */
uint64_t mercer_power_of_five (int power);
