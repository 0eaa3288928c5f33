/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What a hand can take hold of: the bandwidth as a length on the curve, as a rule among what the selectors say, as an ellipse on
 * the plane; and each contour, which is drawn to another share of the mass. */

/* Cells of the lattice for one of a handle's field: a contour is as smooth at half the resolution. */
enum { COARSER = 2 };

/* The bandwidth given by number is what a handle sets; one that a rule chose is multiplied. */
static MercerHandle
bandwidth_handle (const KdeRun *run, MercerHandleKind kind)
{
  size_t c = run->along[0];
  const KdeValues *values = run->values;
  double h = run->group[0].h[c], given = h / values->smoothing;
  bool manual = values->rule == KDE_MANUAL;
  const MercerKdeShape *shape = &mercer_kde_shapes[values->shape];
  if (values->convention == KDE_IS_SUPPORT && isfinite (shape->support) && values->bandwidth.n > 0)
    given *= shape->support / shape->sd;
  MercerHandle handle = { .kind = kind, .role = MERCER_ROLE_ACCENT };
  handle.title = manual ? _("Bandwidth") : _("Smoothing");
  handle.value = manual ? (MercerHandleTarget){ .id = "bandwidth", .component = run->d > 1 ? (int) c : 0 }
                        : (MercerHandleTarget){ .id = "smoothing", .component = -1 };
  handle.extent = manual ? given : values->smoothing;
  handle.scale = h / handle.extent;
  return handle;
}

void
kde_add_width_handle (const KdeRun *run, MercerFigureBuilder *b, int panel, double x, double y)
{
  MercerHandle handle = bandwidth_handle (run, MERCER_HANDLE_WIDTH);
  if (run->n_groups != 1 || run->full || mercer_kde_edge_transforms ((MercerEdge) run->values->boundary) || !(handle.extent > 0))
    return;
  handle.x = x;
  handle.y = y;
  mercer_figure_handle (b, panel, &handle);
}

/* A rule's place is its value: only where the bandwidth is the number given. */
void
kde_add_rule_handle (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  MercerHandle handle = bandwidth_handle (run, MERCER_HANDLE_VERTICAL);
  if (run->n_groups != 1 || run->full || run->values->rule != KDE_MANUAL || fabs (handle.scale - 1) > 1e-12)
    return;
  handle.x = run->group[0].h[run->along[0]];
  mercer_figure_handle (b, panel, &handle);
}

/* --- Sliders ---------------------------------------------------------------------------------------------------- */

/* What each rule would choose, on the slider that leads there: that of the bandwidth, or where a rule chooses it, of one column,
 * that of the smoothing. */
static void
mark_rules (const KdeRun *run, MercerFigureBuilder *b, size_t c, double unit)
{
  const KdeValues *values = run->values;
  bool manual = values->rule == KDE_MANUAL;
  double chosen = manual ? unit : run->rules[c][values->rule - 1];
  for (int r = 0; r < MERCER_N_RULES && (manual || run->d == 1); r++)
    if (run->rules[c][r] / chosen > 0 && isfinite (run->rules[c][r] / chosen))
      mercer_figure_slider_mark (b, &(MercerSliderMark){ .param = manual ? "bandwidth" : "smoothing",
                                                         .title = _(mercer_rules[r].title),
                                                         .component = manual ? (int) c : -1,
                                                         .value = run->rules[c][r] / chosen });
}

void
kde_mark_sliders (const KdeRun *run, MercerFigureBuilder *b)
{
  const MercerKdeShape *shape = &mercer_kde_shapes[run->values->shape];
  bool wide = run->values->convention == KDE_IS_SUPPORT && isfinite (shape->support);
  double unit = run->values->smoothing * (wide ? shape->sd / shape->support : 1); /* sd of the kernel for a given 1 */
  if (run->n_groups != 1 || run->full)
    return;
  for (size_t c = 0; c < run->d; c++)
    {
      double given = run->group[0].h[c] / unit;
      if (run->values->rule == KDE_MANUAL && given > 0 && isfinite (given))
        mercer_figure_slider_mark (b, &(MercerSliderMark){ .param = "bandwidth", .title = _("The bandwidth in use"),
                                                           .component = (int) c, .value = given, .in_use = true });
      if (run->has_rules)
        mark_rules (run, b, c, unit);
    }
}

/* --- Ellipse and contours --------------------------------------------------------------------------------------- */

/* The ellipse of one standard deviation of the kernel, about the mean of the points. */
static void
add_ellipse (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  const KdeGroup *group = &run->group[0];
  const MercerBins *bins = group->bins;
  double s2 = run->values->smoothing * run->values->smoothing, h[2] = { group->h[run->along[0]], group->h[run->along[1]] };
  if (!kde_run_is_plane (run) || run->n_groups != 1 || run->values->rule != KDE_MANUAL || run->along[0] != 0)
    return;
  MercerHandle handle = { .kind = MERCER_HANDLE_ELLIPSE, .title = _("Bandwidth matrix"), .role = MERCER_ROLE_ACCENT,
                          .value = { .id = "bandwidth-matrix", .component = -1 } };
  for (int k = 0; k < 3; k++)
    handle.a[k] = run->full ? group->matrix[k] / s2 : k == 1 ? 0 : h[k / 2] * h[k / 2] / s2;
  handle.x = bins->low[0] + 0.5 * bins->step[0] * (double) (bins->count[0] - 1) + bins->sum[0] / bins->total;
  handle.y = bins->low[1] + 0.5 * bins->step[1] * (double) (bins->count[1] - 1) + bins->sum[1] / bins->total;
  mercer_figure_handle (b, panel, &handle);
}

void
kde_add_surface_handles (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  const KdeGroup *group = &run->group[0];
  add_ellipse (run, b, panel);
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
