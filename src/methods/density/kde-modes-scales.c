/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-modes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One column: its modes at the bandwidth and at all others, and the tests of their number. */

static MercerStatus
make_bins (ModesRun *run)
{
  const double *x = mercer_matrix_column (run->in.x, 0);
  double low = x[0], high = x[0];
  for (size_t i = 0; i < run->in.n; i++)
    {
      low = MIN (low, x[i]);
      high = MAX (high, x[i]);
    }
  /* does not depend on the bandwidth, so that nothing jumps under the hand */
  double room = MAX (0.2 * (high - low), 3 * run->spread[0] * pow (run->total, -1.0 / 7));
  run->low = low - room;
  run->high = high + room;
  size_t fine = MODES_LINE, coarse = MODES_MAP;
  MercerRows rows = { .n = run->in.n, .d = 1, .x = { x }, .weights = run->weights };
  MercerStatus status = mercer_bins_init (&run->bins, 1, &run->low, &run->high, &fine);
  if (status == MERCER_OK)
    {
      status = mercer_bins_init (&run->coarse, 1, &run->low, &run->high, &coarse);
      if (status != MERCER_OK)
        mercer_bins_clear (&run->bins);
    }
  if (status != MERCER_OK)
    return status;
  run->has_bins = true;
  status = mercer_bins_add (&run->bins, &rows, run->work);
  return status == MERCER_OK ? mercer_bins_add (&run->coarse, &rows, run->work) : status;
}

static void
basins_of_line (ModesRun *run)
{
  const double *x = mercer_matrix_column (run->in.x, 0);
  for (size_t i = 0; i < run->in.n; i++)
    {
      size_t k = 0;
      while (k + 1 < run->modes.count && x[i] > run->antimodes[k])
        k++;
      run->basin[i] = (int) k;
    }
}

MercerStatus
modes_run_line (ModesRun *run)
{
  MercerStatus status = make_bins (run);
  double narrowest = 2 * run->bins.step[0], scale = run->total * sqrt (2 * M_PI);
  if (status != MERCER_OK)
    return status;
  run->widened = run->h[0] < narrowest;
  run->h[0] = run->l[0] = MAX (run->h[0], narrowest);
  run->at = mercer_work_doubles (run->work, MODES_LINE);
  run->f = mercer_work_doubles (run->work, MODES_LINE);
  run->antimodes = mercer_work_doubles (run->work, MODES_LINE);
  run->modes = (MercerModes){ .d = 1, .at = mercer_work_doubles (run->work, MODES_LINE),
                              .log_f = mercer_work_doubles (run->work, MODES_LINE) };
  run->basin = mercer_work_alloc (run->work, run->in.n, sizeof *run->basin);
  if (run->at == NULL || run->f == NULL || run->antimodes == NULL || run->modes.at == NULL || run->modes.log_f == NULL
      || run->basin == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_line_density (&run->bins, run->h[0], run->f, NULL);
  run->modes.count = mercer_line_modes (&run->bins, run->h[0], run->modes.at, run->antimodes, run->work);
  for (size_t i = 0; i < MODES_LINE; i++)
    run->at[i] = run->low + (double) i * run->bins.step[0];
  for (size_t k = 0; k < run->modes.count; k++)
    {
      size_t i = (size_t) CLAMP ((run->modes.at[k] - run->low) / run->bins.step[0], 0, MODES_LINE - 2);
      run->modes.log_f[k] = log (MAX (run->f[i], run->f[i + 1]) * scale * run->h[0]);
    }
  basins_of_line (run);
  return modes_run_tell (run);
}

/* Each mode at a bandwidth with the nearest at the next wider one: what it merges into. */
static void
add_level (ModesRun *run, size_t j, size_t count, const double *modes, size_t wider, const double *above)
{
  for (size_t k = 0; k < count; k++)
    {
      size_t best = 0;
      for (size_t i = 1; i < wider; i++)
        if (fabs (above[i] - modes[k]) < fabs (above[best] - modes[k]))
          best = i;
      run->tree_x0[run->tree] = modes[k];
      run->tree_h0[run->tree] = run->widths[j];
      run->tree_x1[run->tree] = above[best];
      run->tree_h1[run->tree++] = run->widths[j + 1];
    }
}

MercerStatus
modes_run_map (ModesRun *run)
{
  enum { MOST = MODES_WIDTHS * MODES_MAP };
  double ends[2] = { log (2 * run->coarse.step[0]), log (0.5 * (run->high - run->low)) };
  double *trees[4], *modes = mercer_work_doubles (run->work, MODES_LINE), *above = mercer_work_doubles (run->work, MODES_LINE);
  int *sizer = mercer_work_alloc (run->work, MODES_WIDTHS * MODES_MAP, sizeof *sizer);
  for (int k = 0; k < 4; k++)
    if ((trees[k] = mercer_work_doubles (run->work, MOST)) == NULL)
      return MERCER_OUT_OF_MEMORY;
  if (modes == NULL || above == NULL || sizer == NULL)
    return MERCER_OUT_OF_MEMORY;
  run->tree_x0 = trees[0], run->tree_h0 = trees[1], run->tree_x1 = trees[2], run->tree_h1 = trees[3];
  for (size_t j = 0; j < MODES_WIDTHS; j++)
    run->widths[j] = exp (ends[0] + (ends[1] - ends[0]) * (double) j / (MODES_WIDTHS - 1));
  MercerStatus status = mercer_sizer (&run->coarse, MODES_WIDTHS, run->widths, run->values->level, sizer, run->work);
  if (status != MERCER_OK)
    return status;
  size_t wider = mercer_line_modes (&run->coarse, run->widths[MODES_WIDTHS - 1], above, NULL, run->work);
  for (size_t j = MODES_WIDTHS - 1; j-- > 0;)
    {
      size_t count = mercer_line_modes (&run->coarse, run->widths[j], modes, NULL, run->work);
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      add_level (run, j, count, modes, wider, above);
      memcpy (above, modes, count * sizeof *above);
      wider = count;
    }
  run->sizer = sizer;
  return MERCER_OK;
}

static int
ascending (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

MercerStatus
modes_run_tests (ModesRun *run)
{
  size_t n = run->in.n, count = (size_t) run->values->samples;
  uint64_t seed = mercer_recipe_seed (run->recipe);
  double *x = mercer_work_doubles (run->work, n);
  size_t *link = mercer_work_alloc (run->work, 4 * n, sizeof *link);
  if (x == NULL || link == NULL)
    return MERCER_OUT_OF_MEMORY;
  memcpy (x, mercer_matrix_column (run->in.x, 0), n * sizeof *x);
  qsort (x, n, sizeof *x, ascending);
  run->dip = mercer_dip (x, n, link);
  mercer_work_progress (run->work, 0, _("Testing the dip"));
  MercerStatus status = mercer_dip_test (&run->dip, n, count, seed, run->work);
  for (size_t k = 0; k < MODES_TESTS && status == MERCER_OK; k++)
    {
      mercer_work_progress (run->work, (double) (k + 1) / (MODES_TESTS + 1), _("Testing the number of modes"));
      status = mercer_silverman_test (&run->bins, k + 1, count, seed, &run->test[k], run->work);
    }
  run->tested = status == MERCER_OK;
  return status;
}
