/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a handle becomes under a hand. Each number has the decimals that its pixel and the next ones tell apart: a hand cannot
 * mean more, and what it sets is read, typed and saved. */
#include <math.h>

#include "hands-geometry.h"

/* --- Ellipses ------------------------------------------------------------------------------------ */

/* One half axis goes to `to`; the other keeps its length at a right angle. */
static void
turn_ellipse (const double a[3], int grip, const double to[2], double out[3])
{
  double axes[2][2], other;
  if (!ellipse_axes (a, axes))
    return;
  other = hypot (axes[1 - grip][0], axes[1 - grip][1]);
  double length = hypot (to[0], to[1]), ux = to[0] / length, uy = to[1] / length, l = length * length, o = other * other;
  out[0] = l * ux * ux + o * uy * uy;
  out[1] = (l - o) * ux * uy;
  out[2] = l * uy * uy + o * ux * ux;
}

/* An ellipse keeps its shape to half a pixel when the matrix that its pixels have, S^-1 A S^-1 with S = diag (size of a pixel),
 * changes by less than the shorter half axis; and stays one if by less than half its square. */
static void
round_ellipse (double a[3], double x_pixel, double y_pixel)
{
  const double sizes[3] = { x_pixel * x_pixel, x_pixel * y_pixel, y_pixel * y_pixel };
  double axes[2][2];
  if (!ellipse_axes ((double[]){ a[0] / sizes[0], a[1] / sizes[1], a[2] / sizes[2] }, axes))
    return;
  double shorter = hypot (axes[1][0], axes[1][1]), step = fmin (shorter, shorter * shorter / 2);
  for (int k = 0; k < 3; k++)
    a[k] = round_to_step (a[k], step * sizes[k]);
}

/* --- Widths -------------------------------------------------------------------------------------- */

/* A width of nothing is none that a kernel could have: the least is a pixel, and finer ones want a closer view. One that bends ends
 * a pixel before the bound that it cannot reach. */
static double
round_width (const MercerHandle *h, double x, double x_pixel)
{
  double least = h->x + copysign (x_pixel, h->scale);
  if (h->bent)
    x = fmin (fmax (x, least), h->high - x_pixel);
  double step = fabs (width_at (h, least));
  return round_to_step (fmax (width_at (h, x), step), step);
}

/* --- Fields -------------------------------------------------------------------------------------- */

static double
field_at (const MercerHandle *h, double x, double y)
{
  double u = (x - h->x0) / (h->x1 - h->x0) * (double) (h->nx - 1), v = (y - h->y0) / (h->y1 - h->y0) * (double) (h->ny - 1);
  if (!(u >= 0 && v >= 0 && u <= (double) (h->nx - 1) && v <= (double) (h->ny - 1)))
    return NAN;
  size_t i = MIN ((size_t) u, h->nx - 2), j = MIN ((size_t) v, h->ny - 2);
  const double *low = h->values + i + j * h->nx, *high = low + h->nx;
  u -= (double) i;
  v -= (double) j;
  return (1 - v) * ((1 - u) * low[0] + u * low[1]) + v * ((1 - u) * high[0] + u * high[1]);
}

/* Where a field is flat its neighbours tell nothing apart: then four digits. */
static double
round_field (const MercerHandle *h, double x, double y, double x_pixel, double y_pixel)
{
  double value = field_at (h, x, y), right = field_at (h, x + x_pixel, y), up = field_at (h, x, y + y_pixel);
  double step = fmax (1e-4 * fabs (value), fmax (fabs (right - value), fabs (up - value)));
  return round_to_step (value, step);
}

/* --- All of them --------------------------------------------------------------------------------- */

bool
mercer_figure_grip_drag (const MercerFigure *f, double width, double height, const MercerLook *look, const MercerView *view,
                         MercerGrip grip, double px, double py, MercerHandleValue *value)
{
  int panel;
  const Handle *handle = figure_handle (f, grip.handle, &panel);
  if (handle == NULL)
    return false;
  const MercerHandle *h = &handle->given;
  Layout *l = layout_acquire (f, width, height, look, view);
  const AxisLayout *across = &l->panel[panel].axis[AXIS_X], *up = &l->panel[panel].axis[AXIS_Y];
  double x = axis_value (across, px), y = axis_value (up, py);
  double x_told = axis_value_told (across, px), y_told = axis_value_told (up, py);
  double x_pixel = fabs (axis_value (across, px + 1) - x), y_pixel = fabs (axis_value (up, py + 1) - y);
  layout_release (l);
  MercerHandleValue v = { NAN, NAN, { NAN, NAN, NAN } };
  switch (h->kind)
    {
    case MERCER_HANDLE_VERTICAL:
      /* a film's first step stands where the axis begins, which if it is logarithmic is not at 0 */
      v.value = g_strcmp0 (h->value.id, MERCER_HANDLE_FILM) == 0 ? fmax (rint (x), figure_panel (f, panel)->axis[AXIS_X].low) : x_told;
      break;
    case MERCER_HANDLE_HORIZONTAL:
      v.value = y_told;
      break;
    case MERCER_HANDLE_POINT:
      v.value = x_told;
      v.value_y = y_told;
      break;
    case MERCER_HANDLE_WIDTH:
      v.value = round_width (h, x, x_pixel);
      break;
    case MERCER_HANDLE_ELLIPSE:
      turn_ellipse (h->a, grip.grip, (double[]){ x - h->x, y - h->y }, v.a);
      round_ellipse (v.a, x_pixel, y_pixel);
      v.value = v.a[0];
      break;
    case MERCER_HANDLE_FIELD:
      v.value = round_field (h, x, y, x_pixel, y_pixel);
      break;
    }
  if (!isfinite (v.value))
    return false;
  *value = v;
  return true;
}
