/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "write.h"

/* Writes a figure on a thread of its own, whole or not at all. */
void mercer_export_async (MercerFigure *figure, const char *path, const MercerPicture *picture,
                          GAsyncReadyCallback done, void *data);
/* The path that was written, g_malloc'd; NULL with one sentence. */
char *mercer_export_finish (GAsyncResult *result, GError **error);
