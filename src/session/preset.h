/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recipe.h"

/* Kernels by the name of what they assume, made to suit the data at hand. */
typedef struct
{
  const char *id;         /* "trend-season" */
  const char *title;      /* N_("Trend, season and noise") */
  const char *assumption; /* N_(): one sentence on what it assumes of the function */
  /* The expression for inputs of mean 0 and standard deviation 1 and outputs of variance 1. "%" stands for one length
   * scale for each input. */
  const char *text;
  bool along_one; /* along the first input alone: order, seasons */
} MercerPreset;

/* All there are, n of them. */
const MercerPreset *mercer_presets (size_t *n);
/* The preset's kernel for the recipe's columns: lengths, places and periods in standard deviations of their columns,
 * variances in that of the output where there is one, to two digits. A season has the period that the unit of the
 * column suggests (a year of months), if the data hold some. NULL with a sentence if there are no inputs. */
MercerKernel *mercer_preset_kernel (const MercerPreset *preset, MercerRecipe *recipe, GError **error);

/* --- The person's own, in a file of their own. Names are unique; the order is that of names. */
typedef struct _MercerPresetBook MercerPresetBook;

/* path NULL: "mercer/kernels.json" where the person's settings are. A missing file is an empty book. */
MercerPresetBook *mercer_preset_book_new (const char *path);
void mercer_preset_book_free (MercerPresetBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerPresetBook, mercer_preset_book_free)

/* Reads the file, which another window may have written. False, with a sentence, if it cannot be read; then the book
 * is empty and nothing will be written over the file. */
bool mercer_preset_book_load (MercerPresetBook *book, GError **error);
size_t mercer_preset_book_length (const MercerPresetBook *book);
const char *mercer_preset_book_name (const MercerPresetBook *book, size_t i); /* borrowed until the next change */
const char *mercer_preset_book_text (const MercerPresetBook *book, size_t i); /* the expression, canonical */
bool mercer_preset_book_has (const MercerPresetBook *book, const char *name);

/* Each reads the file anew, changes it and writes it whole or not at all; false with a sentence if it could not, or if
 * the name is empty or not there. put replaces what has the name; rename refuses a name that another has. */
bool mercer_preset_book_put (MercerPresetBook *book, const char *name, MercerKernel *kernel, GError **error);
bool mercer_preset_book_rename (MercerPresetBook *book, const char *name, const char *to, GError **error);
bool mercer_preset_book_remove (MercerPresetBook *book, const char *name, GError **error);
