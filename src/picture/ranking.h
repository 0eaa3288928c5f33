/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figure.h"

/* The y axis of a ranked list: a name for each of n places, that of the first at the top; panels of the same link move
 * together. Of each name up to 47 bytes are shown. */
void mercer_picture_ranking_axis (MercerFigureBuilder *b, int panel, size_t n, const char *const *names, const char *link);
/* Where place k (from 0) of n stands on it. */
double mercer_picture_ranking_at (size_t n, size_t k);
