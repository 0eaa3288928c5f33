/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Private to sliced.c. */

/* below[i] = #{t <= s_i} and above[j] = #{s < t_j}; both ascend, with an infinite number behind the last. The walk over both has
 * no branch that could be mispredicted: at each place the lesser of the two heads is taken. Returns whether some s equals some t. */
bool sliced_merge (size_t n, const double *restrict s, size_t m, const double *restrict t, uint32_t *restrict below,
                   uint32_t *restrict above);
