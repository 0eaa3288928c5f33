/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "reader.h"

/* Asks how a file is to be read, in plain words and with the first rows in view, when the reader is unsure.
 * The answer comes once; options NULL: the person thought better of it. */
typedef void (*MercerPreviewFunc) (const MercerReadOptions *options, void *data);
void mercer_open_preview_show (GtkWindow *parent, const char *path, const MercerPreview *preview,
                               MercerPreviewFunc answer, void *data);
