/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip between the title of a panel and its plot: what the caption says, and the legend where the plot has no room for it. */
#include <math.h>

#include "legend.h"
#include "text.h"

/* The plot that a strip may be taken from, in em. */
#define LEAST_WIDTH  12
#define LEAST_HEIGHT 7
#define LINES        2    /* of a caption */
#define ROWS         3    /* of a legend */
#define BELOW        0.4  /* em from the strip to the plot */
#define APART        1.6  /* em from caption to legend in one line */

/* Decided once for a plot without a strip: what is shown must not depend on what it leaves room for. */
void
strip_choose (PanelLayout *pl, const Panel *p, const MercerLook *look)
{
  double em = text_em (look), w, h;
  bool roomy = pl->plot.width >= LEAST_WIDTH * em && pl->cell.height >= LEAST_HEIGHT * em;
  pl->captioned = roomy && p->caption != NULL && *p->caption != '\0';
  if (pl->legend_place != LEGEND_ABOVE)
    return;
  if (!roomy || legend_lay (p, look, pl->plot.width, NULL, NULL, &w, &h) > ROWS || w > pl->plot.width)
    pl->legend_place = LEGEND_NOWHERE;
}

static bool
is_titled (const Panel *p)
{
  return p->title != NULL && *p->title != '\0';
}

/* Panels with titles of their own have their words below them. */
static bool
is_margin_above (const Panel *o, const Panel *p)
{
  return o->row + o->height == p->row && panels_share (p, o, AXIS_X) && !is_titled (p) && !is_titled (o)
         && panel_legend (o, 0) == NULL && o->caption == NULL;
}

void
strips_to_top (Layout *l, const MercerFigure *f)
{
  for (size_t i = 0; i < l->n; i++)
    for (size_t j = 0; j < l->n; j++)
      {
        PanelLayout *pl = &l->panel[i], *top = &l->panel[j];
        const Panel *p = figure_panel (f, i);
        if (!is_margin_above (figure_panel (f, j), p) || (!pl->captioned && pl->legend_place != LEGEND_ABOVE))
          continue;
        top->words = p;
        top->captioned = pl->captioned;
        pl->captioned = false;
        if (pl->legend_place == LEGEND_ABOVE)
          {
            top->legend_place = LEGEND_ABOVE;
            pl->legend_place = LEGEND_NOWHERE;
          }
      }
}

double
strip_measure (PanelLayout *pl, const MercerLook *look)
{
  const Panel *p = pl->words;
  double em = text_em (look), widest = fmax (pl->plot.width, pl->strip_width), caption = 0;
  pl->caption = (Rect){ 0 };
  pl->strip = 0;
  if (pl->captioned)
    {
      text_size (look, &(Text){ TEXT_SMALL, p->caption, widest, true, LINES }, &pl->caption.width, &pl->caption.height);
      caption = pl->caption.width + APART * em;
      pl->strip = pl->caption.height;
    }
  if (pl->legend_place == LEGEND_ABOVE)
    {
      pl->legend = (Rect){ 0 };
      legend_lay (p, look, widest, NULL, NULL, &pl->legend.width, &pl->legend.height);
      /* beside a caption of one line, or below it */
      pl->legend.x = caption;
      if (caption > 0 && (caption + pl->legend.width > widest || pl->caption.height > 1.5 * text_line (look, TEXT_SMALL)))
        {
          pl->legend.x = 0;
          pl->legend.y = pl->strip + 0.1 * em;
        }
      pl->legend.width = pl->legend.x + pl->legend.width <= widest ? pl->legend.width : 0;
      pl->strip = fmax (pl->strip, pl->legend.y + pl->legend.height);
    }
  if (pl->strip > 0)
    pl->strip += BELOW * em;
  return pl->strip;
}

void
strip_place (const Layout *l, PanelLayout *pl)
{
  double em = l->em, top = round (pl->plot.y - pl->strip);
  pl->title_y = pl->strip > 0 ? top - 0.05 * em : pl->plot.y - 0.3 * em;
  Rect *parts[] = { &pl->caption, pl->legend_place == LEGEND_ABOVE ? &pl->legend : NULL };
  for (size_t k = 0; k < G_N_ELEMENTS (parts); k++)
    if (parts[k] != NULL && parts[k]->width > 0)
      {
        parts[k]->x += pl->plot.x;
        parts[k]->y += top;
      }
}
