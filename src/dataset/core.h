/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reader.h"
#include "sniff.h"
#include "source.h"

/* The reader on any source of bytes. */

/* Reads the first part of a source and decides how to read it. */
typedef struct
{
  GByteArray *head; /* bytes as they come from the source */
  bool whole;       /* the source ends with them */
  Layout layout;
} Opening;

/* What a table is called. */
typedef struct
{
  const char *title, *origin, *source; /* source may be NULL */
  const char *const *units;            /* column, its unit, column, ... NULL; or NULL */
} Label;

bool mercer_opening_read (Opening *opening, Source *source, const MercerReadOptions *options,
                          MercerWork *work, GError **error);
void mercer_opening_clear (Opening *opening);
/* The whole table, or its first max_rows rows out of the head alone if max_rows > 0. */
MercerDataset *mercer_core_read (Opening *opening, Source *source, const Label *label,
                                 size_t max_rows, MercerWork *work, GError **error);
/* Both in one. */
MercerDataset *mercer_core_read_source (Source *source, const Label *label,
                                        const MercerReadOptions *options, MercerWork *work,
                                        GError **error);
