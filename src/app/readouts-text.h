/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Words about readouts. No GTK here. */

/* What the readout of this id means, in a translated sentence, or NULL. */
const char *mercer_readout_meaning (const char *id);
/* A duration for a glance, "12 ms", "3.4 s", or a dash. Free with g_free. */
char *mercer_seconds_show (double seconds);
/* Counts are shown as counts; everything else keeps its digits, zeros too, so that it stands still. */
int mercer_value_digits (double value, int digits);
/* text with line ends so that no line is longer than so many characters unless a word is; tooltips wrap unreliably by
 * themselves. Free with g_free. */
char *mercer_wrap_words (const char *text, int characters);
