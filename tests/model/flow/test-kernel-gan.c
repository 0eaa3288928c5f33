/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "kernel-gan.h"
#include "random.h"
#include "testing.h"

/* One point has 1 / sigma^2 in every direction; two on a line at distance r, by the 2 x 2 matrix of the text, 1 / sigma^2
 * (1 +- exp (-r^2 / (2 sigma^2)) (1 - r^2 / sigma^2)). */
static void
test_modes (void)
{
  double one[2] = { 4, -1 }, two[2] = { 1, 1.8 }, gammas[2];
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gan_modes (mercer_matrix (one, 1, 2), 0.5, gammas, work), ==, MERCER_OK);
  assert_close (gammas[0], 4, 1e-14, 0);
  assert_close (gammas[1], 4, 1e-14, 0);
  g_assert_cmpint (mercer_gan_modes (mercer_matrix (two, 2, 1), 0.7, gammas, work), ==, MERCER_OK);
  double off = exp (-0.64 / 0.98) * (1 - 0.64 / 0.49);
  assert_close (gammas[0], (1 - fabs (off)) / 0.49, 1e-12, 0);
  assert_close (gammas[1], (1 + fabs (off)) / 0.49, 1e-12, 0);
  mercer_work_free (work);
}

/* Powers of the 2 x 2 system grow as its spectral radius: |J^k|^(1/k) after 2^k squarings, each scaled back to size 1. */
static double
radius_by_squaring (const MercerGan *gan, double p, double gamma)
{
  double around = gan->generator * p * gamma, stays = 1 - gan->discriminator * gan->lambda, low = -gan->discriminator * p;
  double j[4] = { 1, low, around, stays }, log_size = 0, power = 1; /* columns: of e, of a */
  if (gan->alternating)
    {
      j[0] = 1 + around * low;
      j[2] = around * stays;
    }
  for (int k = 0; k < 40; k++)
    {
      double next[4] = { j[0] * j[0] + j[2] * j[1], j[1] * j[0] + j[3] * j[1], j[0] * j[2] + j[2] * j[3], j[1] * j[2] + j[3] * j[3] };
      double size = fabs (next[0]) + fabs (next[1]) + fabs (next[2]) + fabs (next[3]);
      power *= 2;
      log_size = 2 * log_size + log (size);
      for (int e = 0; e < 4; e++)
        j[e] = next[e] / size;
    }
  return exp (log_size / power);
}

static void
test_radius (void)
{
  for (uint64_t k = 0; k < 200; k++)
    {
      double u[4];
      double angle;
      mercer_random_uniforms (4, 1, 4 * k, 4, u);
      MercerGan gan = { pow (10, 3 * u[0] - 1), pow (10, 2 * u[1] - 1.5), pow (10, 2 * u[2] - 1.5), 1, k % 2 == 1 };
      double radius = mercer_gan_radius (&gan, 0.25, 10 * u[3], &angle);
      assert_close (radius, radius_by_squaring (&gan, 0.25, 10 * u[3]), 1e-9, 0);
    }
}

/* The game itself against its linearised theory on a grid of rates, with points that do and that do not feel one another: from
 * 1e-4 sigma away it converges where the theory says so, leaves where it says so, and where the rate can be seen (neither gone in
 * the floor nor out of the small) it is the spectral radius: by the largest distances in the second and the last quarter. A tie of
 * turning modes beats, which the window of some 100 steps evens out to 1 / 100 of the log of 2. */
static void
test_play (void)
{
  enum { STEPS = 400, SIDE = 6, N = 3 };
  double x[N] = { 0, 0.9, 2.5 }, start[N], gammas[N];
  g_autofree double *path = g_new (double, (STEPS + 1) * N);
  MercerWork *work = mercer_work_new (0, NULL);
  int converged = 0, left = 0, rates = 0;
  for (int form = 0; form < 4; form++)
    for (int cell = 0; cell < SIDE * SIDE; cell++)
      {
        MercerGan gan = { 0.3 * pow (2.2, cell % SIDE), 0.1 * pow (1.9, cell / SIDE), 0.4, form < 2 ? 0.2 : 0.8, form % 2 == 1 };
        size_t done;
        double angle;
        for (size_t i = 0; i < N; i++)
          start[i] = x[i] + 1e-4 * gan.sigma * ((double) i - 0.8);
        g_assert_cmpint (mercer_gan_modes (mercer_matrix (x, N, 1), gan.sigma, gammas, work), ==, MERCER_OK);
        double radius = mercer_gan_slowest (&gan, 1.0 / N, gammas, N, &angle);
        g_assert_cmpint (mercer_gan_play (&gan, mercer_matrix (x, N, 1), mercer_matrix (start, N, 1), STEPS, 0, path, &done, work),
                         ==, MERCER_OK);
        double first = mercer_gan_distance (mercer_matrix (x, N, 1), path), early = 0, late = 0;
        for (size_t k = STEPS / 4; k <= done; k++)
          {
            double distance = mercer_gan_distance (mercer_matrix (x, N, 1), path + k * N);
            early = k < STEPS / 2 ? fmax (early, distance) : early;
            late = k >= 3 * STEPS / 4 ? fmax (late, distance) : late;
          }
        if (radius < 0.98)
          {
            g_assert_cmpfloat (late, <, 0.05 * first);
            converged++;
          }
        if (radius > 1.01)
          {
            g_assert_true (done < STEPS || late > 3 * first);
            left++;
          }
        if (done == STEPS && late > 1e-12 && late < 0.02 * gan.sigma && early < 0.02 * gan.sigma)
          {
            assert_close (log (late / early) / (STEPS / 2), log (radius), 0.02, 0.005);
            rates++;
          }
      }
  mercer_work_free (work);
  g_test_message ("%d converged, %d left, %d rates", converged, left, rates);
  g_assert_true (converged >= 20 && left >= 20 && rates >= 20);
}

/* Where the discriminator's own step overshoots, eta_d lambda > 2, no game converges, though each of its modes may: what f has besides
 * them begins with the square of the distance, 1e-8, and grows by 1.32 at each step, to 1 within some 70. */
static void
test_overshoot (void)
{
  enum { STEPS = 400, N = 3 };
  double x[N] = { 0, 0.9, 2.5 }, start[N], gammas[N];
  g_autofree double *path = g_new (double, (STEPS + 1) * N);
  MercerWork *work = mercer_work_new (0, NULL);
  const MercerGan gan = { 1.2, 1.25, 1.855, 0.37, false };
  size_t done;
  double angle, angle_here;
  for (size_t i = 0; i < N; i++)
    start[i] = x[i] + 1e-4 * gan.sigma * ((double) i - 0.8);
  g_assert_cmpint (mercer_gan_modes (mercer_matrix (x, N, 1), gan.sigma, gammas, work), ==, MERCER_OK);
  for (size_t k = 0; k < N; k++)
    g_assert_cmpfloat (mercer_gan_radius (&gan, 1.0 / N, gammas[k], &angle_here), <, 0.9);
  assert_close (mercer_gan_slowest (&gan, 1.0 / N, gammas, N, &angle), 1.25 * 1.855 - 1, 1e-12, 0);
  g_assert_cmpfloat (angle, ==, G_PI);
  g_assert_cmpint (mercer_gan_play (&gan, mercer_matrix (x, N, 1), mercer_matrix (start, N, 1), STEPS, 0, path, &done, work), ==,
                   MERCER_OK);
  g_assert_true (done < STEPS || mercer_gan_distance (mercer_matrix (x, N, 1), path + done * N) > gan.sigma);
  mercer_work_free (work);
}

/* --- What becomes of games -------------------------------------------------------------------------------------- */

enum { TWIN_N = 3 };

/* The game written out, in one column: f as the sum of all it has ever been given, nothing forgotten. O(steps^2 n^2). */
static void
twin (const MercerGan *gan, const double *x, const double *start, size_t steps, double *path)
{
  double p = 1.0 / TWIN_N, s2 = gan->sigma * gan->sigma, stays = 1 - gan->discriminator * gan->lambda;
  memcpy (path, start, TWIN_N * sizeof *path);
  for (size_t k = 0; k < steps; k++)
    for (size_t i = 0; i < TWIN_N; i++)
      {
        double at = path[k * TWIN_N + i], slope = 0;
        for (size_t t = 0; t < k + gan->alternating; t++) /* what was given at step t has faded since */
          for (size_t j = 0; j < TWIN_N; j++)
            {
              double weight = gan->discriminator * p * pow (stays, (double) (k + gan->alternating - 1 - t)), y = path[t * TWIN_N + j];
              slope += weight * (x[j] - at) / s2 * exp (-0.5 * (x[j] - at) * (x[j] - at) / s2);
              slope -= weight * (y - at) / s2 * exp (-0.5 * (y - at) * (y - at) / s2);
            }
        path[(k + 1) * TWIN_N + i] = at + gan->generator * p * slope;
      }
}

/* On a grid of rates, with points that do and that do not feel one another, at once and in turns: the game is its slow twin's, to what the
 * wildest make of rounding within 15 steps (a radius of 4 to the 15th is 1e9); it is seen to converge just where the theory says so, a
 * hundredth on either side left out, from a hundredth of sigma away; and a point that is said to be thrown out is out still in the twin
 * after 500 steps. */
static void
test_verdicts (void)
{
  enum { STEPS = 300, LATER = 500, SAME = 15, SIDE = 6 };
  double x[TWIN_N] = { 0, 0.9, 2.5 }, start[TWIN_N], gammas[TWIN_N], distance[STEPS + 1];
  g_autofree double *path = g_new (double, (STEPS + 1) * TWIN_N), *slow = g_new (double, (LATER + 1) * TWIN_N);
  size_t seen[MERCER_GAN_VERDICTS] = { 0 };
  MercerMatrix rows = mercer_matrix (x, TWIN_N, 1);
  MercerWork *work = mercer_work_new (0, NULL);
  for (int form = 0; form < 4; form++)
    for (int cell = 0; cell < SIDE * SIDE; cell++)
      {
        MercerGan gan = { 0.3 * pow (2.2, cell % SIDE), 0.1 * pow (1.9, cell / SIDE), 0.4, form < 2 ? 0.2 : 0.8, form % 2 == 1 };
        size_t done;
        double angle;
        for (size_t i = 0; i < TWIN_N; i++)
          start[i] = x[i] + 0.01 * gan.sigma * ((double) i - 0.8);
        g_assert_cmpint (mercer_gan_modes (rows, gan.sigma, gammas, work), ==, MERCER_OK);
        double radius = mercer_gan_slowest (&gan, 1.0 / TWIN_N, gammas, TWIN_N, &angle);
        g_assert_cmpint (mercer_gan_play (&gan, rows, mercer_matrix (start, TWIN_N, 1), STEPS, 0, path, &done, work), ==, MERCER_OK);
        for (size_t k = 0; k <= done; k++)
          distance[k] = mercer_gan_distance (rows, path + k * TWIN_N) / gan.sigma;
        MercerGanVerdict verdict = mercer_gan_judge (&gan, rows, path, distance, done);
        seen[verdict]++;
        twin (&gan, x, start, verdict == MERCER_GAN_THROWN ? LATER : SAME, slow);
        for (size_t e = 0; e <= MIN (done, (size_t) SAME) * TWIN_N; e++)
          assert_close (path[e], slow[e], 1e-6, 1e-6);
        if (radius < 0.99)
          g_assert_cmpint (verdict, ==, MERCER_GAN_CONVERGES);
        if (radius > 1.01)
          g_assert_cmpint (verdict, !=, MERCER_GAN_CONVERGES);
        if (verdict == MERCER_GAN_THROWN)
          g_assert_true (mercer_gan_is_thrown (&gan, rows, slow + LATER * TWIN_N));
      }
  mercer_work_free (work);
  g_test_message ("%zu converge, %zu rest, %zu circle, %zu leave, %zu are thrown out", seen[0], seen[1], seen[2], seen[3], seen[4]);
  g_assert_true (seen[MERCER_GAN_CONVERGES] >= 20 && seen[MERCER_GAN_CIRCLES] >= 20 && seen[MERCER_GAN_THROWN] >= 20);
}

/* One point at the theory's border, eta_g = lambda sigma^2: the radius is 1, and from near by it circles, neither nearer nor farther, once in
 * 2 pi / angle steps: in 600 steps so many turns, each with two crossings, give or take one at either end. A tenth beyond the
 * border it leaves; from farther out it is seen to circle at a distance of its own. */
static void
test_neutral (void)
{
  enum { STEPS = 600 };
  double x[1] = { 0.7 }, start[1], angle, gamma = 1 / 0.16, distance[STEPS + 1];
  g_autofree double *path = g_new (double, STEPS + 1);
  MercerGan gan = { 0.5 * 0.16, 0.3, 0.5, 0.4, false };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix row = mercer_matrix (x, 1, 1);
  const struct
  {
    double start, generator;
    MercerGanVerdict verdict;
  } cases[] = { { 1e-3, 1, MERCER_GAN_CIRCLES }, { 1e-3, 1.1, MERCER_GAN_LEAVES }, { 0.3, 1.1, MERCER_GAN_CIRCLES } };
  assert_close (mercer_gan_radius (&gan, 1, gamma, &angle), 1, 1e-15, 0);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      size_t done;
      int crossings = 0;
      MercerGan one = gan;
      one.generator *= cases[k].generator;
      start[0] = x[0] + cases[k].start * gan.sigma;
      g_assert_cmpint (mercer_gan_play (&one, row, mercer_matrix (start, 1, 1), STEPS, 0, path, &done, work), ==, MERCER_OK);
      g_assert_cmpuint (done, ==, STEPS);
      for (size_t t = 0; t <= done; t++)
        {
          distance[t] = mercer_gan_distance (row, path + t) / gan.sigma;
          crossings += t > 0 && (path[t] > x[0]) != (path[t - 1] > x[0]);
        }
      g_test_message ("from %g: %g at the end", cases[k].start, distance[done]);
      g_assert_cmpint (mercer_gan_judge (&one, row, path, distance, done), ==, cases[k].verdict);
      if (k == 0)
        assert_close (crossings, 2 * STEPS * angle / (2 * G_PI), 0, 1.5);
    }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-gan/modes", test_modes);
  g_test_add_func ("/kernel-gan/radius", test_radius);
  g_test_add_func ("/kernel-gan/play", test_play);
  g_test_add_func ("/kernel-gan/overshoot", test_overshoot);
  g_test_add_func ("/kernel-gan/verdicts", test_verdicts);
  g_test_add_func ("/kernel-gan/neutral", test_neutral);
  return g_test_run ();
}
