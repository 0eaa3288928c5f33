/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "work.h"

/* A stream of bytes from a file, a pipe or memory; gzip is taken off on the way (all members, as
 * gzip -d does). Errors are whole sentences with the file's name. */
typedef struct _Source Source;

Source *mercer_source_open (const char *path, GError **error);
/* Bytes stay the caller's and must outlive the source. */
Source *mercer_source_new_memory (const char *name, const void *bytes, size_t size);
void mercer_source_free (Source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Source, mercer_source_free)

/* For sentences: the name of the file without its folder. */
const char *mercer_source_name (const Source *source);
/* Up to `size` bytes; 0 at the end, -1 with an error. Waits on pipes asking `work` every 4 ms. */
gssize mercer_source_read (Source *source, char *buffer, size_t size, MercerWork *work,
                           GError **error);
/* Back to the first byte. FALSE if the source is a pipe. */
bool mercer_source_rewind (Source *source);
/* The part already read, 0 where it cannot be known. */
double mercer_source_fraction (const Source *source);
/* The error of everything that ends because it was told to. */
void mercer_source_set_stopped (GError **error);
