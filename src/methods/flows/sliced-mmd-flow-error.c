/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "discrepancy.h"
#include "sliced-mmd-flow.h"

enum { FEW = 150, DRAWS = 4 };

/* At most FEW rows evenly taken. */
static MercerMatrix
part_of (MercerMatrix x, MercerWork *work)
{
  size_t few = MIN (x.rows, (size_t) FEW);
  MercerMatrix part = mercer_work_matrix (work, few, x.cols);
  for (size_t c = 0; c < x.cols && part.data != NULL; c++)
    for (size_t i = 0; i < few; i++)
      *mercer_matrix_at (part, i, c) = *mercer_matrix_at (x, i * x.rows / few, c);
  return part;
}

static MercerStatus
exact_velocity (const MercerFilm *film, MercerMatrix x, MercerMatrix y, MercerMatrix velocity)
{
  g_autoptr (MercerKernel) energy = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (energy, film->names, film->d, NULL);
  MercerFlow flow = { .kernel = kernel, .x = x, .target = y };
  return mercer_flow_velocity (&flow, x, velocity, film->work);
}

/* Mean square of the difference over so many draws of directions. */
static MercerStatus
one_error (const MercerFilm *film, MercerSlicing kind, size_t slices, MercerMatrix x, MercerMatrix y, MercerMatrix exact,
           double *error)
{
  MercerMatrix directions = mercer_work_matrix (film->work, slices, film->d);
  MercerMatrix velocity = mercer_work_matrix (film->work, x.rows, film->d);
  MercerStatus status = directions.data != NULL && velocity.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  double squares = 0, whole = 0;
  for (uint64_t draw = 0; draw < DRAWS && status == MERCER_OK; draw++)
    {
      MercerSliced sliced = { 0 };
      MercerFlowTerms terms;
      status = mercer_slices (kind, mercer_recipe_seed (film->recipe), draw, directions, film->work);
      if (status == MERCER_OK)
        status = mercer_sliced_open (&sliced, directions, film->cloud.centre, y, film->work);
      if (status == MERCER_OK)
        status = mercer_sliced_evaluate (&sliced, x, velocity, &terms, film->work);
      for (size_t c = 0; c < film->d; c++)
        for (size_t i = 0; i < x.rows; i++)
          {
            double want = *mercer_matrix_at (exact, i, c);
            squares += pow (*mercer_matrix_at (velocity, i, c) - want, 2);
            whole += want * want;
          }
    }
  *error = whole > 0 ? sqrt (squares / whole) : NAN;
  return status;
}

MercerStatus
sliced_flow_measure_error (MercerFilm *film, SlicedFlowState *state)
{
  MercerMark mark = mercer_work_mark (film->work);
  MercerMatrix x = part_of (film->lane[0].x, film->work), y = part_of (film->target.x, film->work);
  MercerMatrix exact = mercer_work_matrix (film->work, x.rows, film->d);
  MercerStatus status = x.data != NULL && y.data != NULL && exact.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = exact_velocity (film, x, y, exact);
  for (size_t kind = 0; kind < SLICED_FLOW_KINDS; kind++)
    for (size_t k = 0; k < SLICED_FLOW_COUNTS && status == MERCER_OK; k++)
      {
        MercerMark inner = mercer_work_mark (film->work);
        status = one_error (film, (MercerSlicing) kind, (size_t) 1 << k, x, y, exact, &state->error[kind][k]);
        mercer_work_release (film->work, inner);
      }
  mercer_work_release (film->work, mark);
  state->measured = status == MERCER_OK;
  return status;
}

bool
sliced_flow_has_error (const MercerFilm *film)
{
  return film->d > 1;
}

void
sliced_flow_draw_error (const MercerFilm *film, MercerFigureBuilder *b, int column, int row)
{
  static const char *const names[SLICED_FLOW_KINDS] = { N_("Random"), N_("Orthogonal"), N_("Quasi") };
  const SlicedFlowValues *v = film->values;
  const SlicedFlowState *state = film->lane[0].state;
  double count[SLICED_FLOW_COUNTS], rate[SLICED_FLOW_COUNTS];
  int panel = mercer_figure_panel (b, _("Error of the slices"), column, row, 1, 1);
  mercer_figure_stretch_row (b, row, 1.5);
  mercer_figure_x_axis (b, panel, _("Slices P (dashed: √(d/P))"), "", MERCER_AXIS_LOG, 1, 1 << (SLICED_FLOW_COUNTS - 1), NULL);
  mercer_figure_y_axis (b, panel, _("Velocity"), "", MERCER_AXIS_LOG, 0, 0, NULL);
  if (!state->measured)
    return;
  for (size_t k = 0; k < SLICED_FLOW_COUNTS; k++)
    {
      count[k] = (double) (1 << k);
      rate[k] = state->error[0][0] / sqrt (count[k]);
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 1.5, .dashed = true },
                      SLICED_FLOW_COUNTS, count, rate);
  for (int kind = 0; kind < SLICED_FLOW_KINDS; kind++)
    {
      MercerStyle style = { .role = MERCER_ROLE_SERIES_N (kind), .width = 2, .legend = _(names[kind]) };
      g_autofree double *error = g_new (double, SLICED_FLOW_COUNTS);
      for (size_t k = 0; k < SLICED_FLOW_COUNTS; k++) /* exact to rounding: nothing on a logarithmic axis */
        error[k] = state->error[kind][k] > 1e-12 ? state->error[kind][k] : NAN;
      mercer_figure_line (b, panel, &style, SLICED_FLOW_COUNTS, count, error);
    }
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1 }, true, v->slices);
}
