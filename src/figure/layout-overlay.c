/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legends and captions lie over the plot, each where it hides least (room.c). */
#include "layout.h"

#include <math.h>
#include <string.h>

#include "text.h"

const Mark *
panel_legend (const Panel *p, size_t k)
{
  for (guint i = 0; i < p->marks->len; i++)
    {
      const char *legend = panel_mark (p, i)->style.legend;
      bool seen = legend == NULL || *legend == '\0';
      for (guint j = 0; j < i && !seen; j++)
        seen = g_strcmp0 (panel_mark (p, j)->style.legend, legend) == 0;
      if (!seen && k-- == 0)
        return panel_mark (p, i);
    }
  return NULL;
}

double
layout_legend_row (const Mark *m, double em, double text)
{
  double dot = m->size_key ? fmin (m->style.size / 10, LEGEND_SWATCH) * em + 0.2 * em : 0;
  return fmax (text, dot) + 0.15 * em;
}

static void
legend_size (const Panel *p, const MercerLook *look, double em, double *width, double *height)
{
  const Mark *m;
  *width = *height = 0;
  for (size_t k = 0; (m = panel_legend (p, k)) != NULL; k++)
    {
      double w, h;
      text_size (look, &(Text){ .style = TEXT_SMALL, .text = m->style.legend }, &w, &h);
      *width = fmax (*width, w);
      *height += layout_legend_row (m, em, h);
    }
  if (*height > 0)
    {
      *width += (LEGEND_SWATCH + 0.5 + 2 * OVERLAY_PAD) * em;
      *height += (2 * OVERLAY_PAD - 0.15) * em;
    }
}

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
#define CAPTION_SHARE     0.14
#define LEGEND_SHARE      0.15
#define LEGEND_SHARE_FREE 0.36 /* over an empty corner */

static unsigned
place_caption (PanelLayout *pl, const Panel *p, const MercerLook *look, double em, Corner at)
{
  double w, h, widest = fmin (pl->plot.width * 0.8, 34 * em) - 2 * (OVERLAY_PAD + 0.5) * em;
  text_size (look, &(Text){ TEXT_SMALL, p->caption, widest, true, 3 }, &w, &h);
  if (w * h > CAPTION_SHARE * pl->plot.width * pl->plot.height)
    return 0;
  /* In a slim panel the legend may reach into that corner. */
  for (int k = 0; k < N_CORNERS; k++)
    {
      Corner corner = (Corner) ((at + k) % N_CORNERS);
      pl->caption = put_in_corner (&pl->plot, corner, w + 2 * OVERLAY_PAD * em, h + OVERLAY_PAD * em, 0.5 * em);
      if (!rects_meet (&pl->legend, &pl->caption))
        return 1u << corner;
    }
  pl->caption.width = 0;
  return 0;
}

/* The badge comes and goes while a figure is refined, so it moves out of the way of the others, not
 * they. */
static void
place_badge (PanelLayout *pl, const char *draft, const MercerLook *look, double em, unsigned taken)
{
  static const Corner taste[]
      = { CORNER_TOP_RIGHT, CORNER_TOP_LEFT, CORNER_BOTTOM_RIGHT, CORNER_BOTTOM_LEFT };
  double w, h, most = pl->plot.width - 2.2 * em;
  if (most < 3 * em || pl->plot.height < 2.5 * em)
    return;
  text_size (look, &(Text){ TEXT_SMALL, draft, most }, &w, &h);
  for (size_t k = 0; k < N_CORNERS; k++)
    {
      pl->badge = put_in_corner (&pl->plot, taste[k], fmin (w, most) + em, h + 0.3 * em, 0.5 * em);
      if (!(taken & 1u << taste[k]) && !rects_meet (&pl->badge, &pl->legend)
          && !rects_meet (&pl->badge, &pl->caption))
        return;
    }
  pl->badge
      = put_in_corner (&pl->plot, CORNER_TOP_RIGHT, fmin (w, most) + em, h + 0.3 * em, 0.5 * em);
}

void
layout_overlays (Layout *l, const MercerFigure *f, const MercerLook *look, const MercerView *view)
{
  for (size_t i = 0; i < l->n; i++)
    {
      const Panel *p = figure_panel (f, i);
      PanelLayout *pl = &l->panel[i];
      double w, h, em = l->em;
      unsigned taken = 0;
      legend_size (p, look, em, &w, &h);
      Corner at = view_corner (view, f, i, OVERLAY_LEGEND);
      double share = p->load[OVERLAY_LEGEND][at] < 0.05 ? LEGEND_SHARE_FREE : LEGEND_SHARE;
      if (w > 0 && w < 0.62 * pl->plot.width && h < 0.7 * pl->plot.height
          && w * h < share * pl->plot.width * pl->plot.height)
        {
          pl->legend = put_in_corner (&pl->plot, at, w, h, 0.5 * em);
          taken |= 1u << at;
        }
      if (p->caption != NULL && *p->caption != '\0' && pl->plot.width >= 12 * em
          && pl->plot.height >= 7 * em)
        taken |= place_caption (pl, p, look, em, view_corner (view, f, i, OVERLAY_CAPTION));
      if (i == 0 && f->draft != NULL)
        place_badge (pl, f->draft, look, em, taken);
    }
}
