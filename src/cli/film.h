/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "figure.h"
#include "method.h"

/* Films: `--out frames/%04d.png` writes every frame of a flow as a picture of its own, numbered from 0. */

/* Whether the path asks for frames: one whole number in the manner of printf, as in "%d" or "%04d". */
bool cli_film_is_wanted (const char *path);
/* NULL, or one sentence why this path cannot take the frames of this method; g_malloc'd. */
char *cli_film_refuse (const char *path, const MercerMethod *method);
/* Writes one frame. The folder is made if it is not there. */
bool cli_film_write (const char *path, guint number, const MercerFigure *frame, GError **error);
