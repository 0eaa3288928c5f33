/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that a flow is trained on and judged by, and where they lie; and what of that changes while it plays. */
#include "normalizing.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "empty-ground.h"
#include "random.h"

enum { MOST_ROWS = 2000, STREAM_HELD = 0x6e6601 };

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

/* Half of the rows held out choose the step, the other half only judge it; at least two are left to train on. Rows that are known stay
 * where they are, those that have come are dealt by lot to the sides that want some. */
static void
take_sides (MercerNormalizing *run, const Known *known, size_t n_known)
{
  size_t n = run->in.n, held = MIN ((size_t) (0.5 * run->values->held * (double) n), (n - 2) / 2), fresh = 0;
  size_t wanted[] = { [MERCER_NORMALIZING_TRAINS] = n, [MERCER_NORMALIZING_CHOOSES] = held, [MERCER_NORMALIZING_JUDGES] = held };
  g_autofree Lot *lots = g_new (Lot, n);
  for (size_t i = 0; i < n; i++)
    {
      const Known *found = n_known > 0 ? bsearch (&(Known){ .id = run->in.ids[i] }, known, n_known, sizeof *known, by_id) : NULL;
      if (found == NULL)
        lots[fresh++] = (Lot){ lot_of (run, run->in.ids[i]), i };
      else
        {
          run->sides[i] = found->side;
          wanted[found->side] -= wanted[found->side] > 0;
        }
    }
  qsort (lots, fresh, sizeof *lots, by_lot);
  for (size_t k = 0; k < fresh; k++)
    {
      MercerNormalizingSide side = wanted[MERCER_NORMALIZING_CHOOSES] > 0  ? MERCER_NORMALIZING_CHOOSES
                                   : wanted[MERCER_NORMALIZING_JUDGES] > 0 ? MERCER_NORMALIZING_JUDGES
                                                                           : MERCER_NORMALIZING_TRAINS;
      run->sides[lots[k].row] = side;
      wanted[side] -= wanted[side] > 0;
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

static bool
is_constant (const MercerNormalizing *run, size_t column)
{
  const double *at = mercer_matrix_column (run->in.x, column);
  size_t i = 1;
  while (i < run->in.n && at[i] == at[0])
    i++;
  return i >= run->in.n;
}

/* Why nothing can be learned from the rows yet; NULL: it can. */
static char *
what_is_missing (const MercerNormalizing *run)
{
  if (run->in.n == 0)
    return g_strdup (_("There are no points yet."));
  if (run->in.n < MERCER_NORMALIZING_LEAST_ROWS)
    return g_strdup_printf (ngettext ("A flow learns from %d points or more; there is %zu.", "A flow learns from %d points or more; there are %zu.",
                                      run->in.n),
                            MERCER_NORMALIZING_LEAST_ROWS, run->in.n);
  for (size_t c = 0; c < run->in.d; c++)
    if (is_constant (run, c))
      return g_strdup_printf (_("Every value of column “%s” is the same, and then there is no density."), run->in.names[c]);
  return NULL;
}

static MercerStatus
open_rows (MercerNormalizing *run, const Known *known, size_t n_known)
{
  mercer_inputs_peek (&run->in, run->recipe, NULL, MOST_ROWS);
  run->missing = what_is_missing (run);
  if (run->missing != NULL)
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

/* Of the box: the range of a column, or the ground that is painted on where it is wider. */
static void
make_side (MercerNormalizing *run, size_t c)
{
  double low, high;
  widened (run->in.x, c, 0, &run->low_end[c], &run->high_end[c]);
  if (mercer_dataset_ground (run->in.dataset, &low, &high))
    {
      run->low_end[c] = MIN (run->low_end[c], low);
      run->high_end[c] = MAX (run->high_end[c], high);
    }
  double room = run->form.margin * (run->high_end[c] - run->low_end[c]);
  run->low_end[c] -= room;
  run->high_end[c] += room;
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
        make_side (run, c);
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
  mercer_picture_show_ground (run->in.dataset, run->dims, run->low, run->high);
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
  if (status != MERCER_OK)
    return status;
  if (!mercer_normalizing_bounded (run))
    mercer_coupling_standardise (&run->chain, run->train);
  grow (run);
  return MERCER_OK;
}
