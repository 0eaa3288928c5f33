/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine.h"
#include "write.h"

/* Told in the main loop now and then, and not after the end. */
typedef void (*MercerFilmToldFunc) (double share, void *data);

/* Writes the frames that a flow has made so far as an animation (gif.h), at most 300 of them, evenly taken with the first and the
 * last, on a thread of its own: whole or not at all. picture: size and look. The flow goes on meanwhile. */
void mercer_film_save_async (MercerSlot *slot, const char *path, const MercerPicture *picture, GCancellable *cancellable,
                             MercerFilmToldFunc told, GAsyncReadyCallback done, void *data);
/* The path that was written, g_malloc'd; NULL with one sentence, or G_IO_ERROR_CANCELLED. */
char *mercer_film_save_finish (GAsyncResult *result, GError **error);
