/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "film-density.h"

/* The parts of this one method among themselves: mmd-flow.c (tables, steps), -words.c (readouts, notes). */

typedef struct
{
  MercerFilmValues film; /* first */
  MercerFilmDensityValues density; /* second */
  double momentum, noise, regularisation, widening;
  bool adaptive;
} MmdFlowValues;

typedef struct
{
  MercerFlow flow;
  MercerKernel *widened; /* what it flows by at this step */
} MmdFlowState;

/* -words.c */
void mmd_flow_words (const MercerFilm *film, MercerFigureBuilder *b, bool final);
void mmd_flow_notes (const MercerFilm *film, MercerFigureBuilder *b);
