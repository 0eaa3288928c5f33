/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-sketch.h"

#include <glib/gi18n.h>
#include <math.h>

/* How far r goes, in standard deviations of the column. */
#define REACH 3
#define TINY  1e-250

/* What a column offers to move along; a table without it is seen as running from 0 to 1. */
typedef struct
{
  double low, high, mean, sd;
  const char *unit;
} Span;

static Span
span_of (MercerRecipe *recipe, const char *name)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  int c = mercer_dataset_find (dataset, name);
  const MercerColumn *column = c >= 0 ? mercer_dataset_column (dataset, (size_t) c) : NULL;
  Span span = { 0, 1, 0.5, 1, "" };

  if (column == NULL || column->kind != MERCER_COLUMN_NUMERIC || !isfinite (column->mean))
    return span;
  span = (Span){ column->min, column->max, column->mean, column->sd, column->unit };
  if (!(span.high > span.low) || !(span.sd > 0))
    span = (Span){ column->mean - 1, column->mean + 1, column->mean, 1, column->unit };
  return span;
}

/* Column c of the points and of the one they are compared with. */
static void
fill_column (MercerKernelSketch *sketch, const Span *span, double *x, double *z)
{
  *z = sketch->stationary ? span->mean : (span->low + span->high) / 2;
  for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
    {
      double part = (double) i / (MERCER_SKETCH_POINTS - 1);
      x[i] = sketch->stationary ? *z + part * REACH * span->sd : span->low + part * (span->high - span->low);
    }
}

static void
label_axis (MercerKernelSketch *sketch, const Span *span)
{
  bool one = sketch->columns == 1;

  sketch->unit = one ? span->unit : "";
  sketch->from = one && !sketch->stationary ? span->low : 0;
  sketch->to = sketch->stationary ? (one ? REACH * span->sd : REACH) : (one ? span->high : 1);
  sketch->at = sketch->stationary ? 0 : (sketch->from + sketch->to) / 2;
}

/* A line through the inputs, step by step; what the kernel is between x' and a place on it. */
typedef struct
{
  MercerKernel *bound;
  MercerMatrix points, one;
  MercerWork *work;
} Line;

static void
values_at (const Line *line, size_t n, const double *steps, double *values)
{
  size_t d = line->points.cols, last = line->points.rows - 1;
  g_autofree double *x = g_new (double, n * d);

  for (size_t c = 0; c < d; c++)
    {
      const double *along = line->points.data + c * line->points.stride;
      for (size_t i = 0; i < n; i++)
        x[c * n + i] = along[0] + steps[i] / (double) last * (along[last] - along[0]);
    }
  mercer_kernel_cross (line->bound, mercer_matrix (x, n, d), line->one, mercer_matrix (values, n, 1), line->work);
}

/* How far off, on average and of the range, a straight stroke from step to step is: 0.05 for 40 periods in 180 steps. */
#define COARSE 0.05
/* Parts of a step one after the other keep no time with any period. */
#define GOLDEN 0.6180339887498949

static bool
is_dense (const MercerKernelSketch *sketch, const Line *line)
{
  enum { N = MERCER_SKETCH_POINTS - 1 };
  double steps[N], probes[N], low = INFINITY, high = -INFINITY, off = 0;

  for (int i = 0; i < N; i++)
    steps[i] = i + fmod (i * GOLDEN, 1);
  values_at (line, N, steps, probes);
  for (int i = 0; i < N; i++)
    {
      double part = steps[i] - i, stroke = (1 - part) * sketch->values[i] + part * sketch->values[i + 1];
      if (!isfinite (stroke + probes[i]))
        continue;
      low = fmin (low, fmin (probes[i], sketch->values[i]));
      high = fmax (high, fmax (probes[i], sketch->values[i]));
      off += fabs (probes[i] - stroke) / N;
    }
  return high > low && off > COARSE * (high - low);
}

/* About each step its least and its largest value. */
#define ABOUT 16

static void
find_reach (MercerKernelSketch *sketch, const Line *line)
{
  enum { N = ABOUT * MERCER_SKETCH_POINTS };
  g_autofree double *steps = g_new (double, N), *values = g_new (double, N);

  for (int i = 0; i < N; i++)
    steps[i] = CLAMP (i / ABOUT - 0.5 + fmod (i * GOLDEN, 1), 0, MERCER_SKETCH_POINTS - 1);
  values_at (line, N, steps, values);
  for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
    sketch->low[i] = sketch->high[i] = sketch->values[i];
  for (int i = 0; i < N; i++)
    {
      sketch->low[i / ABOUT] = fmin (sketch->low[i / ABOUT], values[i]);
      sketch->high[i / ABOUT] = fmax (sketch->high[i / ABOUT], values[i]);
    }
}

static void
evaluate (MercerKernelSketch *sketch, MercerKernel *bound, double *x, double *z)
{
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix points = mercer_matrix (x, MERCER_SKETCH_POINTS, sketch->columns), one = mercer_matrix (z, 1, sketch->columns);
  Line line = { bound, points, one, work };
  double smooth, all;

  mercer_kernel_cross (bound, points, one, mercer_matrix (sketch->values, MERCER_SKETCH_POINTS, 1), work);
  sketch->dense = is_dense (sketch, &line);
  if (sketch->dense)
    find_reach (sketch, &line);
  mercer_kernel_diagonal (bound, one, false, &smooth);
  mercer_kernel_diagonal (bound, one, true, &all);
  sketch->noise = isfinite (all - smooth) ? all - smooth : 0;
  for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
    if (!isfinite (sketch->values[i]))
      sketch->values[i] = NAN;
    else if (fabs (sketch->values[i]) < TINY)
      sketch->values[i] = 0; /* and not the -0 or the dust that some families keep their logarithms off */
  mercer_work_free (work);
}

MercerKernelSketch
mercer_kernel_sketch (MercerKernel *kernel, const char *const *columns, MercerRecipe *recipe)
{
  size_t d = g_strv_length ((GStrv) columns);
  MercerKernelSketch sketch = { .columns = d, .unit = "" };
  g_autoptr (MercerKernel) bound = d > 0 ? mercer_kernel_bind (kernel, columns, d, NULL) : NULL;
  g_autofree double *x = g_new (double, d * MERCER_SKETCH_POINTS + 1), *z = g_new (double, d + 1);

  if (bound == NULL)
    return sketch;
  sketch.stationary = (mercer_kernel_flags (bound) & MERCER_KERNEL_STATIONARY) != 0;
  for (size_t c = 0; c < d; c++)
    {
      Span span = span_of (recipe, columns[c]);
      if ((mercer_kernel_flags (bound) & MERCER_KERNEL_NONNEGATIVE_INPUT) != 0 && span.low < 0)
        span = (Span){ 0, span.high > 0 ? span.high : 1, 0, span.sd, span.unit };
      fill_column (&sketch, &span, x + c * MERCER_SKETCH_POINTS, z + c);
      if (c == 0)
        label_axis (&sketch, &span);
    }
  bool table = recipe != NULL && g_strv_equal (columns, mercer_recipe_role (recipe, "x")); /* else Centre refers to what is drawn */
  g_autoptr (MercerKernel) referring
      = table ? mercer_recipe_bind (recipe, kernel, NULL)
              : mercer_kernel_with_reference (bound, mercer_matrix (x, MERCER_SKETCH_POINTS, d), NULL);
  if (referring == NULL)
    return sketch;
  evaluate (&sketch, referring, x, z);
  sketch.drawn = true;
  return sketch;
}

double
mercer_kernel_sketch_half (const MercerKernelSketch *sketch)
{
  const double *v = sketch->values;
  double step = (sketch->to - sketch->from) / (MERCER_SKETCH_POINTS - 1), half = v[0] / 2;

  if (!sketch->drawn || !sketch->stationary || !(v[0] > 0))
    return NAN;
  for (int i = 1; i < MERCER_SKETCH_POINTS && sketch->dense; i++)
    if (sketch->low[i] <= half)
      return step * i;
  for (int i = 1; i < MERCER_SKETCH_POINTS; i++)
    if (v[i] <= half)
      return step * (i - 1 + (v[i - 1] - half) / (v[i - 1] - v[i]));
  return NAN;
}

/* "3.2 ms", "3.2 standard deviations". */
static char *
length_text (const MercerKernelSketch *sketch, double length)
{
  if (sketch->columns > 1)
    return sketch->stationary ? g_strdup_printf (_ ("%.3g standard deviations of the columns"), length)
                              : g_strdup_printf (_ ("%.0f %% of the columns' ranges"), 100 * length);
  return g_strstrip (g_strdup_printf ("%.3g %s", length, sketch->unit));
}

static char *
describe_stationary (const MercerKernelSketch *sketch)
{
  double half = mercer_kernel_sketch_half (sketch);
  g_autofree char *where = length_text (sketch, isfinite (half) ? half : sketch->to);

  if (isfinite (half))
    return g_strdup_printf (_ ("k(r) starts at %.3g and falls to half of that at r = %s"), sketch->values[0], where);
  return g_strdup_printf (_ ("k(r) goes from %.3g at r = 0 to %.3g at r = %s"), sketch->values[0],
                          sketch->values[MERCER_SKETCH_POINTS - 1], where);
}

static char *
describe_other (const MercerKernelSketch *sketch)
{
  g_autofree char *at = length_text (sketch, sketch->at), *from = length_text (sketch, sketch->from);
  g_autofree char *to = length_text (sketch, sketch->to);

  return g_strdup_printf (_ ("k(x, x′) with x′ = %s goes from %.3g at x = %s over %.3g at x′ to %.3g at x = %s"), at,
                          sketch->values[0], from, sketch->values[MERCER_SKETCH_POINTS / 2],
                          sketch->values[MERCER_SKETCH_POINTS - 1], to);
}

char *
mercer_kernel_sketch_describe (const MercerKernelSketch *sketch)
{
  g_autofree char *shape = NULL;

  if (!sketch->drawn)
    return g_strdup (_ ("No picture: the kernel does not fit the columns"));
  shape = sketch->stationary ? describe_stationary (sketch) : describe_other (sketch);
  if (sketch->dense)
    {
      g_autofree char *calm = g_steal_pointer (&shape);
      shape = g_strdup_printf (_ ("%s; it swings faster than the picture can show"), calm);
    }
  if (sketch->noise > 0)
    return g_strdup_printf (_ ("%s; white noise adds %.3g where points coincide"), shape, sketch->noise);
  return g_steal_pointer (&shape);
}
