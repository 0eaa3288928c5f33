/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "figure.h"
#include "method.h"

/* Films: `--out frames/%04d.png` writes every frame of a flow as a picture of its own, numbered from 0; `--out film.gif` all of them
 * as one animation. */
typedef struct _CliFilm CliFilm;

/* Whether the path asks for frames: one whole number in the manner of printf, as in "%d" or "%04d", or the ending .gif. */
bool cli_film_is_wanted (const char *path);
/* NULL, or one sentence why this path cannot take the frames of this method; g_malloc'd. */
char *cli_film_refuse (const char *path, const MercerMethod *method);

CliFilm *cli_film_new (const char *path);
/* Writes one frame, or adds it. The folder is made if it is not there. */
bool cli_film_add (CliFilm *film, const MercerFigure *frame, GError **error);
/* With the figure at the end; NULL: none, what is not yet written is given up. Frees. */
bool cli_film_finish (CliFilm *film, const MercerFigure *final, GError **error);
