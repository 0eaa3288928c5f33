/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dots.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum { MOST_SERIES = 8 };

/* --- How points look ------------------------------------------------------------------------------------ */

static const MercerColumn *
role_column (const MercerRecipe *recipe, const char *role)
{
  int column;
  return mercer_recipe_role_columns (recipe, role, &column, 1) > 0
             ? mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) column)
             : NULL;
}

/* The first column of categories few enough to tell apart. */
static const MercerColumn *
natural_colour (MercerDataset *dataset)
{
  for (size_t c = 0; c < mercer_dataset_columns (dataset); c++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, c);
      if (column->kind == MERCER_COLUMN_CATEGORICAL && column->n_levels >= 2 && column->n_levels <= MOST_SERIES)
        return column;
    }
  return NULL;
}

void
mercer_dots_open (MercerDots *dots, const MercerRecipe *recipe, const MercerInputs *in)
{
  const MercerColumn *colour = role_column (recipe, "colour");
  mercer_dots_by (dots, in, colour != NULL ? colour : natural_colour (in->dataset));
  dots->size = role_column (recipe, "size");
}

void
mercer_dots_by (MercerDots *dots, const MercerInputs *in, const MercerColumn *colour)
{
  *dots = (MercerDots){ in, colour, NULL, 1 };
  if (dots->colour != NULL && dots->colour->kind == MERCER_COLUMN_CATEGORICAL)
    dots->groups = MIN (dots->colour->n_levels, (size_t) MOST_SERIES) + 1; /* the last: missing, or one of too many */
}

bool
mercer_dots_have_numbers (const MercerDots *dots)
{
  return dots->colour != NULL && dots->colour->kind == MERCER_COLUMN_NUMERIC && dots->colour->max > dots->colour->min;
}

static size_t
group_of (const MercerDots *dots, size_t row)
{
  if (dots->groups == 1)
    return 0;
  int32_t code = dots->colour->codes[row];
  return code >= 0 && (size_t) code < dots->groups - 1 ? (size_t) code : dots->groups - 1;
}

static double
plain_size (size_t n)
{
  return n > 2000 ? 2.5 : n > 250 ? 4 : 5.5;
}

/* From 0.6 to 2.2 of the plain size along the column; missing values are small. */
static double
size_of (const MercerDots *dots, size_t row)
{
  double value = dots->size->values[row], range = dots->size->max - dots->size->min;
  double share = isfinite (value) && range > 0 ? (value - dots->size->min) / range : 0;
  return plain_size (dots->in->n) * (0.6 + 1.6 * share);
}

static const char *
legend_of (const MercerDots *dots, size_t group)
{
  if (dots->groups == 1)
    return NULL;
  return group < dots->groups - 1                ? dots->colour->levels[group]
         : dots->colour->n_levels > MOST_SERIES ? _("Others")
                                                 : _("Missing");
}

static MercerStyle
style_of (const MercerDots *dots, size_t group, bool key)
{
  bool rest = dots->groups > 1 && group == dots->groups - 1;
  return (MercerStyle){ .role = rest                ? MERCER_ROLE_FAINT
                                : dots->groups == 1 ? MERCER_ROLE_DATA
                                                    : MERCER_ROLE_SERIES_N ((int) group),
                        .size = plain_size (dots->in->n),
                        .opacity = dots->in->n > 2000 ? 0.7 : 0.85,
                        .legend = key ? legend_of (dots, group) : NULL };
}

MercerStyle
mercer_dots_ring (size_t n, const char *legend)
{
  return (MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 1.5 * plain_size (n), .opacity = n > 2000 ? 0.5 : 1, .hollow = true,
                        .legend = legend };
}

/* --- Drawing -------------------------------------------------------------------------------------------- */

/* The dots of one group, gathered. */
typedef struct
{
  size_t count;
  double *at[3], *value, *size;
  uint64_t *ids;
} Gathered;

static void
gather (const MercerDots *dots, size_t group, int dims, const double *const *at, Gathered *out)
{
  const MercerInputs *in = dots->in;
  bool numbers = mercer_dots_have_numbers (dots);
  out->count = 0;
  for (size_t i = 0; i < in->n; i++)
    {
      if (group_of (dots, in->rows[i]) != group)
        continue;
      for (int a = 0; a < dims; a++)
        out->at[a][out->count] = at[a][i];
      out->value[out->count] = numbers ? dots->colour->values[in->rows[i]] : 0;
      out->size[out->count] = dots->size != NULL ? size_of (dots, in->rows[i]) : NAN;
      out->ids[out->count++] = in->ids[i];
    }
}

static void
draw_group (const MercerDots *dots, MercerFigureBuilder *b, int panel, int dims, const MercerStyle *style, const Gathered *g)
{
  bool numbers = mercer_dots_have_numbers (dots);
  double low = numbers ? dots->colour->min : 0, high = numbers ? dots->colour->max : 0;
  if (dims == 3)
    mercer_figure_points_in_space (b, panel, style, g->count, g->at[0], g->at[1], g->at[2], g->ids, numbers ? g->value : NULL,
                                   MERCER_MAP_VIRIDIS, low, high);
  else if (numbers)
    mercer_figure_points_mapped (b, panel, style, g->count, g->at[0], g->at[1], g->ids, g->value, MERCER_MAP_VIRIDIS, low, high);
  else
    mercer_figure_points (b, panel, style, g->count, g->at[0], g->at[1], g->ids);
  if (dots->size != NULL && dims == 2)
    mercer_figure_points_sized (b, panel, g->size);
}

static void
draw (const MercerDots *dots, MercerFigureBuilder *b, int panel, int dims, const double *const *at, bool key)
{
  size_t n = dots->in->n + 1;
  Gathered g = { .value = g_new (double, n), .size = g_new (double, n), .ids = g_new (uint64_t, n) };
  for (int a = 0; a < dims; a++)
    g.at[a] = g_new (double, n);
  for (size_t group = 0; group < dots->groups; group++)
    {
      gather (dots, group, dims, at, &g);
      MercerStyle style = style_of (dots, group, key);
      if (g.count > 0)
        draw_group (dots, b, panel, dims, &style, &g);
    }
  if (key && mercer_dots_have_numbers (dots) && g.count > 0)
    mercer_figure_points_bar (b, panel, dots->colour->name, dots->colour->unit);
  for (int a = 0; a < dims; a++)
    g_free (g.at[a]);
  g_free (g.value);
  g_free (g.size);
  g_free (g.ids);
}

void
mercer_dots_draw (const MercerDots *dots, MercerFigureBuilder *b, int panel, const double *x, const double *y, bool key)
{
  draw (dots, b, panel, 2, (const double *const[]){ x, y }, key);
  if (!key || dots->size == NULL)
    return;
  g_autofree char *words = g_strdup_printf (_("Size: %s"), dots->size->name);
  mercer_figure_caption (b, panel, words);
}

void
mercer_dots_draw_in_space (const MercerDots *dots, MercerFigureBuilder *b, int panel, const double *x, const double *y,
                           const double *z)
{
  draw (dots, b, panel, 3, (const double *const[]){ x, y, z }, true);
}
