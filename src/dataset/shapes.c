/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shapes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "random.h"
#include "strokes.h"

/* Streams of random numbers, one for each use. */
enum
{
  STREAM_PLACE,
  STREAM_SECOND_PLACE,
  STREAM_NOISE,
  STREAM_SECOND_NOISE,
  STREAM_THIRD_NOISE,
  STREAM_CENTRES
};

#define ROWS(start)                                                                                \
  {                                                                                                \
    "n", (start), 1, 1e7, 1                                                                        \
  }
#define NOISE(start)                                                                               \
  {                                                                                                \
    "noise", (start), 0, 1e6, 0                                                                    \
  }
#define SEED                                                                                       \
  {                                                                                                \
    "seed", 0, 0, 9007199254740992.0, 1                                                            \
  }

static double
noise (uint64_t seed, unsigned which, size_t i, double sd)
{
  return sd * mercer_random_normal (seed, STREAM_NOISE + which, i);
}

static double
uniform (uint64_t seed, unsigned stream, size_t i, double low, double high)
{
  return low + (high - low) * mercer_random_uniform (seed, stream, i);
}

static void
noisy_sine (const double *p, uint64_t seed, size_t i, size_t n, double *cells)
{
  cells[0] = uniform (seed, STREAM_PLACE, i, 0, 10);
  cells[1] = sin (2 * G_PI * p[3] * cells[0] / 10) + noise (seed, 0, i, p[1]);
}

static void
step (const double *p, uint64_t seed, size_t i, size_t n, double *cells)
{
  cells[0] = uniform (seed, STREAM_PLACE, i, -1, 1);
  cells[1] = (cells[0] < 0 ? 0 : 1) + noise (seed, 0, i, p[1]);
}

/* Two half circles of radius 1, the lower one moved by (1, 1/2); places are random, not evenly
 * spaced. */
static void
two_moons (const double *p, uint64_t seed, size_t i, size_t n, double *cells)
{
  const double angle = uniform (seed, STREAM_PLACE, i, 0, G_PI);
  const int lower = i % 2;
  cells[0] = (lower ? 1 - cos (angle) : cos (angle)) + noise (seed, 0, i, p[1]);
  cells[1] = (lower ? 0.5 - sin (angle) : sin (angle)) + noise (seed, 1, i, p[1]);
  cells[2] = lower;
}

static void
circles (const double *p, uint64_t seed, size_t i, size_t n, double *cells)
{
  const double angle = uniform (seed, STREAM_PLACE, i, 0, 2 * G_PI);
  const double radius = i % 2 ? p[3] : 1;
  cells[0] = radius * cos (angle) + noise (seed, 0, i, p[1]);
  cells[1] = radius * sin (angle) + noise (seed, 1, i, p[1]);
  cells[2] = i % 2;
}

/* (t cos t, t sin t, h), t from 3 pi / 2 to 9 pi / 2, h from 0 to 21: Tenenbaum, de Silva,
 * Langford, "A global geometric framework for nonlinear dimensionality reduction", Science 290
 * (2000), who have the height second. Here it is third: what takes two columns, as the flows do,
 * gets the spiral and not the sheet from above. */
static void
swiss_roll (const double *p, uint64_t seed, size_t i, size_t n, double *cells)
{
  const double t = uniform (seed, STREAM_PLACE, i, 1.5 * G_PI, 4.5 * G_PI);
  cells[0] = t * cos (t) + noise (seed, 0, i, p[1]);
  cells[1] = t * sin (t) + noise (seed, 1, i, p[1]);
  cells[2] = uniform (seed, STREAM_SECOND_PLACE, i, 0, 21) + noise (seed, 2, i, p[1]);
  cells[3] = t;
}

/* Normal clouds around centres drawn from a square. */
static void
blobs (const double *p, uint64_t seed, size_t i, size_t n, double *cells)
{
  const size_t blob = i % (size_t) p[3];
  cells[0] = uniform (seed, STREAM_CENTRES, 2 * blob, -10, 10) + noise (seed, 0, i, p[1]);
  cells[1] = uniform (seed, STREAM_CENTRES, 2 * blob + 1, -10, 10) + noise (seed, 1, i, p[1]);
  cells[2] = (double) blob;
}

/* Two arms, the radius grows with the angle; the square root spreads the points evenly along an
 * arm. */
static void
spiral (const double *p, uint64_t seed, size_t i, size_t n, double *cells)
{
  const double along = sqrt (uniform (seed, STREAM_PLACE, i, 0, 1));
  const double angle = 2 * G_PI * p[3] * along + (i % 2 ? G_PI : 0);
  cells[0] = along * cos (angle) + noise (seed, 0, i, p[1]);
  cells[1] = along * sin (angle) + noise (seed, 1, i, p[1]);
  cells[2] = i % 2;
}

/* Places drawn evenly along the strokes. */
static void
letters (const char *text, const double *p, uint64_t seed, size_t i, double *cells)
{
  strokes_at (text, uniform (seed, STREAM_PLACE, i, 0, 1), &cells[0], &cells[1]);
  cells[0] += noise (seed, 0, i, p[1]);
  cells[1] += noise (seed, 1, i, p[1]);
}

static const char *const moon_levels[] = { "upper", "lower", NULL };
static const char *const circle_levels[] = { "outer", "inner", NULL };
static const char *const arm_levels[] = { "first", "second", NULL };
static const char *const blob_levels[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", NULL };

const Shape mercer_shapes[] = {
  { "noisy-sine",
    N_ ("Noisy sine"),
    N_ ("A sine wave seen through noise, with places drawn at random"),
    { ROWS (100), NOISE (0.2), SEED, { "cycles", 2, 0, 1000, 0 } },
    { { "x" }, { "y" } },
    noisy_sine },
  { "step",
    N_ ("Step"),
    N_ ("A jump from 0 to 1, which smooth kernels cannot follow"),
    { ROWS (100), NOISE (0.1), SEED },
    { { "x" }, { "y" } },
    step },
  { "two-moons",
    N_ ("Two moons"),
    N_ ("Two half circles, one inside the reach of the other"),
    { ROWS (200), NOISE (0.1), SEED },
    { { "x" }, { "y" }, { "moon", moon_levels } },
    two_moons,
    .also = "moons" },
  { "circles",
    N_ ("Circles"),
    N_ ("One circle inside another: no line separates them"),
    { ROWS (200), NOISE (0.05), SEED, { "factor", 0.5, 0, 1, 0 } },
    { { "x" }, { "y" }, { "circle", circle_levels } },
    circles,
    .also = "rings" },
  { "swiss-roll",
    N_ ("Swiss roll"),
    N_ ("A sheet rolled up in three dimensions: a spiral in x and y; t is the place along it"),
    { ROWS (500), NOISE (0), SEED },
    { { "x" }, { "y" }, { "z" }, { "t" } },
    swiss_roll },
  { "blobs",
    N_ ("Blobs"),
    N_ ("Round clouds of points around centres drawn at random"),
    { ROWS (300), NOISE (1), SEED, { "centers", 3, 1, 10, 1 } },
    { { "x" }, { "y" }, { "blob", blob_levels } },
    blobs },
  { "spiral",
    N_ ("Spiral"),
    N_ ("Two arms wound around each other"),
    { ROWS (300), NOISE (0.03), SEED, { "turns", 1.5, 0, 100, 0 } },
    { { "x" }, { "y" }, { "arm", arm_levels } },
    spiral },
  { "letters",
    N_ ("Letters"),
    N_ ("Points along the strokes of a text of your own: text=HELLO"),
    { ROWS (600), NOISE (0.02), SEED },
    { { "x" }, { "y" } },
    .text = "MERCER",
    .write = letters },
  { "empty",
    N_ ("Empty"),
    N_ ("No rows yet: points are painted into the picture"),
    { { "columns", 2, 1, 5, 1 } },
    { { "x" }, { "y" } },
    NULL,
    { 0, 10 } },
  { NULL },
};
