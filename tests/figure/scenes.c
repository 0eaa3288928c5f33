/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenes.h"

#include <math.h>

/* fontconfig keeps what it has loaded for as long as the process lives; LeakSanitizer is told so
 * here. */
const char *
__lsan_default_suppressions (void);
const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

/* A plain generator (Knuth's MMIX constants): reproducible, and good enough to scatter dots. */
static double
uniform (uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double) (*state >> 11) * 0x1p-53;
}

static double
normal (uint64_t *state)
{
  double u = uniform (state) + 1e-18, v = uniform (state);
  return sqrt (-2 * log (u)) * cos (2 * G_PI * v);
}

static double
trend (double year)
{
  double t = year - 1959;
  return 315 + 0.8 * t + 0.011 * t * t + 2.8 * sin (2 * G_PI * t) + 0.6 * cos (4 * G_PI * t);
}

MercerFigure *
scene_posterior (size_t n_points, size_t n_swings)
{
  enum
  {
    M = 400
  };
  double x[M], mean[M], low[M], high[M], a[M], c[M];
  MercerFigureBuilder *b = mercer_figure_builder_new ("Gaussian process regression");
  mercer_figure_describe (
      b, "Posterior mean of CO2 against Year with a band of two standard deviations.");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "Year", "", MERCER_AXIS_LINEAR, 0, 0, "x/Year");
  mercer_figure_y_axis (b, p, "CO₂", "ppm", MERCER_AXIS_LINEAR, 0, 0, "y/CO2");
  mercer_figure_edits (b, p, "year", "co2");
  for (int i = 0; i < M; i++)
    {
      x[i] = 1957 + 47.0 * i / (M - 1);
      double beyond = fmax (0, x[i] - 1998) + fmax (0, 1959 - x[i]), sd = 0.4 + 0.9 * beyond;
      mean[i] = trend (x[i]);
      low[i] = mean[i] - 2 * sd;
      high[i] = mean[i] + 2 * sd;
    }
  mercer_figure_band (
      b, p, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .legend = "± 2 sd of the function" }, M, x,
      low, high);
  mercer_figure_line (
      b, p, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .legend = "posterior mean" }, M, x, mean);
  for (size_t k = 0; k < n_swings; k++)
    {
      for (int i = 0; i < M; i++)
        {
          double sd = (high[i] - low[i]) / 4;
          a[i] = sd * sin (0.7 * x[i] + (double) k * 1.7);
          c[i] = sd * cos (0.9 * x[i] + (double) k * 2.3);
        }
      mercer_figure_swing (b, p,
                           &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (k),
                                           .width = 0.8,
                                           .opacity = 0.75,
                                           .legend = k == 0 ? "samples" : NULL },
                           M, x, mean, a, c);
    }
  double *px = g_new (double, n_points + 1), *py = g_new (double, n_points + 1);
  uint64_t *rows = g_new (uint64_t, n_points + 1), state = 1;
  for (size_t i = 0; i < n_points; i++)
    {
      px[i] = 1959 + 39.0 * (double) i / (double) MAX (n_points, 1);
      py[i] = trend (px[i]) + 0.4 * normal (&state);
      rows[i] = i + 1;
    }
  mercer_figure_points (b, p,
                        &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 3, .legend = "data" },
                        n_points, px, py, rows);
  g_free (px);
  g_free (py);
  g_free (rows);
  mercer_figure_caption (b, p, "Band: mean ± 2 standard deviations of the function, without noise");
  mercer_figure_readout (b, "log_marginal_likelihood", "Log marginal likelihood", -83.2138163, "");
  mercer_figure_readout (b, "noise", "Noise", 0.4, "ppm");
  int t = mercer_figure_table (b, "posterior", "Posterior", M);
  mercer_figure_table_column (b, t, "year", "", x);
  mercer_figure_table_column (b, t, "mean", "ppm", mean);
  return mercer_figure_builder_finish (b);
}

static double *
field (size_t nx, size_t ny, bool spread)
{
  double *v = g_new (double, nx *ny);
  for (size_t j = 0; j < ny; j++)
    for (size_t i = 0; i < nx; i++)
      {
        double x = 4.0 * (double) i / (double) (nx - 1) - 2,
               y = 4.0 * (double) j / (double) (ny - 1) - 2;
        v[i + j * nx] = spread ? 0.1 + 0.35 * (1 - exp (-0.4 * (x * x + y * y)))
                               : 6 + 3 * exp (-(x - 0.6) * (x - 0.6) - y * y)
                                     - 2 * exp (-2 * (x + 1) * (x + 1) - (y - 1) * (y - 1));
      }
  return v;
}

MercerFigure *
scene_surfaces (size_t nx, size_t ny)
{
  static const char *const titles[] = { "Posterior mean", "Standard deviation" };
  MercerFigureBuilder *b = mercer_figure_builder_new ("Zinc in the flood plain");
  uint64_t state = 7;
  double px[155], py[155];
  uint64_t rows[155];
  for (size_t i = 0; i < 155; i++)
    {
      px[i] = 180 + 1.2 * uniform (&state);
      py[i] = 331 + 1.2 * uniform (&state);
      rows[i] = i;
    }
  for (int k = 0; k < 2; k++)
    {
      int p = mercer_figure_panel (b, titles[k], k, 0, 1, 1);
      mercer_figure_x_axis (b, p, "East", "km", MERCER_AXIS_LINEAR, 0, 0, "x/east");
      mercer_figure_y_axis (b, p, "North", "km", MERCER_AXIS_LINEAR, 0, 0, "x/north");
      double *v = field (nx, ny, k == 1), levels[6];
      char text[6][16];
      const char *labels[6];
      for (int i = 0; i < 6; i++)
        {
          levels[i] = k == 0 ? 4.5 + 0.75 * i : 0.15 + 0.05 * i;
          g_snprintf (text[i], sizeof text[i], "%g", levels[i]);
          labels[i] = text[i];
        }
      mercer_figure_raster (b, p, nx, ny, 180, 181.2, 331, 332.2, v,
                            k == 0 ? MERCER_MAP_VIRIDIS : MERCER_MAP_MAGMA, 0, 0, true,
                            k == 0 ? "log zinc" : "sd of log zinc", k == 0 ? "log ppm" : "");
      mercer_figure_contours (b, p, &(MercerStyle){ .role = MERCER_ROLE_INK, .opacity = 0.7 }, nx,
                              ny, 180, 181.2, 331, 332.2, v, 6, levels, labels);
      mercer_figure_points (b, p,
                            &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 3.5, .hollow = true },
                            155, px, py, rows);
      g_free (v);
    }
  return mercer_figure_builder_finish (b);
}

MercerFigure *
scene_scatter (size_t n)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Leave one out");
  int p = mercer_figure_panel (b, "Observed against predicted", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "Predicted from the others", "ppm", MERCER_AXIS_LINEAR, 0, 0, "loo");
  mercer_figure_y_axis (b, p, "Observed", "ppm", MERCER_AXIS_LINEAR, 0, 0, "loo");
  mercer_figure_equal_axes (b, p);
  double *x = g_new (double, n), *y = g_new (double, n), *low = g_new (double, n),
         *high = g_new (double, n);
  uint64_t *rows = g_new (uint64_t, n), state = 3;
  for (size_t i = 0; i < n; i++)
    {
      y[i] = 315 + 45 * uniform (&state);
      x[i] = y[i] + 1.3 * normal (&state);
      low[i] = x[i] - 2.4;
      high[i] = x[i] + 2.4;
      rows[i] = i;
    }
  double ends[] = { 312, 363 };
  mercer_figure_line (
      b, p,
      &(MercerStyle){ .role = MERCER_ROLE_INK, .dashed = true, .width = 0.9, .legend = "perfect" },
      2, ends, ends);
  mercer_figure_segments (b, p, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 0.8 }, n, low,
                          y, high, y);
  mercer_figure_points (b, p,
                        &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .size = 4, .opacity = 0.8 }, n,
                        x, y, rows);
  mercer_figure_caption (b, p, "Lines: ± 2 sd of each prediction");
  g_free (x);
  g_free (y);
  g_free (low);
  g_free (high);
  g_free (rows);
  return mercer_figure_builder_finish (b);
}

MercerFigure *
scene_raster_dots (size_t nx, size_t ny, size_t n)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Density");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  double *v = field (nx, ny, false), *x = g_new (double, n), *y = g_new (double, n);
  uint64_t state = 5, *rows = g_new (uint64_t, n);
  for (size_t i = 0; i < n; i++)
    {
      x[i] = 0.6 * normal (&state);
      y[i] = 0.6 * normal (&state);
      rows[i] = i;
    }
  mercer_figure_raster (b, p, nx, ny, -2, 2, -2, 2, v, MERCER_MAP_CIVIDIS, 0, 0, true, "Density",
                        "");
  mercer_figure_points (b, p, &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 4, .opacity = 0.7 },
                        n, x, y, rows);
  g_free (v);
  g_free (x);
  g_free (y);
  g_free (rows);
  return mercer_figure_builder_finish (b);
}

MercerFigure *
scene_dots (size_t n)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Dots");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  double *x = g_new (double, n), *y = g_new (double, n);
  uint64_t state = 5, *rows = g_new (uint64_t, n);
  for (size_t i = 0; i < n; i++)
    {
      x[i] = normal (&state);
      y[i] = 0.5 * x[i] + normal (&state);
      rows[i] = i;
    }
  mercer_figure_points (b, p, &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 3, .opacity = 0.5 },
                        n, x, y, rows);
  g_free (x);
  g_free (y);
  g_free (rows);
  return mercer_figure_builder_finish (b);
}

static void
everything_left (MercerFigureBuilder *b)
{
  double x[40], y[40], low[40], high[40], u[40], v[40], value[40];
  uint64_t rows[40];
  for (int i = 0; i < 40; i++)
    {
      x[i] = pow (10, -2 + i * 0.1);
      y[i] = i % 13 == 7 ? NAN : 2 + sin (i * 0.3);
      low[i] = y[i] - 0.4;
      high[i] = y[i] + 0.4;
      u[i] = 0.2 * x[i];
      v[i] = 0.3 * cos (i * 0.3);
      value[i] = i;
      rows[i] = 100 + i;
    }
  int p = mercer_figure_panel (b, "Every line", 0, 0, 1, 2);
  mercer_figure_x_axis (b, p, "Length scale", "m", MERCER_AXIS_LOG, 0, 0, NULL);
  mercer_figure_y_axis (b, p, "Evidence, with a label that is much too long for any small window",
                        "nats", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_band (b, p, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .legend = "band" }, 40,
                      x, low, high);
  mercer_figure_line (b, p, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .legend = "line" }, 40,
                      x, y);
  mercer_figure_swing (
      b, p, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (2), .dashed = true, .legend = "swing" },
      40, x, y, v, v);
  mercer_figure_points_mapped (b, p, &(MercerStyle){ .legend = "dots" }, 40, x, high, rows, value,
                               MERCER_MAP_DIVERGING, 0, 0);
  mercer_figure_arrows (b, p, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1 }, 40, x, low, u,
                        v);
  mercer_figure_rule (b, p, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .dashed = true }, true, 3);
  mercer_figure_text (b, p, MERCER_ROLE_ACCENT, 3, 1.2, "best");
  mercer_figure_caption (
      b, p, "A caption that says what the band means, in so many words that it needs two lines");
}

MercerFigure *
scene_everything (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Everything at once");
  mercer_figure_describe (b, "All kinds of marks.");
  mercer_figure_draft (b, "Draft from 512 of 20 000 points");
  everything_left (b);
  double edges[13], heights[12];
  for (int i = 0; i < 13; i++)
    edges[i] = i * 0.5 - 3;
  for (int i = 0; i < 12; i++)
    heights[i] = exp (-0.5 * pow (edges[i] + 0.25, 2));
  int p = mercer_figure_panel (b, "Bars", 1, 0, 1, 1);
  mercer_figure_x_axis (b, p, "z", "", MERCER_AXIS_LINEAR, 0, 0, "z");
  mercer_figure_bars (b, p, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .legend = "bars" }, 12,
                      edges, heights);
  p = mercer_figure_panel (b, "Field", 1, 1, 1, 1);
  mercer_figure_x_axis (b, p, "z", "", MERCER_AXIS_LINEAR, 0, 0, "z");
  double *v = field (24, 16, false), level = 6.5;
  const char *label = "6.5";
  v[24 * 3 + 5] = NAN;
  mercer_figure_raster (b, p, 24, 16, -3, 3, 0, 2, v, MERCER_MAP_GREY, 0, 0, false, "grey", "dB");
  mercer_figure_contours (b, p, &(MercerStyle){ .role = MERCER_ROLE_WARNING }, 24, 16, -3, 3, 0, 2,
                          v, 1, &level, &label);
  g_free (v);
  mercer_figure_readout (b, "jitter", "Jitter", 1e-10, "");
  mercer_figure_note (b, MERCER_NOTE_WARNING, "Two rows have the same inputs.", "Use noise",
                      "noise", 0.1);
  mercer_figure_text_output (b, "kernel", "Kernel", "RBF(lengthscale=0.5)");
  int t = mercer_figure_table (b, "bars", "Bars, \"quoted\"", 12);
  mercer_figure_table_column (b, t, "left, edge", "m", edges);
  mercer_figure_table_column (b, t, "height", "", heights);
  return mercer_figure_builder_finish (b);
}
