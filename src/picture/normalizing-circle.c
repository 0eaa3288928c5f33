/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns that come round: how far round, and how they are seen by a kernel and in a flat picture. There the circle is cut open, and a
 * quarter of a turn is shown again beyond both ends, so that what lies across the cut is seen whole. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "normalizing.h"

/* --- Which columns -------------------------------------------------------------------------------------- */

/* A column says by its unit how far round it is, or by its range: the shortest of these that holds it. */
static const double rounds[] = { 1, 6.283185307179586, 12, 24, 360 };
static const struct
{
  const char *unit;
  double round;
} units[] = { { "°", 360 }, { "deg", 360 }, { "rad", 6.283185307179586 }, { "h", 24 } };

static double
round_of (const MercerColumn *column)
{
  double range = column->max - column->min;
  for (size_t k = 0; k < G_N_ELEMENTS (units); k++)
    if (g_strcmp0 (column->unit, units[k].unit) == 0 && range <= units[k].round)
      return units[k].round;
  for (size_t k = 0; k < G_N_ELEMENTS (rounds); k++)
    if (range <= rounds[k])
      return rounds[k];
  return range > 0 ? range : 1;
}

/* Where the circle is cut open to be drawn: at 0, or half a turn before it if the values lie on both sides of 0. A ground to paint on
 * is once round. */
bool
mercer_normalizing_circle (const MercerRecipe *recipe, const MercerNormalizingForm *form, size_t c, double *low, double *high)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *name = mercer_recipe_role (recipe, "x")[c];
  const MercerColumn *column = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name));
  const MercerList *given = form->round;
  if (!form->torus)
    return false;
  if ((given == NULL || given->n == 0) && mercer_dataset_ground (dataset, low, high))
    return true;
  double round = given == NULL || given->n == 0 ? round_of (column)
                 : given->n == 1                ? given->at[0]
                 : (int) c < given->n           ? given->at[c]
                                                : 0;
  bool both = column->min < 0 && column->min >= -0.5 * round && column->max <= 0.5 * round;
  *low = both ? -0.5 * round : 0;
  *high = *low + round;
  return round > 0;
}

MercerKernel *
mercer_normalizing_kernel (const MercerRecipe *recipe, const MercerNormalizingForm *form, GError **error)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  size_t d = g_strv_length ((char **) names);
  g_autofree bool *circle = g_new (bool, d);
  g_autofree double *around = g_new (double, d);
  for (size_t c = 0; c < d; c++)
    {
      double low = 0, high = 0;
      circle[c] = mercer_normalizing_circle (recipe, form, c, &low, &high);
      around[c] = high - low;
    }
  return mercer_coupling_kernel (mercer_recipe_kernel (recipe), names, d, circle, around, error);
}

/* --- The picture ---------------------------------------------------------------------------------------- */

/* A line may wind so many times around before it leaves the frame unseen. */
enum { MOST_TURNS = 2 };

/* The turn of the circle along axis a, 0 if the axis is none. */
static double
turn_of (const MercerNormalizing *run, size_t a)
{
  size_t c = run->along[a];
  return a < run->dims && run->circle != NULL && run->circle[c] ? run->high_end[c] - run->low_end[c] : 0;
}

/* The same place between the ends. */
static double
wound (const MercerNormalizing *run, size_t a, double value)
{
  double turn = turn_of (run, a);
  return turn > 0 ? value - turn * floor ((value - run->low_end[run->along[a]]) / turn) : value;
}

size_t
mercer_normalizing_dots (const MercerNormalizing *run, int copies, size_t n, const double *x, const double *y, const uint64_t *ids,
                         double *to_x, double *to_y, uint64_t *to_ids)
{
  size_t count = 0;
  double turn[2] = { turn_of (run, 0), turn_of (run, 1) };
  for (size_t i = 0; i < n; i++)
    for (int p = turn[0] > 0 ? -1 : 0; p <= (turn[0] > 0 ? 1 : 0); p++)
      for (int q = turn[1] > 0 ? -1 : 0; q <= (turn[1] > 0 ? 1 : 0); q++)
        {
          double at[2] = { wound (run, 0, x[i]) + p * turn[0], wound (run, 1, y[i]) + q * turn[1] };
          bool seen = true;
          for (size_t a = 0; a < run->dims; a++)
            seen = seen && (turn[a] == 0 || (at[a] >= run->low[a] && at[a] <= run->high[a]));
          if ((p != 0 || q != 0) != (copies != 0) || !seen)
            continue;
          to_x[count] = at[0];
          to_y[count] = at[1];
          if (to_ids != NULL && ids != NULL)
            to_ids[count] = ids[i];
          count++;
        }
  return count;
}

/* One line moved by whole turns, those of its points that the frame shows; a gap wherever it leaves. */
static void
add_copy (const MercerNormalizing *run, size_t n, const double *x, const double *y, double right, double up, GArray *to_x, GArray *to_y)
{
  const double nothing = NAN;
  double wide = run->high[0] - run->low[0], tall = run->high[1] - run->low[1];
  bool drawn = false;
  for (size_t k = 0; k <= n; k++)
    {
      double px = k < n ? x[k] + right : nothing, py = k < n ? y[k] + up : nothing;
      bool seen = px >= run->low[0] - 0.1 * wide && px <= run->high[0] + 0.1 * wide && py >= run->low[1] - 0.1 * tall
                  && py <= run->high[1] + 0.1 * tall;
      if (seen || drawn)
        {
          g_array_append_val (to_x, *(seen ? &px : &nothing));
          g_array_append_val (to_y, *(seen ? &py : &nothing));
        }
      drawn = seen;
    }
}

void
mercer_normalizing_lines (const MercerNormalizing *run, size_t n, const double *x, const double *y, GArray *to_x, GArray *to_y)
{
  double turn[2] = { turn_of (run, 0), turn_of (run, 1) };
  g_autofree double *whole = g_new (double, 2 * n + 2);
  for (size_t from = 0; from < n;)
    {
      size_t count = 0;
      for (; from + count < n && !isnan (x[from + count]); count++)
        for (size_t a = 0; a < 2; a++)
          {
            double *line = whole + a * (n + 1), value = (a == 0 ? x : y)[from + count];
            line[count] = turn[a] > 0 && count > 0 ? value - turn[a] * rint ((value - line[count - 1]) / turn[a]) : value;
          }
      int right = turn[0] > 0 ? MOST_TURNS : 0, up = turn[1] > 0 ? MOST_TURNS : 0;
      for (int p = -right; p <= right; p++)
        for (int q = -up; q <= up; q++)
          add_copy (run, count, whole, whole + n + 1, p * turn[0], q * turn[1], to_x, to_y);
      from += count + 1;
    }
}

void
mercer_normalizing_seams (const MercerNormalizing *run, MercerFigureBuilder *b, int panel)
{
  bool told = false;
  for (size_t a = 0; a < run->dims; a++)
    for (int end = 0; end < 2 && turn_of (run, a) > 0; end++)
      {
        size_t c = run->along[a];
        MercerStyle style = { .role = MERCER_ROLE_SECONDARY, .width = 1.5, .dashed = true, .legend = told ? NULL : _("Once around") };
        mercer_figure_rule (b, panel, &style, a == 0, end == 0 ? run->low_end[c] : run->high_end[c]);
        told = true;
      }
}
