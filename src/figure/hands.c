/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles in pixels: where they can be taken, and what is said of them. */
#include <math.h>
#include <string.h>

#include "hands-geometry.h"
#include "param.h"

const Handle *
figure_handle (const MercerFigure *f, size_t handle, int *panel)
{
  for (guint i = 0; i < f->panels->len; i++)
    {
      const Panel *p = figure_panel (f, i);
      *panel = (int) i;
      if (handle < p->handles->len)
        return panel_handle (p, handle);
      handle -= p->handles->len;
    }
  return NULL;
}

MercerHandle
handle_at (const MercerHandle *h, const MercerHandleValue *at)
{
  MercerHandle moved = *h;
  if (at == NULL)
    return moved;
  switch (h->kind)
    {
    case MERCER_HANDLE_VERTICAL:
      moved.x = at->value;
      break;
    case MERCER_HANDLE_HORIZONTAL:
      moved.y = at->value;
      break;
    case MERCER_HANDLE_POINT:
      moved.x = at->value;
      moved.y = at->value_y;
      break;
    case MERCER_HANDLE_WIDTH:
      moved.extent = at->value;
      break;
    case MERCER_HANDLE_ELLIPSE:
      memcpy (moved.a, at->a, sizeof moved.a);
      break;
    case MERCER_HANDLE_FIELD:
      moved.level = at->value;
      break;
    }
  return moved;
}

/* --- Widths -------------------------------------------------------------------------------------- */

/* The coordinate that a width is a length of. */
static double
bend (const MercerHandle *h, double x)
{
  return !h->bent ? x : isfinite (h->high) ? log ((x - h->low) / (h->high - x)) : log (x - h->low);
}

double
width_end (const MercerHandle *h)
{
  double length = h->extent * h->scale, room = h->x - h->low;
  if (!h->bent)
    return h->x + length;
  if (!isfinite (h->high))
    return h->low + room * exp (length);
  double left = (h->high - h->x) * exp (-length); /* parts of the range on either side of the end */
  return h->high - (h->high - h->low) * (left / (room + left));
}

double
width_at (const MercerHandle *h, double x)
{
  return (bend (h, x) - bend (h, h->x)) / h->scale;
}

/* --- Ellipses ------------------------------------------------------------------------------------ */

/* Eigenvectors of a symmetric 2 x 2 matrix, each as long as the root of its eigenvalue. */
bool
ellipse_axes (const double a[3], double axes[2][2])
{
  double middle = (a[0] + a[2]) / 2, half = (a[0] - a[2]) / 2, spread = hypot (half, a[1]);
  double low = middle - spread, angle = 0.5 * atan2 (a[1], half);
  if (!(low > 0) || !isfinite (middle + spread))
    return false;
  double r = sqrt (middle + spread), s = sqrt (low);
  axes[0][0] = r * cos (angle);
  axes[0][1] = r * sin (angle);
  axes[1][0] = -s * sin (angle);
  axes[1][1] = s * cos (angle);
  return true;
}

/* --- Fields -------------------------------------------------------------------------------------- */

/* The place on the contour nearest to the pointer. */
static bool
nearest_on_contour (const PanelLayout *pl, const Contours *c, double *px, double *py)
{
  double best = INFINITY, bx = 0, by = 0;
  for (size_t p = 0; c != NULL && p < c->n_paths; p++)
    {
      double ax = NAN, ay = NAN;
      for (size_t i = c->start[p]; i < c->start[p + 1]; i++)
        {
          double x = axis_pixel (&pl->axis[AXIS_X], c->xy[2 * i]), y = axis_pixel (&pl->axis[AXIS_Y], c->xy[2 * i + 1]);
          double dx = x - ax, dy = y - ay, length = dx * dx + dy * dy;
          double t = length > 0 ? CLAMP (((*px - ax) * dx + (*py - ay) * dy) / length, 0, 1) : 0;
          double ex = ax + t * dx - *px, ey = ay + t * dy - *py, far = ex * ex + ey * ey;
          if (far < best)
            {
              best = far;
              bx = ax + t * dx;
              by = ay + t * dy;
            }
          ax = x, ay = y;
        }
    }
  if (isfinite (best))
    *px = bx, *py = by;
  return isfinite (best);
}

/* --- Grips --------------------------------------------------------------------------------------- */

#define KNOB_INSET 1.1 /* em from the end of a rule */

static bool
in_plot (const Rect *r, double px, double py)
{
  return px >= r->x - 1 && py >= r->y - 1 && px <= r->x + r->width + 1 && py <= r->y + r->height + 1;
}

bool
grip_point (const PanelLayout *pl, double em, const MercerHandle *h, const Contours *contours, int grip, double *px,
            double *py)
{
  const Rect *r = &pl->plot;
  const AxisLayout *x = &pl->axis[AXIS_X], *y = &pl->axis[AXIS_Y];
  double axes[2][2];
  switch (h->kind)
    {
    case MERCER_HANDLE_VERTICAL:
      *px = axis_pixel (x, h->x);
      *py = r->y + r->height - KNOB_INSET * em;
      break;
    case MERCER_HANDLE_HORIZONTAL:
      *px = r->x + r->width - KNOB_INSET * em;
      *py = axis_pixel (y, h->y);
      break;
    case MERCER_HANDLE_POINT:
      *px = axis_pixel (x, h->x);
      *py = axis_pixel (y, h->y);
      break;
    case MERCER_HANDLE_WIDTH:
      *px = axis_pixel (x, width_end (h));
      *py = axis_pixel (y, h->y);
      break;
    case MERCER_HANDLE_ELLIPSE:
      if (!ellipse_axes (h->a, axes))
        return false;
      *px = axis_pixel (x, h->x + axes[grip][0]);
      *py = axis_pixel (y, h->y + axes[grip][1]);
      break;
    case MERCER_HANDLE_FIELD:
      if (!nearest_on_contour (pl, contours, px, py))
        return false;
      break;
    }
  return pl->space == NULL && in_plot (r, *px, *py);
}

int
mercer_figure_handle_grips (const MercerFigure *f, size_t handle)
{
  const MercerHandle *h = mercer_figure_get_handle (f, handle, NULL);
  return h == NULL ? 0 : h->kind == MERCER_HANDLE_ELLIPSE ? 2 : 1;
}

MercerGripWays
mercer_figure_grip_ways (const MercerFigure *f, size_t handle)
{
  static const MercerGripWays ways[] = {
    [MERCER_HANDLE_VERTICAL] = MERCER_GRIP_ACROSS, [MERCER_HANDLE_HORIZONTAL] = MERCER_GRIP_UP,
    [MERCER_HANDLE_POINT] = MERCER_GRIP_FREE,      [MERCER_HANDLE_WIDTH] = MERCER_GRIP_ACROSS,
    [MERCER_HANDLE_ELLIPSE] = MERCER_GRIP_FREE,    [MERCER_HANDLE_FIELD] = MERCER_GRIP_FREE,
  };
  const MercerHandle *h = mercer_figure_get_handle (f, handle, NULL);
  return h != NULL ? ways[h->kind] : MERCER_GRIP_FREE;
}

/* How far the pointer is from where a grip can be taken. */
static double
grip_distance (const Layout *l, int panel, const Handle *h, int grip, double px, double py)
{
  const PanelLayout *pl = &l->panel[panel];
  double kx = px, ky = py;
  if (!grip_point (pl, l->em, &h->given, h->contours, grip, &kx, &ky))
    return INFINITY;
  bool along = in_plot (&pl->plot, px, py);
  if (along && h->given.kind == MERCER_HANDLE_VERTICAL)
    return fabs (px - kx);
  if (along && h->given.kind == MERCER_HANDLE_HORIZONTAL)
    return fabs (py - ky);
  return hypot (px - kx, py - ky);
}

bool
mercer_figure_grip_at (const MercerFigure *f, double width, double height, const MercerLook *look, const MercerView *view,
                       double px, double py, double radius, MercerGrip *grip, double *distance)
{
  Layout *l = layout_acquire (f, width, height, look, view);
  double best = radius;
  bool found = false;
  int panel = 0;
  const Handle *h;
  for (size_t k = 0; (h = figure_handle (f, k, &panel)) != NULL; k++)
    for (int g = 0; g < mercer_figure_handle_grips (f, k); g++)
      {
        double far = grip_distance (l, panel, h, g, px, py);
        if (!(far <= best))
          continue;
        found = true;
        best = far;
        *grip = (MercerGrip){ k, g };
      }
  layout_release (l);
  if (distance != NULL)
    *distance = best;
  return found;
}

bool
mercer_figure_grip_locate (const MercerFigure *f, double width, double height, const MercerLook *look,
                           const MercerView *view, MercerGrip grip, const MercerHandleValue *at, double *px, double *py)
{
  int panel;
  const Handle *h = figure_handle (f, grip.handle, &panel);
  if (h == NULL)
    return false;
  Layout *l = layout_acquire (f, width, height, look, view);
  MercerHandle moved = handle_at (&h->given, at);
  bool seen = grip_point (&l->panel[panel], l->em, &moved, h->contours, grip.grip, px, py);
  layout_release (l);
  return seen;
}

/* --- Words --------------------------------------------------------------------------------------- */

static void
say_number (GString *out, const char *before, double value, const char *unit)
{
  char number[64];
  mercer_number_show (value, 4, number);
  g_string_append_printf (out, "%s%s", before, number);
  if (unit != NULL && *unit != '\0')
    g_string_append_printf (out, " %s", unit);
}

void
mercer_figure_handle_text (const MercerFigure *f, size_t handle, const MercerHandleValue *at, char text[160])
{
  int panel;
  const Handle *kept = figure_handle (f, handle, &panel);
  *text = '\0';
  if (kept == NULL)
    return;
  MercerHandle h = handle_at (&kept->given, at);
  const Axis *axis = figure_panel (f, panel)->axis;
  GString *out = g_string_new (h.title);
  double axes[2][2];
  switch (h.kind)
    {
    case MERCER_HANDLE_VERTICAL:
      if (g_strcmp0 (h.value.id, MERCER_HANDLE_FILM) == 0)
        g_string_append_printf (out, " %.0f", h.x);
      else
        say_number (out, " ", h.x, axis[AXIS_X].unit);
      break;
    case MERCER_HANDLE_HORIZONTAL:
      say_number (out, " ", h.y, axis[AXIS_Y].unit);
      break;
    case MERCER_HANDLE_POINT:
      say_number (out, " ", h.x, axis[AXIS_X].unit);
      say_number (out, ", ", h.y, axis[AXIS_Y].unit);
      break;
    case MERCER_HANDLE_WIDTH: /* a scale makes it another quantity than x */
      say_number (out, " ", h.extent, h.scale == 1 && !h.bent ? axis[AXIS_X].unit : NULL);
      break;
    case MERCER_HANDLE_ELLIPSE:
      if (!ellipse_axes (h.a, axes))
        break;
      say_number (out, " ", hypot (axes[0][0], axes[0][1]), NULL);
      say_number (out, " × ", hypot (axes[1][0], axes[1][1]), NULL);
      say_number (out, ", ", atan2 (axes[0][1], axes[0][0]) * 180 / G_PI, "°");
      break;
    case MERCER_HANDLE_FIELD:
      say_number (out, " ", h.level, NULL);
      break;
    }
  g_strlcpy (text, out->str, 160);
  const char *end;
  if (!g_utf8_validate (text, -1, &end))
    text[end - text] = '\0';
  g_string_free (out, TRUE);
}
