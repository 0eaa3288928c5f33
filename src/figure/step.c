/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From dot to dot by keys. */
#include <math.h>

#include "hit-words.h"

/* Dots in the order in which they lie from left to right, those on one spot by row. */
static int
compare_dots (const MercerHit *a, const MercerHit *b)
{
  if (a->x != b->x)
    return a->x < b->x ? -1 : 1;
  return (a->row_id > b->row_id) - (a->row_id < b->row_id);
}

static bool
names_rows (const Mark *m)
{
  return (m->kind == MARK_POINTS || m->kind == MARK_SPACE_POINTS) && m->rows != NULL;
}

/* The first panel with dots that name rows is the one walked through: the others show the same
 * rows. */
static int
dotted_panel (const MercerFigure *f)
{
  for (guint i = 0; i < f->panels->len; i++)
    for (guint k = 0; k < figure_panel (f, i)->marks->len; k++)
      {
        const Mark *m = panel_mark (figure_panel (f, i), k);
        if (names_rows (m))
          return (int) i;
      }
  return -1;
}

/* The first dot of a panel beyond `from` in the direction of `step`; one pass, words only for the
 * one found. */
static bool
nearest_beyond (const MercerFigure *f, int panel, const MercerHit *from, int step, MercerHit *best)
{
  bool found = false;
  const Panel *p = figure_panel (f, panel);
  for (guint k = 0; k < p->marks->len; k++)
    {
      const Mark *m = panel_mark (p, k);
      for (size_t i = 0; names_rows (m) && i < m->n; i++)
        {
          MercerHit at = { .x = m->column[0][i], .row_id = m->rows[i] };
          if (!isfinite (at.x) || !isfinite (m->column[1][i])
              || (from != NULL && compare_dots (&at, from) * step <= 0)
              || (found && compare_dots (&at, best) * step >= 0))
            continue;
          *best = (MercerHit){ .panel = panel,
                               .mark = (int) k,
                               .item = i,
                               .x = at.x,
                               .y = m->column[1][i],
                               .z = m->kind == MARK_SPACE_POINTS ? m->column[2][i] : 0,
                               .has_row = true,
                               .row_id = at.row_id };
          found = true;
        }
    }
  if (found)
    hit_describe_dot (f, best);
  return found;
}

static bool
find_row (const MercerFigure *f, int panel, uint64_t row, MercerHit *hit)
{
  const Panel *p = figure_panel (f, panel);
  for (guint k = 0; k < p->marks->len; k++)
    {
      const Mark *m = panel_mark (p, k);
      for (size_t i = 0; names_rows (m) && i < m->n; i++)
        if (m->rows[i] == row)
          {
            *hit = (MercerHit){ .x = m->column[0][i], .row_id = row };
            return true;
          }
    }
  return false;
}

bool
mercer_figure_step (const MercerFigure *f, const uint64_t *from_row, int step, MercerHit *hit)
{
  g_return_val_if_fail (f != NULL && hit != NULL && step != 0, false);
  int panel = dotted_panel (f);
  if (panel < 0)
    return false;
  step = step > 0 ? 1 : -1;
  MercerHit from;
  bool known = from_row != NULL && find_row (f, panel, *from_row, &from);
  /* From nowhere, or past the end: begin again. */
  return (known && nearest_beyond (f, panel, &from, step, hit))
         || nearest_beyond (f, panel, NULL, known ? step : 1, hit);
}
