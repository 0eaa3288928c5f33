/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legends lie over the plot where nothing is hidden by them (room.c); a badge is beside the figure's title. */
#include "layout.h"

#include <math.h>

#include "legend.h"
#include "text.h"

static Rect
put_in_corner (const Rect *plot, Corner corner, double width, double height, double margin)
{
  /* 0: at the left or at the top, 1: at the right or at the bottom */
  static const double across[N_PLACES] = { [CORNER_TOP_RIGHT] = 1, [CORNER_BOTTOM_RIGHT] = 1, [SIDE_RIGHT] = 1,
                                           [SIDE_TOP] = 0.5, [SIDE_BOTTOM] = 0.5 };
  static const double down[N_PLACES] = { [CORNER_BOTTOM_LEFT] = 1, [CORNER_BOTTOM_RIGHT] = 1, [SIDE_BOTTOM] = 1,
                                         [SIDE_LEFT] = 0.5, [SIDE_RIGHT] = 0.5 };
  return (Rect){ plot->x + margin + across[corner] * (plot->width - 2 * margin - width),
                 plot->y + margin + down[corner] * (plot->height - 2 * margin - height), width, height };
}

static bool
rects_meet (const Rect *a, const Rect *b)
{
  return a->width > 0 && b->width > 0 && a->x < b->x + b->width && b->x < a->x + a->width
         && a->y < b->y + b->height && b->y < a->y + a->height;
}

/* Of the plot: larger ones would hide more than they explain. */
#define LEGEND_SHARE      0.15
#define LEGEND_SHARE_FREE 0.36 /* over an empty corner */

static bool
fits_inside (const PanelLayout *pl, double w, double h, bool free)
{
  return w > 0 && w < 0.62 * pl->plot.width && h < 0.7 * pl->plot.height
         && w * h < (free ? LEGEND_SHARE_FREE : LEGEND_SHARE) * pl->plot.width * pl->plot.height;
}

void
legend_choose (PanelLayout *pl, const Panel *p, const MercerLook *look, Corner corner, bool crowded)
{
  double w, h;
  legend_lay (p, look, 0, NULL, NULL, &w, &h);
  pl->legend_corner = corner;
  pl->legend_place = w <= 0 ? LEGEND_NOWHERE : !crowded && fits_inside (pl, w, h, true) ? LEGEND_INSIDE : LEGEND_ABOVE;
  strip_choose (pl, p, look);
  /* too small for a strip: over what hides least, if it hides little */
  if (pl->legend_place == LEGEND_NOWHERE && fits_inside (pl, w, h, !crowded))
    pl->legend_place = LEGEND_INSIDE;
}

/* At the right of the line of the figure's title, where it hides nothing; without one in the corner of the first plot that the
 * legend is not in. */
static void
place_badge (Layout *l, const MercerFigure *f, const MercerLook *look)
{
  static const Corner taste[] = { CORNER_TOP_RIGHT, CORNER_TOP_LEFT, CORNER_BOTTOM_RIGHT, CORNER_BOTTOM_LEFT };
  PanelLayout *pl = &l->panel[0];
  double em = l->em, head, w, h, line, most = pl->plot.width - 2.2 * em;
  text_size (look, &(Text){ .style = TEXT_SMALL, .text = f->draft }, &w, &h);
  text_size (look, &(Text){ .style = TEXT_HEAD, .text = f->title }, &head, &line);
  if (l->head_height > 0 && fmax (pl->plot.x, em) + head + w + 4 * em < l->width)
    {
      double height = h + 0.2 * em;
      pl->badge = (Rect){ l->width - w - 1.6 * em, 0.6 * em + (line - height) / 2, w + em, height };
      return;
    }
  if (most < 3 * em || pl->plot.height < 2.5 * em)
    return;
  w = fmin (w, most);
  for (size_t k = 0; k < G_N_ELEMENTS (taste); k++)
    {
      pl->badge = put_in_corner (&pl->plot, taste[k], w + em, h + 0.3 * em, 0.5 * em);
      if (!rects_meet (&pl->badge, &pl->legend))
        return;
    }
  pl->badge = put_in_corner (&pl->plot, taste[0], w + em, h + 0.3 * em, 0.5 * em);
}

void
layout_overlays (Layout *l, const MercerFigure *f, const MercerLook *look)
{
  for (size_t i = 0; i < l->n; i++)
    {
      PanelLayout *pl = &l->panel[i];
      double w, h;
      if (pl->legend_place == LEGEND_INSIDE)
        {
          legend_lay (figure_panel (f, i), look, 0, NULL, NULL, &w, &h);
          pl->legend = put_in_corner (&pl->plot, pl->legend_corner, w, h, 0.5 * l->em);
        }
      strip_place (l, pl);
    }
  if (l->n > 0 && f->draft != NULL)
    place_badge (l, f, look);
}
