/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that a flow is trained on and judged by, and where they lie; and what of that changes while it plays. */
#include "normalizing.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "random.h"

enum { MOST_ROWS = 2000, STREAM_HELD = 0x6e6601 };

/* --- Circles -------------------------------------------------------------------------------------------- */

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

/* Where the circle is cut open to be drawn: at 0, or half a turn before it if the values lie on both sides of 0. */
bool
mercer_normalizing_circle (const MercerRecipe *recipe, const MercerNormalizingForm *form, size_t c, double *low, double *high)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *name = mercer_recipe_role (recipe, "x")[c];
  const MercerColumn *column = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name));
  const MercerList *given = form->round;
  if (!form->torus)
    return false;
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

/* --- Who is trained on -------------------------------------------------------------------------------------- */

/* Each row draws a number by its identity, so that it stays on its side whatever becomes of the others. */
static double
lot_of (const MercerNormalizing *run, uint64_t id)
{
  return mercer_random_uniform (mercer_recipe_seed (run->recipe), STREAM_HELD, id);
}

typedef struct
{
  uint64_t id;
  MercerNormalizingSide side;
} Known;

static int
by_id (const void *a, const void *b)
{
  uint64_t p = ((const Known *) a)->id, q = ((const Known *) b)->id;
  return (p > q) - (p < q);
}

typedef struct
{
  double lot;
  size_t row;
} Lot;

static int
by_lot (const void *a, const void *b)
{
  const Lot *p = a, *q = b;
  return p->lot != q->lot ? (p->lot > q->lot) - (p->lot < q->lot) : (p->row > q->row) - (p->row < q->row);
}

/* Half of the rows held out choose the step, the other half only judge it. At first their numbers are exact; later rows that are
 * known stay where they are. At least two are left to train on. */
static void
take_sides (MercerNormalizing *run, const Known *known, size_t n_known)
{
  size_t n = run->in.n, held = MIN ((size_t) (0.5 * run->values->held * (double) n), (n - 2) / 2);
  g_autofree Lot *lots = g_new (Lot, n);
  for (size_t i = 0; i < n; i++)
    lots[i] = (Lot){ lot_of (run, run->in.ids[i]), i };
  if (known == NULL)
    {
      qsort (lots, n, sizeof *lots, by_lot);
      for (size_t k = 0; k < n; k++)
        run->sides[lots[k].row] = k < held ? MERCER_NORMALIZING_CHOOSES : k < 2 * held ? MERCER_NORMALIZING_JUDGES : MERCER_NORMALIZING_TRAINS;
      return;
    }
  for (size_t i = 0; i < n; i++)
    {
      const Known *found = bsearch (&(Known){ .id = run->in.ids[i] }, known, n_known, sizeof *known, by_id);
      double lot = lots[i].lot, share = run->values->held;
      run->sides[i] = found != NULL      ? found->side
                     : lot < 0.5 * share ? MERCER_NORMALIZING_CHOOSES
                     : lot < share       ? MERCER_NORMALIZING_JUDGES
                                         : MERCER_NORMALIZING_TRAINS;
    }
}

/* The rows of each side as a matrix of its own. */
static MercerStatus
part (MercerNormalizing *run)
{
  MercerMatrix *parts[] = { &run->train, &run->held, &run->judge };
  for (size_t s = 0; s < G_N_ELEMENTS (parts); s++)
    {
      size_t n = 0, at = 0;
      for (size_t i = 0; i < run->in.n; i++)
        n += run->sides[i] == s;
      *parts[s] = mercer_work_matrix (run->work, MAX (n, 1), run->in.d);
      if (parts[s]->data == NULL)
        return MERCER_OUT_OF_MEMORY;
      for (size_t i = 0; i < run->in.n; i++)
        if (run->sides[i] == s)
          {
            for (size_t c = 0; c < run->in.d; c++)
              *mercer_matrix_at (*parts[s], at, c) = *mercer_matrix_at (run->in.x, i, c);
            at++;
          }
      parts[s]->rows = n;
    }
  return run->train.rows >= 2 ? MERCER_OK : MERCER_BAD_INPUT;
}

static MercerStatus
open_rows (MercerNormalizing *run, const Known *known, size_t n_known)
{
  if (!mercer_inputs_peek (&run->in, run->recipe, NULL, MOST_ROWS) || run->in.n < MERCER_NORMALIZING_LEAST_ROWS)
    return MERCER_BAD_INPUT;
  mercer_inputs_sort (&run->in);
  run->total = mercer_inputs_count (run->recipe, NULL);
  run->sides = mercer_work_alloc (run->work, run->in.n, sizeof *run->sides);
  if (run->sides == NULL)
    return MERCER_OUT_OF_MEMORY;
  take_sides (run, known, n_known);
  return part (run);
}

/* --- Where they lie ----------------------------------------------------------------------------------------- */

/* The range of a column, and so much of it more at both ends. */
static void
widened (MercerMatrix x, size_t column, double margin, double *low, double *high)
{
  const double *at = mercer_matrix_column (x, column);
  *low = HUGE_VAL;
  *high = -HUGE_VAL;
  for (size_t i = 0; i < x.rows; i++)
    {
      *low = MIN (*low, at[i]);
      *high = MAX (*high, at[i]);
    }
  double wide = *high > *low ? *high - *low : 1;
  *low -= margin * wide;
  *high += margin * wide;
}

static MercerStatus
make_box (MercerNormalizing *run)
{
  size_t d = run->in.d;
  run->low_end = mercer_work_doubles (run->work, d);
  run->high_end = mercer_work_doubles (run->work, d);
  run->circle = mercer_work_alloc (run->work, d, sizeof *run->circle);
  if (run->low_end == NULL || run->high_end == NULL || run->circle == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d; c++)
    {
      run->circle[c] = mercer_normalizing_circle (run->recipe, &run->form, c, &run->low_end[c], &run->high_end[c]);
      if (!run->circle[c])
        widened (run->in.x, c, run->form.margin, &run->low_end[c], &run->high_end[c]);
      run->n_circles += run->circle[c];
    }
  return MERCER_OK;
}

/* What is drawn: some more than the rows, the box, or a circle with a quarter of a turn over at both ends. */
static void
make_frame (MercerNormalizing *run)
{
  static const double around = 0.15, over = 0.25;
  for (size_t a = 0; a < run->dims; a++)
    {
      size_t c = run->along[a];
      if (!mercer_normalizing_bounded (run))
        {
          widened (run->in.x, c, around, &run->low[a], &run->high[a]);
          continue;
        }
      double more = run->circle[c] ? over * (run->high_end[c] - run->low_end[c]) : 0;
      run->low[a] = run->low_end[c] - more;
      run->high[a] = run->high_end[c] + more;
    }
}

static void
choose_along (MercerNormalizing *run)
{
  const char *const *along = mercer_recipe_role (run->recipe, "along");
  size_t n = 0;
  run->dims = MIN (run->in.d, 2);
  for (; *along != NULL && n < run->dims; along++)
    for (size_t c = 0; c < run->in.d; c++)
      if (g_str_equal (*along, run->in.names[c]))
        run->along[n++] = c;
  for (size_t c = 0; c < run->in.d && n < run->dims; c++)
    if (n == 0 || run->along[0] != c)
      run->along[n++] = c;
}

void
mercer_normalizing_frame (MercerNormalizing *run)
{
  choose_along (run);
  make_frame (run);
}

MercerStatus
mercer_normalizing_rows_open (MercerNormalizing *run)
{
  MercerStatus status = open_rows (run, NULL, 0);
  if (status == MERCER_OK && mercer_normalizing_bounded (run))
    status = make_box (run);
  if (status == MERCER_OK)
    mercer_normalizing_frame (run);
  return status;
}

/* The box, the frame and the first layer of the chain grow where rows have gone out of them. */
static void
grow (MercerNormalizing *run)
{
  bool out = false;
  for (size_t c = 0; c < run->in.d && mercer_normalizing_bounded (run); c++)
    {
      double low, high;
      widened (run->in.x, c, 0, &low, &high);
      if (run->circle[c] || (low > run->low_end[c] && high < run->high_end[c]))
        continue;
      widened (run->in.x, c, run->form.margin, &low, &high);
      run->low_end[c] = MIN (low, run->low_end[c]);
      run->high_end[c] = MAX (high, run->high_end[c]);
      run->chain.mean[c] = run->low_end[c];
      run->chain.sd[c] = run->high_end[c] - run->low_end[c];
    }
  for (size_t a = 0; a < run->dims; a++)
    {
      double low, high;
      widened (run->in.x, run->along[a], 0, &low, &high);
      out = out || low < run->low[a] || high > run->high[a];
    }
  if (out)
    make_frame (run);
}

MercerStatus
mercer_normalizing_rows_follow (MercerNormalizing *run)
{
  MercerInputs old = run->in;
  g_autofree Known *known = g_new (Known, old.n);
  for (size_t i = 0; i < old.n; i++)
    known[i] = (Known){ old.ids[i], run->sides[i] };
  qsort (known, old.n, sizeof *known, by_id);
  memset (&run->in, 0, sizeof run->in);
  MercerStatus status = open_rows (run, known, old.n);
  mercer_inputs_close (&old);
  if (status == MERCER_OK)
    grow (run);
  return status;
}
