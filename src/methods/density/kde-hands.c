/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What a hand can take hold of: the bandwidth as a length on the curve (of the coordinate that the kernels stand in), as a rule among
 * what the selectors say, as an ellipse on the plane; and each contour, which is drawn to another share of the mass. */

/* Cells of the lattice for one of a handle's field: a contour is as smooth at half the resolution. */
enum { COARSER = 2 };

/* The bandwidth given by number is what a handle sets; one that a rule chose is multiplied. */
static MercerHandle
bandwidth_handle (const KdeRun *run, MercerHandleKind kind, size_t c)
{
  const KdeValues *values = run->values;
  double h = run->h[c], given = h / (values->smoothing * kde_given_sd (values, run->d));
  bool manual = values->rule == KDE_MANUAL;
  MercerHandle handle = { .kind = kind, .role = MERCER_ROLE_ACCENT };
  handle.title = manual ? _("Bandwidth") : _("Smoothing");
  handle.value = manual ? (MercerHandleTarget){ .id = "bandwidth", .component = run->d > 1 ? (int) c : 0 }
                        : (MercerHandleTarget){ .id = "smoothing", .component = -1 };
  handle.extent = manual ? given : values->smoothing;
  handle.scale = h / handle.extent;
  return handle;
}

/* The mean of all points along an axis of the lattice, as the boundary transforms them. */
static double
mean_of (const KdeRun *run, size_t a)
{
  const MercerBins *bins = run->group[0].bins;
  double sum = 0, total = 0;
  for (size_t g = 0; g < run->n_groups; g++)
    {
      sum += run->group[g].bins->sum[a];
      total += run->group[g].bins->total;
    }
  return bins->low[a] + 0.5 * bins->step[a] * (double) (bins->count[a] - 1) + sum / total;
}

double
kde_width_height (const KdeRun *run)
{
  double low = INFINITY, peak = 0; /* of several groups the widest: its curve is among the others' */
  for (size_t g = 0; g < run->n_groups; g++)
    {
      double sd = mercer_bins_sd (run->group[g].bins, 0) / run->ratio[run->along[0]];
      low = sd > 0 ? MIN (low, 0.2 / sd) : low;
      for (size_t k = 0; k < run->cells; k++)
        peak = MAX (peak, run->group[g].f[k]);
    }
  return isfinite (low) ? low : 0.5 * peak;
}

void
kde_add_width_handle (const KdeRun *run, MercerFigureBuilder *b, int panel, double y)
{
  size_t c = run->along[0];
  MercerHandle handle = bandwidth_handle (run, MERCER_HANDLE_WIDTH, c);
  MercerKdeAxis axis = kde_run_axis (run, c);
  if (run->d > 1 || run->full || !(handle.extent > 0))
    return;
  handle.bent = mercer_kde_edge_transforms (axis.edge);
  handle.low = axis.low;
  handle.high = axis.edge == MERCER_EDGE_LOGIT ? axis.high : INFINITY;
  handle.scale *= run->ratio[c];
  handle.x = mercer_kde_axis_inverse (&axis, mean_of (run, 0));
  handle.y = y;
  mercer_figure_handle (b, panel, &handle);
}

/* A rule's place is its value: only where the bandwidth is the number given. */
void
kde_add_rule_handle (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t c)
{
  MercerHandle handle = bandwidth_handle (run, MERCER_HANDLE_VERTICAL, c);
  if (run->full || run->values->rule != KDE_MANUAL || fabs (handle.scale - 1) > 1e-12)
    return;
  handle.x = run->h[c];
  mercer_figure_handle (b, panel, &handle);
}

/* --- Sliders ---------------------------------------------------------------------------------------------------- */

/* What a rule would choose for a column: in the plane, where rules choose diagonal matrices, by looking at both. */
static double
said_by (const KdeRun *run, int rule, size_t c)
{
  const double *h = run->matrices[rule][0];
  bool both = run->values->form == KDE_FORM_DIAGONAL && kde_run_is_plane (run) && mercer_bandwidth_matrix_can ((MercerRule) rule);
  return both ? sqrt (h[2 * c]) : run->rules[c][rule];
}

static void
mark (MercerFigureBuilder *b, const char *param, const char *title, int component, double value, bool in_use)
{
  if (value > 0 && isfinite (value))
    mercer_figure_slider_mark (b, &(MercerSliderMark){ .param = param, .title = title, .component = component, .value = value,
                                                       .in_use = in_use });
}

void
kde_mark_sliders (const KdeRun *run, MercerFigureBuilder *b)
{
  double unit = run->values->smoothing * kde_given_sd (run->values, run->d);
  const char *in_use = kde_groups_differ (run) ? _("The bandwidth of all groups together")
                       : run->full             ? _("As wide as the matrix in use")
                                               : _("The bandwidth in use");
  int chosen = run->values->rule - 1;
  for (size_t c = 0; c < run->d; c++)
    {
      mark (b, "bandwidth", in_use, (int) c, run->h[c] / unit, true);
      for (int r = 0; r < MERCER_N_RULES && run->has_rules; r++)
        mark (b, "bandwidth", _(mercer_rules[r].title), (int) c, said_by (run, r, c) / unit, false);
      /* a rule's choice is multiplied: what leads to the others */
      for (int r = 0; r < MERCER_N_RULES && run->has_rules && chosen >= 0 && run->d == 1; r++)
        mark (b, "smoothing", _(mercer_rules[r].title), -1, run->rules[c][r] / run->rules[c][chosen], false);
    }
}

/* --- Ellipse and contours --------------------------------------------------------------------------------------- */

void
kde_add_ellipse (const KdeRun *run, MercerFigureBuilder *b, int panel, double x, double y)
{
  const KdeGroup *group = &run->group[0];
  const double *h = run->h, s2 = run->values->smoothing * run->values->smoothing;
  if (!kde_run_is_plane (run) || run->along[0] != 0)
    return;
  MercerHandle handle = { .kind = MERCER_HANDLE_ELLIPSE, .title = _("Bandwidth matrix"), .role = MERCER_ROLE_ACCENT,
                          .value = { .id = "bandwidth-matrix", .component = -1 }, .x = x, .y = y };
  for (int k = 0; k < 3; k++)
    handle.a[k] = run->full ? group->matrix[k] / s2 : k == 1 ? 0 : h[k / 2] * h[k / 2] / s2;
  mercer_figure_handle (b, panel, &handle);
}

void
kde_add_surface_handles (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  const KdeGroup *group = &run->group[0];
  kde_add_ellipse (run, b, panel, mean_of (run, 0), mean_of (run, 1));
  if (run->values->mass.n == 0 || group->enclosed == NULL || run->n_groups != 1)
    return;
  size_t nx = (run->m[0] + COARSER - 1) / COARSER, ny = (run->m[1] + COARSER - 1) / COARSER;
  g_autofree double *field = g_new (double, nx * ny);
  for (size_t k = 0; k < ny; k++)
    for (size_t j = 0; j < nx; j++)
      field[j + k * nx] = 100 * group->enclosed[COARSER * (j + k * run->m[0])];
  for (size_t k = 0; k < run->n_masses; k++)
    {
      MercerHandle handle = { .kind = MERCER_HANDLE_FIELD, .title = _("Share enclosed, %"), .role = MERCER_ROLE_INK,
                              .value = { .id = "mass", .component = (int) k }, .level = 100 * run->masses[k], .nx = nx, .ny = ny,
                              .x0 = run->low[0], .y0 = run->low[1], .values = field };
      handle.x1 = run->low[0] + (double) (COARSER * (nx - 1)) * run->step[0];
      handle.y1 = run->low[1] + (double) (COARSER * (ny - 1)) * run->step[1];
      mercer_figure_handle (b, panel, &handle);
    }
}
