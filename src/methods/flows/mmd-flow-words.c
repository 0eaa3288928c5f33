/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mmd-flow.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
describe (const MmdFlowRun *run, MercerFigureBuilder *b)
{
  char value[MERCER_NUMBER_SIZE];
  g_autofree char *kernel = mercer_kernel_show (run->kernel);
  g_autofree char *sentence
      = g_strdup_printf (_("%zu particles after %zu steps towards %zu points, kernel %s: MMD² is %s."), run->flow.x.rows,
                         run->flow.steps, run->target.x.rows, kernel,
                         mercer_number_show (2 * run->flow.terms.objective, 3, value));
  mercer_figure_describe (b, sentence);
}

static void
readouts (const MmdFlowRun *run, MercerFigureBuilder *b)
{
  const MmdFlowMoment *last = &g_array_index (run->moments, MmdFlowMoment, run->moments->len - 1);
  mercer_figure_readout (b, "steps", _("Steps done"), (double) run->flow.steps, "");
  mercer_figure_readout (b, "mmd2", "MMD²", 2 * last->objective, "");
  mercer_figure_readout (b, "attraction", _("Attraction"), last->attraction, "");
  mercer_figure_readout (b, "repulsion", _("Repulsion"), last->repulsion, "");
  mercer_figure_readout (b, "step", _("Step"), last->step, "");
  mercer_figure_readout (b, "speed", _("Velocity, root mean square"), last->speed, "");
}

/* --- How it ended ----------------------------------------------------------------------------------- */

static double
half_step (const MmdFlowRun *run)
{
  double unit = pow (10, floor (log10 (0.5 * run->values->step)) - 1);
  return isfinite (unit) && unit > 0 ? round (0.5 * run->values->step / unit) * unit : 0.5 * run->values->step;
}

static void
note_end (const MmdFlowRun *run, MercerFigureBuilder *b)
{
  char number[MERCER_NUMBER_SIZE];
  double half = half_step (run);
  g_autofree char *remedy = g_strdup_printf (_("Set step to %s"), mercer_number_show (half, 3, number));
  g_autofree char *sentence = NULL;
  switch (run->end)
    {
    case MERCER_FLOW_CONVERGED:
      sentence = g_strdup_printf (_("Converged after %zu steps: the discrepancy no longer changes."), run->flow.steps);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
      break;
    case MERCER_FLOW_OSCILLATES:
      sentence = g_strdup_printf (_("Oscillating after %zu steps: the particles overshoot to and fro, and the discrepancy falls "
                                    "no further. A shorter step goes on."),
                                  run->flow.steps);
      mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, remedy, "step", half);
      break;
    case MERCER_FLOW_DIVERGED:
      sentence = g_strdup_printf (_("Diverged: step %zu threw particles out of sight, so the film stops at the step before. A "
                                    "shorter step helps, or halving it where it would overshoot."),
                                  run->flow.steps);
      mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, remedy, "step", half);
      break;
    case MERCER_FLOW_GOES_ON:
      sentence = g_strdup_printf (_("Stopped after all %zu steps; the discrepancy was still changing. More steps go on."),
                                  run->flow.steps);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
      break;
    }
}

/* --- What may surprise ------------------------------------------------------------------------------ */

/* Whether the kernel has a kink where two points meet: it then falls as fast at first as later. */
static bool
has_kink (const MmdFlowRun *run)
{
  g_autofree double *a = g_memdup2 (run->cloud.centre, run->d * sizeof (double));
  g_autofree double *b = g_memdup2 (a, run->d * sizeof (double));
  double at = mercer_kernel_value (run->kernel, a, a), slope[2];
  for (int k = 0; k < 2; k++)
    {
      double h = run->spread * (k == 0 ? 1e-5 : 1e-2);
      b[0] = a[0] + h;
      slope[k] = fabs (mercer_kernel_value (run->kernel, a, b) - at) / h;
    }
  return slope[0] > 0.3 * slope[1] && slope[1] > 0
         && (mercer_kernel_flags (run->kernel) & MERCER_KERNEL_STATIONARY) != 0;
}

static bool
all_equal (MercerMatrix x)
{
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 1; i < x.rows; i++)
      if (*mercer_matrix_at (x, i, c) != *mercer_matrix_at (x, 0, c))
        return false;
  return true;
}

static void
note_input (const MmdFlowRun *run, MercerFigureBuilder *b)
{
  size_t dropped = run->target.dropped + run->given.dropped;
  if (run->target.x.rows == 1)
    mercer_figure_note (b, MERCER_NOTE_INFO, _("The target is a single point: all particles are drawn to it."), NULL, NULL, 0);
  else if (all_equal (run->target.x))
    mercer_figure_note (b, MERCER_NOTE_INFO, _("All points of the target are equal: the particles are drawn to that one place."),
                        NULL, NULL, 0);
  if (dropped > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%zu row has a missing value and was left out.", "%zu rows have a missing value and were left out.", dropped),
          dropped);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  if ((mercer_kernel_flags (run->kernel) & (MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_CONDITIONALLY)) == 0)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("This kernel is not known to be positive definite, so the flow need not end at the target. Use RBF, "
                          "Matern or Riesz."),
                        NULL, NULL, 0);
  if (has_kink (run))
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("The kernel has a kink at distance 0: points at exactly the same place neither pull nor push each "
                          "other."),
                        NULL, NULL, 0);
  if (run->refused)
    mercer_figure_note (b, MERCER_NOTE_WARNING, _("The last change could not be taken over, so the flow went on without it."), NULL,
                        NULL, 0);
}

/* --- Tables ----------------------------------------------------------------------------------------- */

static void
tables (const MmdFlowRun *run, MercerFigureBuilder *b)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  size_t count = run->moments->len;
  const MmdFlowMoment *moment = &g_array_index (run->moments, MmdFlowMoment, 0);
  g_autofree double *column = g_new (double, count);
  int particles = mercer_figure_table (b, "particles", _("Particles"), run->flow.x.rows);
  for (size_t c = 0; c < run->d; c++)
    {
      const MercerColumn *from = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->names[c]));
      mercer_figure_table_column (b, particles, run->names[c], from->unit, mercer_matrix_column (run->flow.x, c));
    }
  static const struct
  {
    const char *name;
    size_t offset;
    double factor;
  } columns[] = { { "mmd2", offsetof (MmdFlowMoment, objective), 2 },
                  { "attraction", offsetof (MmdFlowMoment, attraction), 1 },
                  { "repulsion", offsetof (MmdFlowMoment, repulsion), 1 },
                  { "step_size", offsetof (MmdFlowMoment, step), 1 },
                  { "speed", offsetof (MmdFlowMoment, speed), 1 } };
  int trace = mercer_figure_table (b, "trace", _("Trace"), count);
  for (size_t k = 0; k < count; k++)
    column[k] = (double) k;
  mercer_figure_table_column (b, trace, "step", "", column);
  for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
    {
      for (size_t k = 0; k < count; k++)
        column[k] = columns[c].factor * *(const double *) (const void *) ((const char *) &moment[k] + columns[c].offset);
      mercer_figure_table_column (b, trace, columns[c].name, "", column);
    }
}

void
mmd_flow_words (const MmdFlowRun *run, MercerFigureBuilder *b, bool final)
{
  describe (run, b);
  readouts (run, b);
  if (run->refused && !final)
    mercer_figure_note (b, MERCER_NOTE_WARNING, _("The last change could not be taken over, so the flow went on without it."), NULL,
                        NULL, 0);
  if (!final)
    return;
  note_end (run, b);
  note_input (run, b);
  tables (run, b);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}
