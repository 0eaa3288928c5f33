/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

/* The different texts of a column, each with a code by order of first appearance. */
typedef struct _Levels Levels;

Levels *mercer_levels_new (void);
void mercer_levels_free (Levels *levels);
/* The code of a text, which is added if it is new, and counted. -1 beyond 2^31 levels or bytes. About
 * 30 ns. */
int32_t mercer_levels_code (Levels *levels, const char *text, size_t length);
size_t mercer_levels_count (const Levels *levels);
const char *mercer_levels_text (const Levels *levels, size_t code, size_t *length);
/* How many cells hold it. */
size_t mercer_levels_uses (const Levels *levels, size_t code);
/* An estimate of the memory held. */
size_t mercer_levels_bytes (const Levels *levels);
