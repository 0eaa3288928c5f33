/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "work.h"

/* A picture as a table: 2,000 places x, y drawn with a density that is as high as the picture is dark, white and what is transparent
 * being nothing. The picture is 1 high, y is up. PNG of any depth, at most 100 million pixels. It is a format like others for this
 * layer: bytes become numbers, nothing is drawn. The same table for the same file. O(pixels). */

/* By the name's ending. */
bool mercer_picture_is_one (const char *path);
MercerDataset *mercer_picture_read (const char *path, MercerWork *work, GError **error);
