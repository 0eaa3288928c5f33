/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Where data can be: what the bounds of a column are, which rows lie beyond them, and the lines that a hand draws them by. */

/* A number as large as this in the list of bounds is none: what a list has where only a later one was drawn. */
static const double none = 1e299;
/* Where nothing is said and a transform must have a bound: so far beyond the data, in parts of their range. */
static const double margin = 0.05;

static double
in_list (const MercerList *list, size_t k, double nothing)
{
  return (size_t) list->n > k && fabs (list->at[k]) < none ? list->at[k] : nothing;
}

bool
kde_bounds (const KdeValues *values, const MercerColumn *column, size_t index, double *low, double *high)
{
  *low = -INFINITY;
  *high = INFINITY;
  if (values->boundary == MERCER_EDGE_NONE)
    return true;
  *low = in_list (&values->bounds, 2 * index, *low);
  *high = in_list (&values->bounds, 2 * index + 1, *high);
  /* without a word: what cannot be negative begins at 0 */
  if (isinf (*low) && !(column->min < 0) && *high > 0)
    *low = 0;
  double range = column->max > column->min ? column->max - column->min : 1, room = margin * range;
  if (isinf (*low) && mercer_kde_edge_transforms ((MercerEdge) values->boundary))
    *low = column->min - room;
  if (isinf (*high) && values->boundary == MERCER_EDGE_LOGIT)
    *high = isnan (column->max) ? *low + 1 : column->max + room;
  return values->boundary != MERCER_EDGE_CIRCULAR || (isfinite (*low) && isfinite (*high));
}

MercerKdeAxis
kde_run_axis (const KdeRun *run, size_t column)
{
  MercerKdeAxis axis = { .shape = &mercer_kde_shapes[run->values->shape], .edge = (MercerEdge) run->values->boundary };
  kde_bounds (run->values, run->whole[column], column, &axis.low, &axis.high);
  return axis;
}

/* --- Rows beyond ------------------------------------------------------------------------------------------ */

/* The columns without the rows that lie beyond a bound of any of them. */
typedef struct
{
  size_t beyond, turned; /* rows that are complete otherwise: left out; taken round the circle */
  MercerColumn column[MERCER_KDE_MAX_D];
  double *values[MERCER_KDE_MAX_D];
} Clip;

static void
free_clip (void *data)
{
  Clip *clip = data;
  for (size_t c = 0; c < MERCER_KDE_MAX_D; c++)
    g_free (clip->values[c]);
  g_free (clip);
}

static bool
is_beyond (const MercerColumn *column, const MercerKdeAxis *axis)
{
  return column->min < axis->low || column->max > axis->high;
}

/* A transform takes the bound itself to infinity. */
static bool
holds (const MercerKdeAxis *axis, double x)
{
  return mercer_kde_edge_transforms (axis->edge) ? x > axis->low && x < axis->high : x >= axis->low && x <= axis->high;
}

static void
sum_up (MercerColumn *column, const MercerColumn *whole, const double *values, MercerHash hash)
{
  double mean = 0, squares = 0, n = 0;
  *column = *whole;
  column->values = values;
  column->min = INFINITY;
  column->max = -INFINITY;
  for (size_t i = 0; i < whole->n; i++)
    {
      if (isnan (values[i]))
        continue;
      double change = values[i] - mean;
      n++;
      mean += change / n;
      squares += change * (values[i] - mean);
      column->min = MIN (column->min, values[i]);
      column->max = MAX (column->max, values[i]);
    }
  column->n_missing = whole->n - (size_t) n;
  column->mean = n > 0 ? mean : NAN;
  column->sd = n > 1 ? sqrt (squares / (n - 1)) : NAN;
  if (!(n > 0))
    column->min = column->max = NAN;
  column->hash = hash;
}

/* Where a value stands on a circle whose ends are one point. */
static double
turn (const MercerKdeAxis *axis, double x)
{
  double period = axis->high - axis->low, at = axis->low + period * ((x - axis->low) / period - floor ((x - axis->low) / period));
  return CLAMP (at, axis->low, axis->high);
}

/* Rows beyond any bound are missing in all columns; on circles, which have no beyond, they are turned. */
static Clip *
clip_columns (const KdeRun *run, MercerHash key)
{
  Clip *clip = g_new0 (Clip, 1);
  MercerKdeAxis axis[MERCER_KDE_MAX_D];
  size_t rows = run->whole[0]->n;
  for (size_t c = 0; c < run->d; c++)
    {
      axis[c] = kde_run_axis (run, c);
      clip->values[c] = g_memdup2 (run->whole[c]->values, rows * sizeof (double));
    }
  for (size_t i = 0; i < rows; i++)
    {
      bool beyond = false, missing = run->weight != NULL && !(run->weight->values[i] > 0);
      if (i % 32768 == 0 && !mercer_work_wanted (run->work))
        break;
      for (size_t c = 0; c < run->d; c++)
        {
          double x = run->whole[c]->values[i];
          missing |= isnan (x);
          beyond |= !isnan (x) && !holds (&axis[c], x);
        }
      bool circle = run->values->boundary == MERCER_EDGE_CIRCULAR;
      *(circle ? &clip->turned : &clip->beyond) += beyond && !missing ? 1 : 0;
      for (size_t c = 0; c < run->d && beyond; c++)
        clip->values[c][i] = circle ? turn (&axis[c], clip->values[c][i]) : NAN;
    }
  for (size_t c = 0; c < run->d; c++)
    {
      MercerHash hash = key;
      mercer_hash_add_size (&hash, c);
      sum_up (&clip->column[c], run->whole[c], clip->values[c], hash);
    }
  return clip;
}

MercerStatus
kde_run_clip (KdeRun *run)
{
  MercerHash key = mercer_hash_start ("kde-clip");
  bool any = false;
  size_t bytes = sizeof (Clip);
  for (size_t c = 0; c < run->d; c++)
    {
      MercerKdeAxis axis = kde_run_axis (run, c);
      mercer_hash_add_hash (&key, run->whole[c]->hash);
      mercer_hash_add_double (&key, axis.low);
      mercer_hash_add_double (&key, axis.high);
      bytes += run->whole[c]->n * sizeof (double);
      any |= is_beyond (run->whole[c], &axis);
    }
  if (!any)
    return MERCER_OK;
  mercer_hash_add_size (&key, (size_t) run->values->boundary);
  if (run->weight != NULL)
    mercer_hash_add_hash (&key, run->weight->hash);
  run->clip_item = mercer_store_get (mercer_work_store (run->work), key);
  if (run->clip_item == NULL)
    {
      Clip *clip = clip_columns (run, key);
      if (!mercer_work_wanted (run->work))
        {
          free_clip (clip);
          return MERCER_STOPPED;
        }
      run->clip_item = mercer_store_put (mercer_work_store (run->work), key, clip, bytes, free_clip);
    }
  const Clip *clip = mercer_store_item_data (run->clip_item);
  run->beyond = clip->beyond;
  run->turned = clip->turned;
  for (size_t c = 0; c < run->d; c++)
    {
      run->clipped[c] = clip->column[c];
      run->clipped[c].name = run->whole[c]->name; /* the table it was made from may be gone */
      run->clipped[c].unit = run->whole[c]->unit;
      run->column[c] = &run->clipped[c];
    }
  return MERCER_OK;
}

/* --- By hand ------------------------------------------------------------------------------------------------ */

/* Which ends of an axis a bound can be drawn at. */
static bool
can_have (const KdeRun *run, bool high)
{
  return run->values->boundary != MERCER_EDGE_NONE && !(high && run->values->boundary == MERCER_EDGE_LOG);
}

/* What the list of bounds is to be where it is too short for the one that is drawn. */
static void
fill_target (const KdeRun *run, MercerHandleTarget *target)
{
  target->n_list = MIN (2 * run->d, G_N_ELEMENTS (target->list));
  for (size_t k = 0; k < target->n_list; k++)
    {
      MercerKdeAxis axis = kde_run_axis (run, k / 2);
      double bound = k % 2 == 0 ? axis.low : axis.high;
      target->list[k] = isfinite (bound) ? bound : k % 2 == 0 ? -1e300 : 1e300;
    }
}

static void
add_bound (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t a, bool high, bool vertical)
{
  size_t c = run->along[a];
  MercerKdeAxis axis = kde_run_axis (run, c);
  double at = high ? axis.high : axis.low, range = run->view_high[a] - run->view_low[a];
  /* no bound, or one out of sight: its line waits at the end of the axis, where there is a hand to take it */
  bool seen = at >= run->view_low[a] && at <= run->view_high[a];
  if (!can_have (run, high) || 2 * c + 1 >= MERCER_LIST_MAX)
    return;
  if (!seen && !mercer_job_is_live (run->job))
    return;
  const char *title = high ? _("High bound") : _("Low bound");
  if (!seen)
    {
      title = isfinite (at) ? (high ? _("High bound, beyond the picture") : _("Low bound, beyond the picture"))
              : high        ? _("No high bound yet")
                            : _("No low bound yet");
      at = high ? run->view_high[a] - 0.004 * range : run->view_low[a] + 0.004 * range;
    }
  MercerHandle handle = { .kind = vertical ? MERCER_HANDLE_VERTICAL : MERCER_HANDLE_HORIZONTAL,
                          .title = title,
                          .role = seen ? MERCER_ROLE_WARNING : MERCER_ROLE_FAINT,
                          .value = { .id = "bounds", .component = (int) (2 * c + (high ? 1 : 0)) } };
  vertical ? (handle.x = at) : (handle.y = at);
  fill_target (run, &handle.value);
  mercer_figure_handle (b, panel, &handle);
}

void
kde_add_bounds (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t a, bool vertical)
{
  for (int high = 0; high < 2; high++)
    add_bound (run, b, panel, a, high == 1, vertical);
}

void
kde_draw_beyond (const KdeRun *run, MercerFigureBuilder *b, int panel, double y)
{
  enum { MOST = 2000 };
  size_t n = 0, rows = run->whole[0]->n;
  if (run->beyond == 0 || run->beyond > MOST)
    return;
  g_autofree double *x = g_new (double, run->beyond), *up = g_new (double, run->beyond);
  g_autofree uint64_t *ids = g_new (uint64_t, run->beyond);
  for (size_t i = 0; i < rows && n < run->beyond; i++)
    {
      bool whole = run->weight == NULL || run->weight->values[i] > 0, within = true;
      for (size_t c = 0; c < run->d; c++)
        {
          whole &= !isnan (run->whole[c]->values[i]);
          within &= !isnan (run->column[c]->values[i]);
        }
      if (!whole || within)
        continue;
      x[n] = run->whole[run->along[0]]->values[i];
      up[n] = run->n_along == 2 ? run->whole[run->along[1]]->values[i] : y;
      ids[n++] = mercer_dataset_row_id (mercer_recipe_dataset (run->recipe), i);
    }
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_WARNING, .size = 4, .hollow = true, .legend = _("Beyond the bounds") },
                        n, x, up, ids);
}

/* --- Words --------------------------------------------------------------------------------------------------- */

void
kde_note_bounds (const KdeRun *run, MercerFigureBuilder *b)
{
  char number[MERCER_NUMBER_SIZE], other[MERCER_NUMBER_SIZE];
  if (run->values->boundary == MERCER_EDGE_NONE)
    return;
  if (run->beyond > 0)
    {
      g_autofree char *words
          = g_strdup_printf (ngettext ("%zu row lies beyond the bounds and was left out. Widen the bounds if data can be there.",
                                       "%zu rows lie beyond the bounds and were left out. Widen the bounds if data can be there.",
                                       run->beyond),
                             run->beyond);
      mercer_figure_note (b, MERCER_NOTE_WARNING, words, NULL, NULL, 0);
    }
  if (run->turned > 0)
    {
      g_autofree char *words = g_strdup_printf (ngettext ("%zu row lies beyond the ends of the circle and was taken round it.",
                                                          "%zu rows lie beyond the ends of the circle and were taken round it.",
                                                          run->turned),
                                                run->turned);
      mercer_figure_note (b, MERCER_NOTE_INFO, words, NULL, NULL, 0);
    }
  for (size_t c = 0; c < run->d; c++)
    {
      MercerKdeAxis axis = kde_run_axis (run, c);
      const MercerList *list = &run->values->bounds;
      bool low = isfinite (in_list (list, 2 * c, NAN)), high = isfinite (in_list (list, 2 * c + 1, NAN));
      g_autofree char *words = NULL;
      if (isinf (axis.low) && isinf (axis.high))
        words = g_strdup_printf (_("No bound is set for “%s” yet, so the boundary does nothing there. Drag a line in from the edge of the "
                                   "picture, or give a bound (bounds)."),
                                 run->names[c]);
      else if (run->values->boundary == MERCER_EDGE_LOGIT && (!high || (!low && axis.low != 0)))
        words = g_strdup_printf (_("The bounds of “%s”, %s and %s, were set just beyond the data. Drag them, or give them (bounds)."),
                                 run->names[c], mercer_number_show (axis.low, 4, number), mercer_number_show (axis.high, 4, other));
      else if (run->values->boundary == MERCER_EDGE_LOG && !low && axis.low != 0)
        words = g_strdup_printf (_("The bound of “%s”, %s, was set just below the data. Drag it, or give it (bounds)."), run->names[c],
                                 mercer_number_show (axis.low, 4, number));
      if (words != NULL)
        mercer_figure_note (b, MERCER_NOTE_WARNING, words, NULL, NULL, 0);
    }
}
