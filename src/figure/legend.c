/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "legend.h"

#include <math.h>

#include "text.h"

#define SWATCH_GAP 0.5  /* em from the swatch to its words */
#define ROW_GAP    0.15 /* and between rows */
#define ENTRY_GAP  1.3  /* and from words to the next swatch in a row */

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

/* Dots that explain a size take the height that they need. */
static double
entry_height (const Mark *m, double em, double text)
{
  return fmax (text, m->size_key ? fmin (m->style.size / 10, LEGEND_SWATCH) * em + 0.2 * em : 0);
}

int
legend_lay (const Panel *p, const MercerLook *look, double max_width, LegendFunc visit, void *data, double *width, double *height)
{
  double em = text_em (look), pad = max_width > 0 ? 0 : OVERLAY_PAD * em, x = pad, y = pad, row = 0, right = 0;
  int rows = 0;
  const Mark *m;
  for (size_t k = 0; (m = panel_legend (p, k)) != NULL; k++)
    {
      double w, h;
      text_size (look, &(Text){ .style = TEXT_SMALL, .text = m->style.legend }, &w, &h);
      w += (LEGEND_SWATCH + SWATCH_GAP) * em;
      h = entry_height (m, em, h);
      if (k > 0 && (max_width <= 0 || x + w > max_width))
        {
          y += row + ROW_GAP * em;
          x = pad;
          row = 0;
        }
      rows += x <= pad;
      row = fmax (row, h);
      if (visit != NULL)
        visit (m, x, y + h / 2, data);
      right = fmax (right, x + w);
      x += w + ENTRY_GAP * em;
    }
  *width = rows > 0 ? right + pad : 0;
  *height = rows > 0 ? y + row + pad : 0;
  return rows;
}
