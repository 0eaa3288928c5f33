/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "write.h"

/* An animation as GIF. Each frame has a palette of its own: the exact colours if there are at most 255, else those of a median cut
 * (Heckbert 1982), without dithering, so that still parts stay still. It repeats for ever and rests on its last frame. Frames wait in a
 * temporary file, so that memory does not grow with their number; the file itself appears whole when the animation is closed, or not
 * at all. */
typedef struct _MercerGif MercerGif;

/* picture: size and look, as for PNG; its scale is 1 if it is 0. seconds: of each frame, at least 0.02. NULL with a sentence. */
MercerGif *mercer_gif_open (const char *path, const MercerPicture *picture, double seconds, GError **error);
/* Adds a frame; false with a sentence: then only free it. */
bool mercer_gif_add (MercerGif *gif, const MercerFigure *figure, GError **error);
/* Writes what is left, puts the file in its place and frees. Without frames there is no file. */
bool mercer_gif_close (MercerGif *gif, GError **error);
/* Frees without leaving a file. NULL is allowed. */
void mercer_gif_abandon (MercerGif *gif);

/* --- Palettes ------------------------------------------------------------------------------------- */

/* At most 256 colours (0xRRGGBB) that stand for n pixels (0xXXRRGGBB), and the index of each pixel's. Returns how many. O(n). */
size_t mercer_palette (size_t n, const uint32_t *pixels, uint32_t colours[256], uint8_t *indices);
