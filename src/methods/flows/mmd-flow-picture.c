/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mmd-flow.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "histogram.h"
#include "ticks.h"

enum { CURVE = 300, SIDE = 56, BARS = 40, MOST_TRAILS = 1500, MOST_ARROWS = 400 };
static const double arrow_length = 0.06; /* of the picture, the longest */
static const double paleness = 1.6;      /* the strongest colour stays this far from the end of the map */

static const char *
axis_name (const MmdFlowRun *run, size_t a)
{
  if (!run->plane.principal)
    return run->names[a];
  return a == 0 ? _("First principal component") : _("Second principal component");
}

static const char *
axis_unit (const MmdFlowRun *run, size_t a)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  return run->plane.principal ? ""
                              : mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->names[a]))->unit;
}

static double
dot_size (size_t n)
{
  return n > 2000 ? 2 : n > 400 ? 3 : 4.5;
}

static double *
projected (const MmdFlowRun *run, MercerMatrix x, size_t a)
{
  double *out = g_new (double, x.rows + 1);
  mercer_plane_project (&run->plane, x, a, out);
  return out;
}

static size_t
slot_size (const MmdFlowRun *run)
{
  return run->flow.x.rows * run->plane.dims;
}

/* The witness on the lattice. Of a kernel that is only conditionally positive definite it is known up to a constant, which is
 * chosen so that the ground has as much of one colour as of the other. */
static MercerStatus
find_witness (MmdFlowRun *run, double *most)
{
  MercerStatus status
      = mercer_discrepancy_witness (run->kernel, run->flow.x, run->flow.target, run->lattice, run->witness, run->work);
  double low = INFINITY, high = -INFINITY, middle = 0;
  *most = 0;
  if (status != MERCER_OK)
    return status;
  for (size_t k = 0; k < run->lattice.rows; k++)
    {
      low = MIN (low, run->witness[k]);
      high = MAX (high, run->witness[k]);
    }
  if ((mercer_kernel_flags (run->kernel) & MERCER_KERNEL_POSITIVE_DEFINITE) == 0)
    middle = 0.5 * (low + high);
  for (size_t k = 0; k < run->lattice.rows; k++)
    run->witness[k] -= middle;
  *most = MAX (fabs (low - middle), fabs (high - middle));
  return MERCER_OK;
}

MercerStatus
mmd_flow_prepare_picture (MmdFlowRun *run)
{
  MercerPlane *plane = &run->plane;
  MercerStatus status = mercer_plane_open (plane, run->d, &run->cloud, run->work);
  if (status != MERCER_OK)
    return status;
  mercer_plane_show (plane, run->target.x);
  mercer_plane_show (plane, run->flow.x);
  mercer_plane_widen (plane, 0.08);
  plane->grid[0] = plane->dims == 1 ? CURVE : SIDE;
  plane->grid[1] = plane->dims == 1 ? 1 : SIDE;
  run->lattice = mercer_work_matrix (run->work, plane->grid[0] * plane->grid[1], run->d);
  run->witness = mercer_work_doubles (run->work, plane->grid[0] * plane->grid[1]);
  run->trail = mercer_work_doubles (run->work, MMD_FLOW_TRAIL * slot_size (run));
  if (run->lattice.data == NULL || run->witness == NULL || run->trail == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_plane_lattice (plane, run->lattice);
  /* how strong the colours are at the start is what they fade from, also where no frame shows it */
  status = find_witness (run, &run->strongest);
  return status;
}

void
mmd_flow_trace (MmdFlowRun *run)
{
  size_t size = slot_size (run);
  if (run->n_trail == MMD_FLOW_TRAIL)
    {
      memmove (run->trail, run->trail + size, (MMD_FLOW_TRAIL - 1) * size * sizeof (double));
      run->n_trail--;
    }
  for (size_t a = 0; a < run->plane.dims; a++)
    mercer_plane_project (&run->plane, run->flow.x, a, run->trail + run->n_trail * size + a * run->flow.x.rows);
  run->n_trail++;
}

/* --- Particles in the plane --------------------------------------------------------------------------- */

/* Where each particle has been, as one line with gaps. */
static void
draw_trails (const MmdFlowRun *run, MercerFigureBuilder *b, int panel, const double *at, const double *up)
{
  size_t n = run->flow.x.rows, each = run->n_trail + 2, size = slot_size (run);
  if (run->n_trail == 0 || n > MOST_TRAILS)
    return;
  g_autofree double *x = g_new (double, n * each), *y = g_new (double, n * each);
  for (size_t i = 0; i < n; i++)
    {
      for (size_t k = 0; k < run->n_trail; k++)
        {
          x[i * each + k] = run->trail[k * size + i];
          y[i * each + k] = run->trail[k * size + n + i];
        }
      x[i * each + each - 2] = at[i];
      y[i * each + each - 2] = up[i];
      x[i * each + each - 1] = y[i * each + each - 1] = NAN;
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.8, .opacity = 0.3 }, n * each, x, y);
}

static void
draw_arrows (const MmdFlowRun *run, MercerFigureBuilder *b, int panel, const double *at, const double *up)
{
  size_t n = MIN (run->flow.x.rows, (size_t) MOST_ARROWS);
  double longest = 0, room = MAX (run->plane.high[0] - run->plane.low[0], run->plane.high[1] - run->plane.low[1]);
  g_autofree double *dx = g_new0 (double, run->flow.x.rows + 1), *dy = g_new0 (double, run->flow.x.rows + 1);
  for (size_t c = 0; c < run->d; c++)
    for (size_t i = 0; i < n; i++)
      {
        dx[i] += *mercer_matrix_at (run->flow.velocity, i, c) * *mercer_matrix_at (run->plane.axes, c, 0);
        dy[i] += *mercer_matrix_at (run->flow.velocity, i, c) * *mercer_matrix_at (run->plane.axes, c, 1);
      }
  for (size_t i = 0; i < n; i++)
    longest = MAX (longest, hypot (dx[i], dy[i]));
  for (size_t i = 0; i < n && longest > 0; i++)
    {
      dx[i] *= arrow_length * room / longest;
      dy[i] *= arrow_length * room / longest;
    }
  if (longest > 0)
    mercer_figure_arrows (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .opacity = 0.7 }, n, at, up, dx, dy);
}

/* The ground: the witness, down which particles run, from orange to blue. Its colours fade as the flow nears the target, down
 * to a tenth of the start's. */
static void
draw_ground (const MmdFlowRun *run, MercerFigureBuilder *b, int panel)
{
  const MercerPlane *plane = &run->plane;
  size_t points = plane->grid[0] * plane->grid[1];
  double half[2], most = 0, low = INFINITY, high = -INFINITY;
  for (size_t a = 0; a < 2; a++)
    half[a] = 0.5 * (plane->high[a] - plane->low[a]) / (double) (plane->grid[a] - 1);
  for (size_t k = 0; k < points; k++)
    {
      most = MAX (most, fabs (run->witness[k]));
      low = MIN (low, run->witness[k]);
      high = MAX (high, run->witness[k]);
    }
  double limit = paleness * MAX (most, 0.1 * run->strongest);
  if (!(limit > 0) || !isfinite (limit))
    return;
  mercer_figure_raster (b, panel, plane->grid[0], plane->grid[1], plane->low[0] - half[0], plane->high[0] + half[0],
                        plane->low[1] - half[1], plane->high[1] + half[1], run->witness, MERCER_MAP_DIVERGING, -limit, limit,
                        true, NULL, NULL);
  MercerTicks ticks;
  if (!(high - low > 1e-9 * most))
    return;
  mercer_ticks (MERCER_AXIS_LINEAR, low, high, 8, &ticks);
  mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.7, .opacity = 0.35 }, plane->grid[0],
                          plane->grid[1], plane->low[0], plane->high[0], plane->low[1], plane->high[1], run->witness, ticks.n,
                          ticks.at, NULL);
}

static void
draw_plane (const MmdFlowRun *run, MercerFigureBuilder *b)
{
  const MercerPlane *plane = &run->plane;
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 2);
  g_autofree double *target_at = projected (run, run->target.x, 0), *target_up = projected (run, run->target.x, 1);
  g_autofree double *at = projected (run, run->flow.x, 0), *up = projected (run, run->flow.x, 1);
  double ratio = (plane->high[0] - plane->low[0]) / (plane->high[1] - plane->low[1]);
  mercer_figure_x_axis (b, panel, axis_name (run, 0), axis_unit (run, 0), MERCER_AXIS_LINEAR, plane->low[0], plane->high[0], NULL);
  mercer_figure_y_axis (b, panel, axis_name (run, 1), axis_unit (run, 1), MERCER_AXIS_LINEAR, plane->low[1], plane->high[1], NULL);
  if (ratio > 0.5 && ratio < 2)
    mercer_figure_equal_axes (b, panel);
  draw_ground (run, b, panel);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .size = dot_size (run->target.x.rows), .hollow = true,
                                                  .opacity = 0.8, .legend = _("Target") },
                        run->target.x.rows, target_at, target_up, run->target.ids);
  draw_trails (run, b, panel, at, up);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .size = dot_size (run->flow.x.rows),
                                                  .opacity = 0.9, .legend = _("Particles") },
                        run->flow.x.rows, at, up, NULL);
  if (run->values->arrows)
    draw_arrows (run, b, panel, at, up);
  if (run->d == 2)
    mercer_figure_edits (b, panel, run->names[0], run->names[1]);
  mercer_figure_caption (b, panel, run->plane.principal
                                       ? _("On the plane of the target's two principal components. Particles run downhill, from "
                                           "orange ground to blue")
                                       : _("Particles run downhill, from orange ground to blue"));
}

/* --- One column --------------------------------------------------------------------------------------- */

static void
draw_line (const MmdFlowRun *run, MercerFigureBuilder *b)
{
  const MercerPlane *plane = &run->plane;
  int above = mercer_figure_panel (b, "", 0, 0, 1, 1);
  int below = mercer_figure_panel (b, _("Witness: particles roll down it"), 0, 1, 1, 1);
  g_autofree char *link = g_strconcat ("column:", run->names[0], NULL);
  g_autofree double *up = g_new (double, run->flow.x.rows + 1);
  for (int panel = above; panel <= below; panel++)
    mercer_figure_x_axis (b, panel, run->names[0], axis_unit (run, 0), MERCER_AXIS_LINEAR, plane->low[0], plane->high[0], link);
  mercer_figure_y_axis (b, above, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, below, _("Witness"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_picture_histogram (b, above, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .opacity = 0.45, .legend = _("Target") },
                            run->target.x.rows, run->target.x.data, plane->low[0], plane->high[0], BARS);
  mercer_picture_histogram (b, above, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .opacity = 0.5, .legend = _("Particles") },
                            run->flow.x.rows, run->flow.x.data, plane->low[0], plane->high[0], BARS);
  mercer_figure_line (b, below, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.5 }, plane->grid[0], run->lattice.data,
                      run->witness);
  /* each on the curve, between the two lattice points beside it */
  for (size_t i = 0; i < run->flow.x.rows; i++)
    {
      double place = (run->flow.x.data[i] - plane->low[0]) / (plane->high[0] - plane->low[0]) * (CURVE - 1);
      size_t k = (size_t) CLAMP (place, 0, CURVE - 2);
      up[i] = place >= 0 && place <= CURVE - 1
                  ? run->witness[k] + (place - (double) k) * (run->witness[k + 1] - run->witness[k])
                  : NAN;
    }
  mercer_figure_points (b, below, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .size = dot_size (run->flow.x.rows),
                                                  .opacity = 0.8 },
                        run->flow.x.rows, run->flow.x.data, up, NULL);
}

/* --- How far it is ------------------------------------------------------------------------------------ */

static void
draw_history (const MmdFlowRun *run, MercerFigureBuilder *b)
{
  size_t count = run->moments->len - 1;
  const MmdFlowMoment *moment = &g_array_index (run->moments, MmdFlowMoment, 0);
  g_autofree double *step = g_new (double, count + 1), *mmd2 = g_new (double, count + 1);
  g_autofree double *repulsion = g_new (double, count + 1), *attraction = g_new (double, count + 1);
  double low = INFINITY, high = -INFINITY;
  for (size_t k = 0; k < count + 1; k++)
    {
      step[k] = (double) k + 1; /* the start stands at 1: on a logarithmic axis there is no 0 */
      mmd2[k] = moment[k].objective > 0 ? 2 * moment[k].objective : NAN;
      repulsion[k] = moment[k].repulsion;
      attraction[k] = moment[k].attraction;
      if (isfinite (mmd2[k]))
        {
          low = MIN (low, mmd2[k]);
          high = MAX (high, mmd2[k]);
        }
    }
  int panel = mercer_figure_panel (b, _("Discrepancy"), 1, 0, 1, 1), terms = mercer_figure_panel (b, _("Its parts"), 1, 1, 1, 1);
  double last = 1.15 * MAX (10, (double) count + 1);
  if (!(high >= low))
    low = high = 1;
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LOG, 1, last, "flow:step");
  mercer_figure_y_axis (b, panel, "MMD²", "", MERCER_AXIS_LOG, low / 1.5, high * 1.5, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 2 }, count + 1, step, mmd2);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 5 }, 1, step + count, mmd2 + count, NULL);
  mercer_figure_x_axis (b, terms, _("Step"), "", MERCER_AXIS_LOG, 1, last, "flow:step");
  mercer_figure_y_axis (b, terms, "", "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_line (b, terms, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Attraction") }, count + 1,
                      step, attraction);
  mercer_figure_line (b, terms, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 2, .legend = _("Repulsion") }, count + 1,
                      step, repulsion);
  mercer_figure_stretch_column (b, 0, 1.7);
  mercer_figure_stretch_column (b, 1, 1);
}

MercerStatus
mmd_flow_figure (MmdFlowRun *run, bool final, MercerFigure **figure)
{
  double most;
  MercerStatus status = find_witness (run, &most);
  if (status != MERCER_OK)
    return status;
  g_autofree char *title
      = g_strdup_printf (_("Flow to %s"), mercer_dataset_title (mercer_recipe_dataset (run->recipe)));
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  if (!final)
    {
      g_autofree char *badge = g_strdup_printf (_("Step %zu of %d"), run->flow.steps, run->values->steps);
      mercer_figure_draft (b, badge);
    }
  if (run->plane.dims == 1)
    draw_line (run, b);
  else
    draw_plane (run, b);
  draw_history (run, b);
  mmd_flow_words (run, b, final);
  *figure = mercer_figure_builder_finish (b);
  return MERCER_OK;
}
