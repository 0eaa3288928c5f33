/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panels in space: what covers what, where things stand, what the pointer finds. Expected numbers come from geometry: a
 * plane seen from straight above, a slow twin that looks at every triangle for every pixel, and the way back from pixels. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scenes.h"
#include "sheet.h"
#include "testing.h"
#include "write.h"

#define W 700
#define H 500

/* --- The sheet and its slow twin ------------------------------------------------------------------ */

enum { NX = 9, NY = 7, SIZE = 120 };

static bool
inside (const float *x, const float *y, const size_t k[3], double px, double py, double w[3])
{
  double ax = x[k[0]], ay = y[k[0]], bx = x[k[1]] - ax, by = y[k[1]] - ay, cx = x[k[2]] - ax, cy = y[k[2]] - ay;
  double area = bx * cy - cx * by;
  w[1] = ((px - ax) * cy - cx * (py - ay)) / area;
  w[2] = (bx * (py - ay) - (px - ax) * by) / area;
  w[0] = 1 - w[1] - w[2];
  return w[0] >= 0 && w[1] >= 0 && w[2] >= 0;
}

/* The depth of the nearest triangle at a pixel; *edge: so near to the side of one that rounding decides. */
static double
twin_depth (const Mesh *m, double px, double py, bool *edge)
{
  double nearest = -INFINITY;
  for (size_t j = 0; j + 1 < NY; j++)
    for (size_t i = 0; i + 1 < NX; i++)
      {
        size_t a = i + j * NX, b = a + 1, c = a + NX, d = c + 1;
        bool across = fabsf (m->depth[b] - m->depth[c]) < fabsf (m->depth[a] - m->depth[d]);
        const size_t cut[2][3] = { { a, b, across ? c : d }, { across ? b : a, d, c } };
        for (int t = 0; t < 2; t++)
          {
            double w[3];
            bool in = inside (m->x, m->y, cut[t], px, py, w);
            if (fabs (w[0]) < 1e-3 || fabs (w[1]) < 1e-3 || fabs (w[2]) < 1e-3)
              *edge = true;
            if (in)
              nearest = fmax (nearest, w[0] * m->depth[cut[t][0]] + w[1] * m->depth[cut[t][1]] + w[2] * m->depth[cut[t][2]]);
          }
      }
  return nearest;
}

static void
test_sheet (void)
{
  float x[NX * NY], y[NX * NY], depth[NX * NY], shade[NX * NY], level[NX * NY];
  GRand *rand = g_rand_new_with_seed (5);
  for (size_t k = 0; k < NX * NY; k++)
    {
      x[k] = (float) (15 * (double) (k % NX) - 5 + g_rand_double_range (rand, -9, 9));
      y[k] = (float) (18 * (double) (k / NX) + 3 + g_rand_double_range (rand, -9, 9));
      depth[k] = (float) g_rand_double_range (rand, -40, 40);
      shade[k] = 1;
      level[k] = 100;
    }
  const Mesh mesh = { NX, NY, x, y, depth, shade, level };
  Sheet s = { SIZE, SIZE, g_new0 (uint32_t, SIZE * SIZE), SIZE, g_new (float, SIZE * SIZE) };
  for (int k = 0; k < SIZE * SIZE; k++)
    s.depth[k] = -INFINITY;
  const uint32_t *table = colour_map_table (MERCER_MAP_VIRIDIS);
  sheet_mesh (&s, &mesh, table);
  int compared = 0, covered = 0;
  for (int j = 0; j < SIZE; j++)
    for (int i = 0; i < SIZE; i++)
      {
        bool edge = false;
        double want = twin_depth (&mesh, i + 0.5, j + 0.5, &edge);
        if (edge)
          continue;
        compared++;
        covered += isfinite (want);
        /* single precision over 120 pixels and depths of 40, slopes up to about 40 for each pixel */
        if (isfinite (want))
          assert_close (s.depth[i + j * SIZE], want, 0, 2e-3);
        else
          g_assert_true (isinf (s.depth[i + j * SIZE]) && s.pixels[i + j * SIZE] == 0);
        if (isfinite (want))
          g_assert_cmphex (s.pixels[i + j * SIZE], ==, table[100]);
      }
  g_assert_cmpint (compared, >, SIZE * SIZE / 2);
  g_assert_cmpint (covered, >, SIZE * SIZE / 3);
  g_rand_free (rand);
  g_free (s.pixels);
  g_free (s.depth);
}

/* Neighbouring cells leave no pixel between them. */
static void
test_seams (void)
{
  float x[NX * NY], y[NX * NY], depth[NX * NY] = { 0 }, shade[NX * NY], level[NX * NY];
  for (size_t k = 0; k < NX * NY; k++)
    {
      double u = -10 + 17.3 * (double) (k % NX), v = -10 + 23.9 * (double) (k / NX);
      x[k] = (float) (0.9 * u + 0.35 * v);
      y[k] = (float) (-0.31 * u + 1.1 * v);
      shade[k] = 1;
      level[k] = 0;
    }
  const Mesh mesh = { NX, NY, x, y, depth, shade, level };
  Sheet s = { SIZE, SIZE, g_new0 (uint32_t, SIZE * SIZE), SIZE, g_new (float, SIZE * SIZE) };
  for (int k = 0; k < SIZE * SIZE; k++)
    s.depth[k] = -INFINITY;
  sheet_mesh (&s, &mesh, colour_map_table (MERCER_MAP_VIRIDIS));
  for (int j = 20; j < 70; j++)
    for (int i = 40; i < 90; i++)
      g_assert_cmphex (s.pixels[i + j * SIZE], !=, 0);
  g_free (s.pixels);
  g_free (s.depth);
}

/* --- Figures -------------------------------------------------------------------------------------- */

/* A plane at height 0 over [-1, 1] squared, dots above, below and beside it, over [-2, 2] in all directions. */
static MercerFigure *
plane (void)
{
  double heights[11 * 11] = { 0 };
  heights[2 + 2 * 11] = NAN; /* a hole about (-0.6, -0.6) */
  const double x[] = { 0.5, -0.5, 1.7 }, y[] = { 0, 0, 0 }, z[] = { 1, -1, -1 };
  const uint64_t rows[] = { 10, 20, 30 };
  const MercerSpaceAxis axes[3] = { { "x", "", -2, 2 }, { "y", "", -2, 2 }, { "z", "m", -2, 2 } };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_space (b, p, axes);
  mercer_figure_surface (b, p, 11, 11, -1, 1, -1, 1, heights, NULL, MERCER_MAP_VIRIDIS, -1, 1, NULL, NULL);
  mercer_figure_points_in_space (b, p, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 9 }, 3, x, y, z, rows, NULL,
                                 MERCER_MAP_VIRIDIS, 0, 0);
  return mercer_figure_builder_finish (b);
}

static MercerView *
from_above (const MercerFigure *f)
{
  MercerView *view = mercer_view_new ();
  mercer_view_pan (view, f, W, H, NULL, W / 2.0, H / 2.0, 0, 1000);
  return view;
}

static uint32_t
pixel_at (cairo_surface_t *s, double px, double py)
{
  return *(const uint32_t *) (const void *) (cairo_image_surface_get_data (s) + (int) py * cairo_image_surface_get_stride (s)
                                             + 4 * (int) px);
}

static void
test_covering (void)
{
  MercerFigure *f = plane ();
  MercerView *view = from_above (f);
  cairo_surface_t *s = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, W, H);
  cairo_t *cr = cairo_create (s);
  const MercerLook look = { .background = true };
  mercer_figure_draw (f, cr, W, H, &look, view);
  cairo_surface_flush (s);
  Colour accent = colour_role (&look, MERCER_ROLE_ACCENT);
  uint32_t ink = 0xff000000u | (uint32_t) lround (255 * accent.r) << 16 | (uint32_t) lround (255 * accent.g) << 8
                 | (uint32_t) lround (255 * accent.b);
  double px, py;
  uint32_t got[3];
  for (int k = 0; k < 3; k++)
    {
      MercerHit hit = { .x = (double[]){ 0.5, -0.5, 1.7 }[k], .y = 0, .z = k == 0 ? 1 : -1 };
      mercer_figure_locate_hit (f, W, H, &look, view, &hit, &px, &py);
      got[k] = pixel_at (s, px, py);
    }
  g_assert_cmphex (got[0], ==, ink);
  g_assert_cmphex (got[1], !=, ink); /* under the plane */
  g_assert_cmphex (got[2], ==, ink); /* as deep, beside it */
  /* the plane has one colour: the middle of the map, as the light makes it, and nothing in its hole */
  mercer_figure_locate_hit (f, W, H, &look, view, &(MercerHit){ .x = 0.1, .y = 0.7 }, &px, &py);
  uint32_t flat = pixel_at (s, px, py);
  g_assert_cmphex (got[1], ==, flat);
  mercer_figure_locate_hit (f, W, H, &look, view, &(MercerHit){ .x = -0.6, .y = -0.6 }, &px, &py);
  g_assert_cmphex (pixel_at (s, px, py), !=, flat);
  uint32_t middle = colour_map_table (MERCER_MAP_VIRIDIS)[128];
  double shade = (double) (flat >> 8 & 255) / (double) (middle >> 8 & 255);
  g_assert_cmpfloat (shade, >, 0.6);
  g_assert_cmpfloat (shade, <=, 1.0);
  assert_close ((double) (flat & 255), shade * (double) (middle & 255), 0, 2);
  cairo_destroy (cr);
  cairo_surface_destroy (s);
  mercer_view_free (view);
  mercer_figure_unref (f);
}

/* What the pointer finds on a surface lies under the pointer and on the surface, from whichever side. */
static void
test_hit (void)
{
  MercerFigure *f = scene_space (61, 41, 4);
  MercerView *view = mercer_view_new ();
  int surfaces = 0, points = 0;
  for (int turn = 0; turn < 12; turn++)
    {
      mercer_view_pan (view, f, W, H, NULL, W / 2.0, H / 2.0, 83, turn % 3 == 0 ? 40 : -17);
      for (int k = 0; k < 100; k++)
        {
          double px = 60 + 55 * (k % 10), py = 60 + 40 * (k / 10), qx, qy;
          MercerHit hit;
          if (!mercer_figure_hit (f, W, H, NULL, view, px, py, 3, false, &hit))
            continue;
          mercer_figure_locate_hit (f, W, H, NULL, view, &hit, &qx, &qy);
          g_assert_cmpfloat (hypot (qx - px, qy - py), <, 3 + 1e-6);
          bool on_surface = hit.mark == 0;
          points += !on_surface;
          surfaces += on_surface;
          if (!on_surface)
            continue;
          assert_close (qx, px, 0, 1e-6);
          assert_close (qy, py, 0, 1e-6);
          double z = 1.5 * exp (-(pow (hit.x + 1, 2) + pow (hit.y, 2)))
                     + exp (-2 * (pow (hit.x - 1, 2) + pow (hit.y - 0.8, 2)));
          assert_close (hit.z, z, 0, 0.02); /* cells of 0.1, curvature up to 4: h^2 / 8 of it on each axis */
          g_assert_nonnull (strstr (hit.tooltip, "Zinc"));
          g_assert_nonnull (strstr (hit.tooltip, "Easting"));
        }
    }
  g_assert_cmpint (surfaces, >, 150);
  MercerFigure *dots = plane ();
  for (int k = 0; k < 3; k++)
    {
      MercerHit at = { .x = (double[]){ 0.5, -0.5, 1.7 }[k], .z = k == 0 ? 1 : -1 }, hit;
      double px, py;
      mercer_figure_locate_hit (dots, W, H, NULL, view, &at, &px, &py);
      g_assert_true (mercer_figure_hit (dots, W, H, NULL, view, px, py, 5, true, &hit));
      g_assert_cmpuint (hit.row_id, ==, 10 * (uint64_t) (k + 1));
    }
  /* and the keyboard walks through them from left to right */
  MercerHit step;
  const uint64_t order[] = { 20, 10, 30 };
  for (int k = 0; k < 3; k++)
    {
      g_assert_true (mercer_figure_step (dots, k > 0 ? &order[k - 1] : NULL, 1, &step));
      g_assert_cmpuint (step.row_id, ==, order[k]);
      g_assert_cmpfloat (step.z, ==, k == 1 ? 1 : -1);
    }
  mercer_figure_unref (dots);
  mercer_view_free (view);
  mercer_figure_unref (f);
}

/* A box keeps its turn while figures follow one another, its size while it turns, and goes back when the view is reset. */
static void
test_turning (void)
{
  MercerFigure *f = scene_space (20, 20, 3), *next = scene_space (20, 20, 3);
  MercerView *view = mercer_view_new ();
  mercer_view_follow (view, f, MERCER_FOLLOW_ON);
  const MercerHit corner = { .x = -3, .y = -2, .z = 0 }, other = { .x = 3, .y = 2, .z = 0 };
  double ax, ay, bx, by, cx, cy;
  mercer_figure_locate_hit (f, W, H, NULL, view, &corner, &ax, &ay);
  g_assert_false (mercer_view_is_changed (view));
  mercer_view_pan (view, f, W, H, NULL, W / 2.0, H / 2.0, 50, 0);
  g_assert_true (mercer_view_is_changed (view));
  mercer_figure_locate_hit (f, W, H, NULL, view, &corner, &bx, &by);
  g_assert_cmpfloat (hypot (bx - ax, by - ay), >, 20);
  mercer_view_follow (view, next, MERCER_FOLLOW_ON);
  mercer_figure_locate_hit (next, W, H, NULL, view, &corner, &cx, &cy);
  assert_close (cx, bx, 0, 1e-9);
  assert_close (cy, by, 0, 1e-9);

  /* from above, the diagonal of the floor has one length whichever way it points */
  mercer_view_pan (view, f, W, H, NULL, W / 2.0, H / 2.0, 0, 2000);
  double length = 0;
  for (int k = 0; k < 7; k++)
    {
      mercer_view_pan (view, f, W, H, NULL, W / 2.0, H / 2.0, 61, 0);
      mercer_figure_locate_hit (f, W, H, NULL, view, &corner, &ax, &ay);
      mercer_figure_locate_hit (f, W, H, NULL, view, &other, &bx, &by);
      if (k > 0)
        assert_close (hypot (bx - ax, by - ay), length, 1e-9, 0);
      length = hypot (bx - ax, by - ay);
    }
  mercer_view_zoom (view, f, W, H, NULL, W / 2.0, H / 2.0, 2);
  mercer_figure_locate_hit (f, W, H, NULL, view, &corner, &ax, &ay);
  mercer_figure_locate_hit (f, W, H, NULL, view, &other, &bx, &by);
  assert_close (hypot (bx - ax, by - ay), 2 * length, 1e-9, 0);
  mercer_view_reset (view);
  g_assert_false (mercer_view_is_changed (view));
  mercer_view_free (view);
  mercer_figure_unref (f);
  mercer_figure_unref (next);
}

/* Ranges come from the marks; nothing of the plane is drawn or said. */
static void
test_ranges (void)
{
  MercerFigure *f = scene_space (61, 41, 0);
  Layout *l = layout_acquire (f, W, H, NULL, NULL);
  const SpaceLayout *s = l->panel[0].space;
  assert_close (s->edge[0].low, -3, 0, 0);
  assert_close (s->edge[0].high, 3, 0, 0);
  assert_close (s->edge[1].high, 2, 0, 0);
  assert_close (s->edge[2].high, 1.5, 0, 0.02); /* the higher bump's top, nearly on a grid point */
  g_assert_cmpfloat (s->edge[2].low, <, 0.01);
  layout_release (l);
  double x = 0, y = 0;
  g_assert_cmpint (mercer_figure_pick (f, W, H, NULL, NULL, W / 2.0, H / 2.0, &x, &y), ==, 0);
  g_assert_true (isnan (x) && isnan (y));
  g_assert_true (mercer_figure_is_in_space (f, 0));
  g_assert_true (mercer_figure_is_sound (f, NULL));
  mercer_figure_unref (f);
}

/* However it is turned, the whole box is in the plot. */
static void
test_in_sight (void)
{
  const double at[3] = { 0, 1, 2 };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_space (b, panel, (const MercerSpaceAxis[3]){ { .label = "a", .unit = "" }, { .label = "b", .unit = "" }, { .label = "c", .unit = "" } });
  mercer_figure_points_in_space (b, panel, NULL, 3, at, at, at, NULL, NULL, 0, 0, 0);
  MercerFigure *f = mercer_figure_builder_finish (b);
  const double sizes[][2] = { { 600, 400 }, { 673, 330 }, { 400, 700 } };
  MercerView *view = mercer_view_new ();
  for (int step = 0; step < 400; step++)
    {
      const double *size = sizes[step % 3];
      double px, py;
      mercer_figure_panel_centre (f, size[0], size[1], NULL, view, panel, &px, &py);
      mercer_view_pan (view, f, size[0], size[1], NULL, px, py, 23, step % 40 < 20 ? 17 : -17);
      Layout *l = layout_acquire (f, size[0], size[1], NULL, view);
      const PanelLayout *pl = &l->panel[panel];
      for (int corner = 0; corner < 8; corner++)
        {
          double v[3], p[3];
          for (int k = 0; k < 3; k++)
            v[k] = corner >> k & 1 ? pl->space->edge[k].high : pl->space->edge[k].low;
          camera_point (&pl->space->camera, v[0], v[1], v[2], p);
          g_assert_cmpfloat (p[0], >=, pl->plot.x);
          g_assert_cmpfloat (p[1], >=, pl->plot.y);
          g_assert_cmpfloat (p[0], <=, pl->plot.x + pl->plot.width);
          g_assert_cmpfloat (p[1], <=, pl->plot.y + pl->plot.height);
        }
      layout_release (l);
    }
  mercer_view_free (view);
  mercer_figure_unref (f);
}

/* What is said of a box stands above it, whichever way it is turned: below are its corners and axes. */
static void
test_caption (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  const double at[3] = { 0, 1, 2 };
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_space (b, panel, (const MercerSpaceAxis[3]){ { .label = "a", .unit = "" }, { .label = "b", .unit = "" }, { .label = "c", .unit = "" } });
  mercer_figure_points_in_space (b, panel, &(MercerStyle){ .legend = "Rows" }, 3, at, at, at, NULL, NULL, 0, 0, 0);
  mercer_figure_caption (b, panel, "Drag to turn");
  MercerFigure *f = mercer_figure_builder_finish (b);
  Layout *l = layout_acquire (f, W, H, NULL, NULL);
  const PanelLayout *pl = &l->panel[0];
  g_assert_cmpfloat (pl->caption.width, >, 0);
  g_assert_cmpfloat (pl->legend.width, >, 0);
  g_assert_cmpfloat (pl->caption.y + pl->caption.height, <, pl->plot.y + pl->plot.height / 4);
  g_assert_cmpfloat (pl->legend.y + pl->legend.height, <, pl->plot.y + pl->plot.height / 4);
  layout_release (l);
  mercer_figure_unref (f);
}

/* Files hold the same: the surface as one image, box and lettering as shapes. */
static void
test_files (void)
{
  g_autofree char *dir = g_dir_make_tmp ("mercer-XXXXXX", NULL);
  MercerFigure *f = scene_space (30, 20, 40);
  static const char *const names[] = { "a.svg", "a.pdf", "a.png" };
  for (size_t k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autofree char *path = g_build_filename (dir, names[k], NULL), *bytes = NULL;
      gsize size;
      GError *error = NULL;
      mercer_figure_write (f, path, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      g_assert_cmpuint (size, >, 5000);
      if (k == 0)
        {
          g_auto (GStrv) images = g_strsplit (bytes, "<image", -1), paths = g_strsplit (bytes, "<path", -1);
          g_assert_cmpuint (g_strv_length (images), >=, 2);
          g_assert_cmpuint (g_strv_length (images), <=, 3); /* the sheet, and the colour bar */
          g_assert_cmpuint (g_strv_length (paths), >, 20);
        }
      remove (path);
    }
  remove (dir);
  mercer_figure_unref (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/space/sheet", test_sheet);
  g_test_add_func ("/space/seams", test_seams);
  g_test_add_func ("/space/covering", test_covering);
  g_test_add_func ("/space/hit", test_hit);
  g_test_add_func ("/space/turning", test_turning);
  g_test_add_func ("/space/ranges", test_ranges);
  g_test_add_func ("/space/in-sight", test_in_sight);
  g_test_add_func ("/space/caption", test_caption);
  g_test_add_func ("/space/files", test_files);
  return g_test_run ();
}
