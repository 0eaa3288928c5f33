/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coupling.h"

#include <string.h>

#include "random.h"
#include "testing.h"

enum { N = 40, M = 7 };

typedef struct
{
  const char *name, *kernel;
  MercerBend (*bend) (void);
  size_t d, layers;
  const bool *circle;
} Case;

static MercerBend
affine (void)
{
  return mercer_bend_affine ();
}

static MercerBend
spline (void)
{
  return mercer_bend_affine_spline (4, 3);
}

static MercerBend
smooth (void)
{
  return mercer_bend_smooth (3);
}

/* Holds all rows that set_up () makes; where a column comes round, once around is less than those spread. */
static const double low[] = { -5, -6, -6 }, high[] = { 12, 25, 25 }, end_of_circle = 4;
static const bool torus[] = { true, true, true }, cylinder[] = { true, false, true };

static double
high_of (const Case *of, size_t c)
{
  return of->circle != NULL && of->circle[c] ? end_of_circle : high[c];
}

static const Case cases[] = {
  { "affine of two columns", "RBF(lengthscale=0.8)", affine, 2, 4 },
  { "affine of one column", "RBF(lengthscale=0.8)", affine, 1, 2 },
  { "affine of three columns", "0.5 * Matern(nu=2.5, lengthscale=[1, 2, 0.5]) + 0.1 * Linear()", affine, 3, 5 },
  { "splines of two columns", "RBF(lengthscale=0.8)", spline, 2, 4 },
  { "splines of one column", "RBF(lengthscale=0.8)", spline, 1, 2 },
  { "smooth, of two columns", "RBF(lengthscale=3)", smooth, 2, 3 },
  { "a circle", "RBF(lengthscale=3)", smooth, 1, 2, torus },
  { "a torus", "0.8 * RBF(lengthscale=3) + 0.1 * Periodic(period=4.5, lengthscale=1)[a]", smooth, 2, 3, torus },
  { "a cylinder, around by around by along", "Matern(nu=2.5, lengthscale=[3, 2, 1])[c, b, a]", smooth, 3, 3, cylinder },
  { "splines of three columns", "RationalQuadratic(alpha=1, lengthscale=2)", spline, 3, 2 },
};

typedef struct
{
  MercerWork *work;
  MercerKernel *kernel;
  MercerMatrix x;
  MercerCoupling chain;
} Set;

static MercerKernel *
bound (const Case *of, const char *text, GError **error)
{
  static const char *const names[] = { "a", "b", "c", "d", NULL };
  double period[3];
  for (size_t c = 0; c < of->d; c++)
    period[c] = high_of (of, c) - low[c];
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return mercer_coupling_kernel (kernel, names, of->d, of->circle, period, error);
}

/* Rows of a curved cloud far from the origin, and a chain whose every parameter is off its start by normals of sd `bent`. */
static void
set_up (Set *set, const Case *of, double bent)
{
  set->work = mercer_work_new (0, NULL);
  set->kernel = bound (of, of->kernel, NULL);
  g_assert_nonnull (set->kernel);
  set->x = mercer_work_matrix (set->work, N, of->d);
  mercer_random_normals (5, 1, 0, N * of->d, set->x.data);
  for (size_t c = 0; c < of->d; c++)
    for (size_t i = 0; i < N; i++)
      *mercer_matrix_at (set->x, i, c)
          = 3 + 2 * *mercer_matrix_at (set->x, i, c) + (c > 0 ? 0.4 * pow (*mercer_matrix_at (set->x, i, 0) - 3, 2) : 0);
  double ends[3];
  for (size_t c = 0; c < of->d; c++)
    ends[c] = high_of (of, c);
  const MercerCouplingBox within = { low, ends, of->circle };
  MercerStatus status = mercer_coupling_open (&set->chain, set->kernel, of->bend (), set->x, of->bend == smooth ? &within : NULL, of->layers, M, 11, set->work);
  g_assert_cmpint (status, ==, MERCER_OK);
  for (size_t k = 0; k < set->chain.parameters; k++)
    set->chain.theta[k] += bent * mercer_random_normal (8, 2, k);
  set->chain.penalty = 0.03;
}

static void
tear_down (Set *set)
{
  mercer_kernel_unref (set->kernel);
  mercer_work_free (set->work);
}

/* Untrained, the chain standardises and no more: the density is that of independent normals with the columns' own means and
 * standard deviations. */
static void
test_start (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      if (cases[t].bend == smooth)
        continue; /* begins near the uniform density, not at it */
      set_up (&set, &cases[t], 0);
      double got[N];
      g_assert_cmpint (mercer_coupling_log_density (&set.chain, set.x, got, set.work), ==, MERCER_OK);
      for (size_t i = 0; i < N; i++)
        {
          double want = 0;
          for (size_t c = 0; c < set.x.cols; c++)
            {
              double mean = 0, square = 0, x = *mercer_matrix_at (set.x, i, c);
              for (size_t j = 0; j < N; j++)
                mean += *mercer_matrix_at (set.x, j, c) / N;
              for (size_t j = 0; j < N; j++)
                square += pow (*mercer_matrix_at (set.x, j, c) - mean, 2) / N;
              want -= 0.5 * (log (2 * G_PI * square) + (x - mean) * (x - mean) / square);
            }
          assert_close (got[i], want, 1e-12, 1e-12);
        }
      tear_down (&set);
    }
}

/* x back from z, to rounding through the layers. */
static void
test_inverse (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.3);
      MercerMatrix z = mercer_work_matrix (set.work, N, set.x.cols), back = mercer_work_matrix (set.work, N, set.x.cols);
      g_assert_cmpint (mercer_coupling_forward (&set.chain, set.x, z, NULL, set.work), ==, MERCER_OK);
      g_assert_cmpint (mercer_coupling_inverse (&set.chain, z, back, set.work), ==, MERCER_OK);
      for (size_t k = 0; k < N * set.x.cols; k++)
        {
          size_t c = k / N;
          bool circle = cases[t].circle != NULL && cases[t].circle[c];
          double around = end_of_circle - low[c], turns = circle ? rint ((set.x.data[k] - back.data[k]) / around) : 0;
          g_assert_true (!circle || (back.data[k] >= low[c] && back.data[k] <= end_of_circle));
          assert_close (back.data[k] + turns * around, set.x.data[k], 1e-9, 1e-9);
        }
      tear_down (&set);
    }
}

static double
determinant (double j[3][3], size_t d)
{
  if (d == 1)
    return j[0][0];
  if (d == 2)
    return j[0][0] * j[1][1] - j[0][1] * j[1][0];
  return j[0][0] * (j[1][1] * j[2][2] - j[1][2] * j[2][1]) - j[0][1] * (j[1][0] * j[2][2] - j[1][2] * j[2][0])
         + j[0][2] * (j[1][0] * j[2][1] - j[1][1] * j[2][0]);
}

/* log |det| against the determinant of central differences of forward. Their error is of order h^2 times third derivatives, which
 * in splines of narrow bins are large, and rounding over h, which is large where kernels see small distances. */
static void
test_determinant (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      const double h = cases[t].bend == spline ? 1e-5 : 1e-4;
      Set set;
      set_up (&set, &cases[t], 0.3);
      size_t d = set.x.cols;
      MercerMatrix z = mercer_work_matrix (set.work, N, d), up = mercer_work_matrix (set.work, 2, d);
      double log_det[N];
      g_assert_cmpint (mercer_coupling_forward (&set.chain, set.x, z, log_det, set.work), ==, MERCER_OK);
      for (size_t i = 0; i < N; i += 5)
        {
          double j[3][3];
          for (size_t c = 0; c < d; c++)
            {
              for (size_t e = 0; e < d; e++)
                for (size_t s = 0; s < 2; s++)
                  *mercer_matrix_at (up, s, e) = *mercer_matrix_at (set.x, i, e) + (e == c ? (s == 0 ? h : -h) : 0);
              g_assert_cmpint (mercer_coupling_forward (&set.chain, up, up, NULL, set.work), ==, MERCER_OK);
              for (size_t e = 0; e < d; e++)
                {
                  double moved = *mercer_matrix_at (up, 0, e) - *mercer_matrix_at (up, 1, e);
                  bool circle = cases[t].circle != NULL && cases[t].circle[e];
                  j[e][c] = (moved - (circle ? rint (moved) : 0)) / (2 * h); /* z comes round after 1 */
                }
            }
          assert_close (log_det[i], log (fabs (determinant (j, d))), 0, 2e-5);
        }
      tear_down (&set);
    }
}

/* Every parameter's derivative of the penalised loss against central differences: error of order h^2 and 1e-16 / h. */
static void
test_gradient (void)
{
  const double h = 1e-5;
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.2);
      size_t p = set.chain.parameters;
      double *gradient = mercer_work_doubles (set.work, p), *theta = mercer_work_doubles (set.work, p), loss, nll, up, down;
      memcpy (theta, set.chain.theta, p * sizeof *theta);
      g_assert_cmpint (mercer_coupling_loss (&set.chain, theta, set.x, &loss, &nll, gradient, set.work), ==, MERCER_OK);
      g_assert_true (cases[t].d == 1 ? loss == nll : loss > nll); /* one column has nothing to penalise */
      double density[N], mean = 0, largest = 0;
      g_assert_cmpint (mercer_coupling_log_density (&set.chain, set.x, density, set.work), ==, MERCER_OK);
      for (size_t i = 0; i < N; i++)
        mean += density[i] / N;
      assert_close (nll, -mean, 1e-12, 0);
      for (size_t k = 0; k < p; k++)
        largest = fmax (largest, fabs (gradient[k]));
      for (size_t k = 0; k < p; k++)
        {
          double at = theta[k];
          theta[k] = at + h;
          g_assert_cmpint (mercer_coupling_loss (&set.chain, theta, set.x, &up, NULL, NULL, set.work), ==, MERCER_OK);
          theta[k] = at - h;
          g_assert_cmpint (mercer_coupling_loss (&set.chain, theta, set.x, &down, NULL, NULL, set.work), ==, MERCER_OK);
          theta[k] = at;
          assert_close (gradient[k], (up - down) / (2 * h), 1e-5, 1e-6 * largest);
        }
      tear_down (&set);
    }
}

/* The density of two columns has mass 1: sums over a lattice that holds all but a sliver of it. Its cells are fine beside the
 * density's features, where the trapezium rule is right to far more than the tolerance. */
static void
assert_whole (Set *set)
{
  enum { G = 400 };
  MercerMatrix row = mercer_work_matrix (set->work, G, 2);
  double density[G], sum = 0, from[2], to[2];
  for (size_t c = 0; c < 2; c++)
    {
      bool whole = set->chain.bend.bounded; /* half a cell beyond: midpoints of cells of the box */
      double mean = set->chain.mean[c], sd = set->chain.sd[c];
      from[c] = whole ? mean + 0.5 * sd / G : mean - 12 * sd;
      to[c] = whole ? mean + sd - 0.5 * sd / G : mean + 12 * sd;
    }
  for (size_t j = 0; j < G; j++)
    {
      for (size_t i = 0; i < G; i++)
        {
          *mercer_matrix_at (row, i, 0) = from[0] + (to[0] - from[0]) * (double) i / (G - 1);
          *mercer_matrix_at (row, i, 1) = from[1] + (to[1] - from[1]) * (double) j / (G - 1);
        }
      g_assert_cmpint (mercer_coupling_log_density (&set->chain, row, density, set->work), ==, MERCER_OK);
      for (size_t i = 0; i < G; i++)
        sum += exp (density[i]) * (to[0] - from[0]) * (to[1] - from[1]) / ((G - 1) * (G - 1));
    }
  assert_close (sum, 1, 0, 1e-3);
}

static void
test_mass (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.12);
      if (cases[t].d == 2)
        assert_whole (&set);
      tear_down (&set);
    }
}

/* The density comes round: rows moved by whole turns have the same, and where the circle closes its slopes from both sides agree
 * (differences of one side each: h^2 times the third derivative, and rounding over h). */
static void
test_round (void)
{
  const double h = 1e-4;
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      if (cases[t].circle == NULL)
        continue;
      set_up (&set, &cases[t], 0.3);
      size_t d = cases[t].d;
      MercerMatrix moved = mercer_work_matrix (set.work, N, d), seam = mercer_work_matrix (set.work, 5, d);
      double here[N], there[N], at[5];
      g_assert_cmpint (mercer_coupling_log_density (&set.chain, set.x, here, set.work), ==, MERCER_OK);
      for (size_t c = 0; c < d; c++)
        {
          if (!cases[t].circle[c])
            continue;
          double around = end_of_circle - low[c];
          mercer_matrix_copy (set.x, moved);
          for (size_t i = 0; i < N; i++)
            *mercer_matrix_at (moved, i, c) += around * (i % 2 == 0 ? 1 : -3);
          g_assert_cmpint (mercer_coupling_log_density (&set.chain, moved, there, set.work), ==, MERCER_OK);
          for (size_t i = 0; i < N; i++)
            assert_close (there[i], here[i], 1e-9, 1e-9);
          for (size_t j = 0; j < 5; j++)
            for (size_t e = 0; e < d; e++)
              *mercer_matrix_at (seam, j, e) = e == c ? low[c] + ((double) j - 2) * h : *mercer_matrix_at (set.x, 3, e);
          g_assert_cmpint (mercer_coupling_log_density (&set.chain, seam, at, set.work), ==, MERCER_OK);
          assert_close ((3 * at[2] - 4 * at[1] + at[0]) / (2 * h), (-3 * at[2] + 4 * at[3] - at[4]) / (2 * h), 1e-4, 1e-5);
        }
      tear_down (&set);
    }
}

/* On a circle of circumference p RBF along chords is Periodic by its definition, exp (-2 sin^2 (pi u / p) / L^2), with L = 2 pi l / p;
 * lists go with their columns. What cannot go round is refused with a sentence. */
static void
test_kernel (void)
{
  const Case of = { "", "", smooth, 3, 1, cylinder };
  const double period = end_of_circle - low[0], other = end_of_circle - low[2], l = 2, radius = period / (2 * G_PI);
  const struct
  {
    const char *text;
    double along, around, third; /* length scales of columns b, a and c; 0: not looked at */
  } texts[] = { { "RBF(lengthscale=2)", l, l, l },
                { "RBF(lengthscale=[2, 3])[b, a]", 2, 3, 0 },
                { "(RBF(lengthscale=4)[c] * RBF(lengthscale=2)[a])[b, c]", 0, 2, 4 },
                { "Periodic(period=9, lengthscale=0.5)[a]", 0, 0.5 * radius, 0 } };
  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      g_autoptr (MercerKernel) kernel = bound (&of, texts[t].text, NULL);
      g_assert_nonnull (kernel);
      for (size_t k = 0; k < 20; k++)
        {
          double x[2][3], seen[2][7], want = 0;
          for (size_t e = 0; e < 2; e++)
            {
              mercer_random_normals (1, 6 + e, 3 * k, 3, x[e]);
              double a = 2 * G_PI * x[e][0] / period, c = 2 * G_PI * x[e][2] / other;
              double one[7] = { radius * cos (a), radius * sin (a), x[e][0], x[e][1], other / (2 * G_PI) * cos (c),
                                other / (2 * G_PI) * sin (c), x[e][2] };
              memcpy (seen[e], one, sizeof one);
            }
          double turn = sin (G_PI * (x[0][0] - x[1][0]) / period), third = sin (G_PI * (x[0][2] - x[1][2]) / other);
          if (texts[t].along > 0)
            want += 0.5 * pow ((x[0][1] - x[1][1]) / texts[t].along, 2);
          if (texts[t].around > 0)
            want += 2 * pow (turn / (texts[t].around / radius), 2);
          if (texts[t].third > 0)
            want += 2 * pow (third / (2 * G_PI * texts[t].third / other), 2);
          assert_close (mercer_kernel_value (kernel, seen[0], seen[1]), exp (-want), 1e-12, 1e-14);
        }
    }
  static const char *const refused[][2] = { { "Periodic(period=5, lengthscale=1)[a]", "does not divide" },
                                            { "Brownian()[a]", "cannot go round" } };
  for (size_t t = 0; t < G_N_ELEMENTS (refused); t++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (bound (&of, refused[t][0], &error));
      g_assert_nonnull (strstr (error->message, refused[t][1]));
    }
}

/* Sum of squares by which the second chain's raw numbers of a layer differ from the first's at where the first carries the rows. */
static double
change_of_layer (Set *set, const MercerCoupling *next, size_t l, double *whole)
{
  const MercerCoupling *chains[2] = { &set->chain, next };
  MercerCouplingSeen seen[2];
  MercerMatrix at = mercer_work_matrix (set->work, N, set->chain.d);
  double change = 0;
  mercer_coupling_place (&set->chain, set->x, at);
  for (size_t k = 0; k < l; k++)
    g_assert_cmpint (mercer_coupling_pass (&set->chain, k, false, at, NULL, set->work), ==, MERCER_OK);
  for (size_t e = 0; e < 2; e++)
    {
      const MercerCouplingLayer *layer = &set->chain.layer[l];
      MercerCouplingPart part = mercer_coupling_part (layer, chains[e]->theta);
      g_assert_cmpint (mercer_coupling_seen_open (chains[e], layer, N, &seen[e], set->work), ==, MERCER_OK);
      g_assert_cmpint (mercer_coupling_condition (chains[e], layer, &part, at, &seen[e], set->work), ==, MERCER_OK);
    }
  *whole = 0;
  for (size_t k = 0; k < N * set->chain.layer[l].outputs; k++)
    {
      change += pow (seen[1].a.data[k] - seen[0].a.data[k], 2);
      *whole += pow (seen[0].a.data[k], 2);
    }
  return change;
}

/* With the same kernel every function of a layer stays what it is, but for the ridge. With another it stays nearer than with the same
 * weights, and no step of any one parameter brings it nearer, by more than the ridge is: that is what least squares says. */
static void
test_follow (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.3);
      g_autoptr (MercerKernel) other = bound (&cases[t], "Matern(nu=1.5, lengthscale=1)", NULL);
      MercerCoupling next = set.chain, kept = set.chain;
      kept.kernel = other;
      size_t p = set.chain.parameters;
      next.theta = mercer_work_doubles (set.work, p + 1);
      for (int same = 1; same >= 0; same--)
        {
          next.kernel = same ? set.kernel : other;
          memcpy (next.theta, set.chain.theta, p * sizeof (double));
          g_assert_cmpint (mercer_coupling_follow (&set.chain, &next, set.x, set.work), ==, MERCER_OK);
          for (size_t l = 0; l < set.chain.n_layers; l++)
            {
              const MercerCouplingLayer *layer = &set.chain.layer[l];
              double whole, change = change_of_layer (&set, &next, l, &whole), unchanged = change_of_layer (&set, &kept, l, &whole);
              if (same)
                g_assert_cmpfloat (change, <, 1e-4 * whole);
              if (!same && layer->points > 0)
                g_assert_cmpfloat (change, <, unchanged);
              for (size_t k = layer->at + layer->points * layer->n_kept; k < (l + 1 < set.chain.n_layers ? layer[1].at : p); k++)
                for (int up = -1; up <= 1; up += 2)
                  {
                    double was = next.theta[k];
                    next.theta[k] += 0.02 * up;
                    g_assert_cmpfloat (change_of_layer (&set, &next, l, &whole), >, change - 1e-4 * whole);
                    next.theta[k] = was;
                  }
            }
        }
      tear_down (&set);
    }
}

/* By how much log densities at the rows differ from those of the set's chain, as part of their size, after a chain of other numbers has
 * followed it. */
static double
moved (Set *set, const Case *of, MercerBend bend, size_t layers, size_t points)
{
  double before[N], after[N], sum = 0, whole = 0, ends[3];
  MercerCoupling next;
  for (size_t c = 0; c < of->d; c++)
    ends[c] = high_of (of, c);
  const MercerCouplingBox within = { low, ends, of->circle };
  g_assert_cmpint (mercer_coupling_open (&next, set->kernel, bend, set->x, of->bend == smooth ? &within : NULL, layers, points, 12, set->work), ==,
                   MERCER_OK);
  g_assert_cmpint (mercer_coupling_follow (&set->chain, &next, set->x, set->work), ==, MERCER_OK);
  g_assert_cmpint (mercer_coupling_log_density (&set->chain, set->x, before, set->work), ==, MERCER_OK);
  g_assert_cmpint (mercer_coupling_log_density (&next, set->x, after, set->work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    {
      sum += fabs (after[i] - before[i]) / N;
      whole += fabs (before[i]) / N;
    }
  return sum / MAX (whole, 1);
}

static MercerBend
with_bins (const Case *of, size_t bins)
{
  return of->bend == affine ? affine () : of->bend == smooth ? mercer_bend_smooth (bins) : mercer_bend_affine_spline (bins, 3);
}

/* A chain that grows: more auxiliary points say all that fewer did, but for the ridge; further layers begin as they were opened, which
 * of affine bends and splines is the identity; more bins or ramps bend nearly as before. */
static void
test_grow (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.3);
      MercerBend same = set.chain.bend;
      size_t layers = cases[t].layers, bins = same.bins;
      double points = moved (&set, &cases[t], same, layers, 2 * M), deeper = moved (&set, &cases[t], same, layers + 2, M);
      double finer = moved (&set, &cases[t], with_bins (&cases[t], 2 * bins), layers, M);
      g_assert_cmpfloat (points, <, 0.02);
      g_assert_cmpfloat (deeper, <, same.gate > 0 ? 0.12 : 0.02);
      g_assert_cmpfloat (finer, <, 0.15);
      g_test_message ("%s: %g with more points, %g with more layers, %g with more bins", cases[t].name, points, deeper, finer);
      tear_down (&set);
    }
}

/* A chain cut in two is the same map: the density is that of the second part where the first one carries the rows, times its determinant. */
static void
test_behind (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.3);
      double whole[N], rest[N], log_det[N];
      g_assert_cmpint (mercer_coupling_log_density (&set.chain, set.x, whole, set.work), ==, MERCER_OK);
      for (size_t layers = 0; layers <= cases[t].layers; layers++)
        {
          MercerMatrix at = mercer_work_matrix (set.work, N, cases[t].d);
          MercerCoupling behind = mercer_coupling_behind (&set.chain, layers);
          g_assert_cmpuint (behind.n_layers, ==, cases[t].layers - layers);
          g_assert_cmpint (mercer_coupling_carry (&set.chain, layers, set.x, at, log_det, set.work), ==, MERCER_OK);
          g_assert_cmpint (mercer_coupling_log_density (&behind, at, rest, set.work), ==, MERCER_OK);
          for (size_t i = 0; i < N; i++)
            assert_close (rest[i] + log_det[i], whole[i], 1e-9, 1e-9);
        }
      tear_down (&set);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coupling/start", test_start);
  g_test_add_func ("/coupling/inverse", test_inverse);
  g_test_add_func ("/coupling/determinant", test_determinant);
  g_test_add_func ("/coupling/gradient", test_gradient);
  g_test_add_func ("/coupling/mass", test_mass);
  g_test_add_func ("/coupling/round", test_round);
  g_test_add_func ("/coupling/kernel", test_kernel);
  g_test_add_func ("/coupling/follow", test_follow);
  g_test_add_func ("/coupling/grow", test_grow);
  g_test_add_func ("/coupling/behind", test_behind);
  return g_test_run ();
}
