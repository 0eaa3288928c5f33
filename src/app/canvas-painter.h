/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "canvas-view.h"

/* Paints figures into textures on a thread of its own; the newest request wins. Drawing a full picture with
 * thousands of dots and lettering takes longer than one frame, so the window's thread only puts finished
 * textures together. The still layer is kept while only the phase of swinging lines changes. */
typedef struct _MercerPainter MercerPainter;

typedef struct
{
  MercerFigure *figure;
  MercerLook look;       /* hover and the picked row are not painted here; font may be NULL */
  int width, height;     /* logical pixels */
  int scale;             /* device pixels in one of them */
  uint64_t generation;   /* changes with everything but the phase */
  bool by_cairo;         /* the window is drawn with cairo, see below */
} MercerScene;

/* Layers are render nodes. Where cairo draws the window they are cairo's own, because GTK 4.8 converts a texture pixel
 * by pixel through floating point each time that any part of it is drawn: 3.5 ms for 900 x 700 pixels on the window's
 * thread, against 0.2 ms for the whole and nothing for a corner. Elsewhere a texture is uploaded once. */
typedef struct
{
  GskRenderNode *still, *moving; /* moving: NULL if nothing swings */
  int width, height;
  uint64_t generation;
} MercerPainting;

/* painted: called on the main thread whenever a painting waits to be taken. */
MercerPainter *mercer_painter_new (void (*painted) (void *data), void *data);
void mercer_painter_free (MercerPainter *painter);
/* The painter's view goes through this step before the next request is painted. Never blocks. */
void mercer_painter_step (MercerPainter *painter, const MercerViewStep *step);
/* Never blocks. Replaces the request that waits. */
void mercer_painter_request (MercerPainter *painter, const MercerScene *scene);
/* The newest painting since the last take; false if there is none. */
bool mercer_painter_take (MercerPainter *painter, MercerPainting *painting);
/* A request waits or is being painted. */
bool mercer_painter_is_busy (MercerPainter *painter);
