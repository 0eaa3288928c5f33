/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* The bound: a loop of exponentials and nothing else. */
void bare_exp (size_t n, const double *restrict x, double *restrict y);
