/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "work.h"

/* How delimited text is to be read. What is left at "guess" is guessed from the first 256 KiB. */
typedef enum
{
  MERCER_GUESS = -1,
  MERCER_NO = 0,
  MERCER_YES = 1
} MercerTernary;

typedef struct
{
  char delimiter;            /* 0: guess; else ',', ';', '\t', ' ' (runs of blanks) or any ASCII character */
  MercerTernary header;      /* does the first line hold names? */
  MercerTernary decimal_comma;
  const char *encoding;      /* NULL: guess of "UTF-8", "ISO-8859-1", "UTF-16LE", "UTF-16BE" */
} MercerReadOptions;

#define MERCER_READ_OPTIONS_GUESS { 0, MERCER_GUESS, MERCER_GUESS, NULL }

/* What the reader would do and how sure it is, for an import preview. */
typedef struct
{
  MercerReadOptions options; /* everything decided; encoding is a static string */
  bool sure;                 /* false: show the preview before opening */
  char *in_words;            /* "Values separated by semicolons, decimal commas, the first line holds names" */
  char *doubt;               /* why unsure, one sentence, or NULL */
  MercerDataset *head;       /* the first rows (at most 100) read that way, NULL if they cannot be */
  GError *head_error;        /* why head is NULL */
} MercerPreview;

MercerPreview *mercer_dataset_preview (const char *path, const MercerReadOptions *options, GError **error);
void mercer_preview_free (MercerPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerPreview, mercer_preview_free)

/* Reads a file of delimited text, gzip-compressed or not, as it streams by; a pipe may do. A second pass is
 * made only if a column of numbers turns out to be text far behind the start (and then a pipe will not
 * do). Missing values are the empty field, NA, N/A, NaN, null (in any case), ?, -, . ; a column is numeric if
 * every present value is a number, an ISO date (read as a decimal year) or a number with its thousands set off
 * (1,234,567.8). Empty lines are skipped, and lines with '#' before the first row. Rows that
 * are too short are filled with missing values, in those too long the rest is left out; notes say so.
 * At most 10,000 columns, 1 MiB in a line, and the memory limit of the work (without one, three quarters of
 * the machine). About 400 MB/s, of gzip 200 MB/s unpacked.
 * Reports progress to and stops with `work` (may be NULL; then error is G_IO_ERROR_CANCELLED).
 * Errors are one sentence with line and column and say what to do. options NULL: guess everything. */
MercerDataset *mercer_dataset_read (const char *path, const MercerReadOptions *options, MercerWork *work,
                                    GError **error);

/* One door for everything that names a table: a path (of a PNG picture too, see picture.h), "sample:NAME",
 * "generator:NAME(n=..,seed=..)". */
MercerDataset *mercer_dataset_open (const char *spec, MercerWork *work, GError **error);

/* Writes all columns as CSV (RFC 4180, UTF-8, numbers that read back to the same double), whole or
 * not at all (a temporary file beside it, then a rename; a device or pipe is written in place).
 * Texts that look like numbers or missing values are written as they are and read back as what they look
 * like. */
bool mercer_dataset_write_csv (const MercerDataset *dataset, const char *path, GError **error);

/* The samples that ship with the program, and the generators. */
typedef struct
{
  const char *id;      /* "co2" */
  const char *title;   /* N_("Mauna Loa CO2") */
  const char *summary; /* N_(): one sentence, what it is and why it is interesting here */
  const char *source;  /* where it comes from and under which licence */
} MercerSample;
/* Ends with an id of NULL. */
const MercerSample *mercer_samples (void);

typedef struct
{
  const char *id;      /* "two-moons" */
  const char *title;
  const char *summary;
  const char *params;  /* "n=200, noise=0.1, seed=0": names and starts */
} MercerGenerator;
const MercerGenerator *mercer_generators (void);
