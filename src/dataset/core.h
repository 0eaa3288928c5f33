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

bool opening_read (Opening *opening, Source *source, const MercerReadOptions *options, MercerWork *work,
                   GError **error);
void opening_clear (Opening *opening);
/* The whole table, or its first max_rows rows out of the head alone if max_rows > 0. */
MercerDataset *core_read (Opening *opening, Source *source, const char *title, const char *origin,
                          size_t max_rows, MercerWork *work, GError **error);
/* Both in one. */
MercerDataset *core_read_source (Source *source, const char *title, const char *origin,
                                 const MercerReadOptions *options, MercerWork *work, GError **error);
