/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

#include "figure.h"

/* The reel: the frames of a flow in the order of their steps, bounded in bytes. When it is full every second frame goes
 * and from then on only every second step is kept, so that what remains is always evenly spaced; the newest frame is
 * always there. Not thread safe by itself. */
typedef struct _MercerReel MercerReel;

MercerReel *mercer_reel_new (size_t limit);
void mercer_reel_free (MercerReel *reel);
void mercer_reel_clear (MercerReel *reel);
/* Takes the reference; in place of all that show the same step or a later one, which a flow that goes back shows anew. Amortised
 * O(1). */
void mercer_reel_append (MercerReel *reel, MercerFigure *frame);
/* Takes the reference; in place of the frame of the same step. Where there is none nothing happens. O(log frames). */
void mercer_reel_revise (MercerReel *reel, MercerFigure *frame);
size_t mercer_reel_count (const MercerReel *reel);
/* Borrowed; index 0 is the first step. */
MercerFigure *mercer_reel_frame (const MercerReel *reel, size_t index);
/* The same for the end of the flow, but an empty reel, whose job was no flow, stays empty. */
void mercer_reel_finish (MercerReel *reel, MercerFigure *figure);
/* The number of the step that frame `index` shows: its readout "steps", or where it has none the number of frames appended
 * before it. */
size_t mercer_reel_step (const MercerReel *reel, size_t index);
size_t mercer_reel_bytes (const MercerReel *reel);
