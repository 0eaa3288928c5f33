/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dual of kernel PCA: losses against their definitions, the square loss against the eigenvectors, the others against the
 * plain iteration written out, and what they are for. */
#include "dual-testing.h"

/* --- Losses --------------------------------------------------------------------------------------------------------------- */

/* Moreau envelopes by definition: min over u of t |u| + (r - u)^2 / 2 (Huber), the same over |u| <= t of (r - u)^2 / 2
 * (insensitive), on a grid; conjugates sup over r of h r - f (r); weights as differences of f over r. The grid of 1e-3 leaves
 * errors of its square. */
static void
test_losses (void)
{
  const double t = 0.8;
  for (double r = 0.05; r < 3; r += 0.17)
    {
      double huber = INFINITY, insensitive = INFINITY, conjugate[3] = { 0 };
      for (double u = 0; u < 4; u += 1e-3)
        {
          huber = MIN (huber, t * u + 0.5 * (r - u) * (r - u));
          if (u <= t + 1e-9)
            insensitive = MIN (insensitive, 0.5 * (r - u) * (r - u));
          for (int loss = 0; loss < 3; loss++)
            conjugate[loss] = MAX (conjugate[loss], r * u - mercer_dual_loss_value ((MercerDualLoss) loss, u, t));
        }
      assert_close (mercer_dual_loss_value (MERCER_DUAL_HUBER, r, t), huber, 0, 1e-6);
      assert_close (mercer_dual_loss_value (MERCER_DUAL_INSENSITIVE, r, t), insensitive, 0, 1e-5);
      assert_close (mercer_dual_loss_conjugate (MERCER_DUAL_SQUARE, r, t), conjugate[0], 0, 1e-6);
      if (r <= t)
        assert_close (mercer_dual_loss_conjugate (MERCER_DUAL_HUBER, r, t), conjugate[1], 0, 1e-6);
      else
        g_assert_true (isinf (mercer_dual_loss_conjugate (MERCER_DUAL_HUBER, r, t)));
      assert_close (mercer_dual_loss_conjugate (MERCER_DUAL_INSENSITIVE, r, t), conjugate[2], 0, 1e-6);
      for (int loss = 0; loss < 3; loss++)
        {
          double h = 1e-5, slope = (mercer_dual_loss_value ((MercerDualLoss) loss, r + h, t)
                                    - mercer_dual_loss_value ((MercerDualLoss) loss, r - h, t)) / (2 * h);
          assert_close (mercer_dual_loss_weight ((MercerDualLoss) loss, r, t), slope / r, 1e-4, 1e-4);
        }
    }
}

/* --- The square loss ------------------------------------------------------------------------------------------------------ */

/* Kernel PCA by each way: eigenvalues are right to the square of the gradient's tolerance, scores to that over the gap. */
static void
test_square (void)
{
  static const struct
  {
    const char *kernel;
    bool centred;
    size_t k;
  } cases[] = { { "RBF(lengthscale=0.6)", true, 3 }, { "RBF(lengthscale=0.6)", false, 2 }, { "Polynomial(degree=3)", true, 2 },
                { "Linear(offset=0)", true, 2 }, { "Matern(nu=1.5, lengthscale=0.5)", true, 5 } };
  enum { N = 250, M = 40 };
  g_autofree double *x = moons (N), *z = noisy_ring (M, 0.3);
  for (size_t c = 0; c < G_N_ELEMENTS (cases); c++)
    for (int way = 0; way < 3; way++)
      {
        g_autoptr (MercerKernel) kernel = bound_kernel (cases[c].kernel, 2);
        MercerProjectionProblem of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = cases[c].centred,
                                       .components = cases[c].k, .tolerance = 1e-12 };
        MercerWork *work = mercer_work_new (0, NULL);
        MercerStoreItem *item;
        const MercerProjection *p = solve (&of, work, &item);
        MercerDualProblem problem = { .of = of, .way = (MercerDualWay) way, .threshold = 1, .tolerance = way == 2 ? 1e-8 : 1e-9,
                                      .most_steps = 20000 };
        MercerDualProjection *dual = solve_dual (&problem);
        const MercerProjection *q = dual->projection;
        g_test_message ("%s by way %d: %zu steps, converged %d", cases[c].kernel, way, dual->steps, dual->converged);
        g_assert_true (dual->converged);
        g_assert_cmpuint (q->k, ==, cases[c].k);
        MercerMatrix at = mercer_matrix (z, M, 2), by_dual = mercer_work_matrix (work, M, q->k);
        MercerMatrix by_vectors = mercer_work_matrix (work, M, q->k);
        double error_dual[M], error_vectors[M], scores = way == 2 ? 2e-4 : 1e-6;
        g_assert_cmpint (mercer_projection_apply (p, kernel, at, by_vectors, error_vectors, work), ==, MERCER_OK);
        g_assert_cmpint (mercer_projection_apply (q, kernel, at, by_dual, error_dual, work), ==, MERCER_OK);
        for (size_t j = 0; j < q->k; j++)
          {
            assert_close (q->values[j], p->values[j], way == 2 ? 1e-6 : 1e-8, 0);
            for (size_t i = 0; i < N; i++)
              assert_close (*mercer_matrix_at (q->scores, i, j), *mercer_matrix_at (p->scores, i, j), scores, scores);
            for (size_t i = 0; i < M; i++)
              assert_close (*mercer_matrix_at (by_dual, i, j), *mercer_matrix_at (by_vectors, i, j), scores, scores);
          }
        for (size_t i = 0; i < N; i++)
          {
            assert_close (q->error[i], p->error[i], 0, 10 * scores);
            g_assert_cmpfloat (dual->weights[i], ==, 1);
          }
        for (size_t i = 0; i < M; i++)
          assert_close (error_dual[i], error_vectors[i], 0, 10 * scores);
        assert_close (q->trace, p->trace, 1e-12, 0);
        mercer_dual_projection_free (dual);
        mercer_store_release (item);
        mercer_work_free (work);
      }
}

/* --- The slow twin --------------------------------------------------------------------------------------------------------- */

/* K centred by loops. */
static void
written_out (const MercerKernel *kernel, const double *x, size_t n, double *k)
{
  double *mean = g_new0 (double, n), grand = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      {
        k[i + j * n] = mercer_kernel_value (kernel, (double[]){ x[i], x[i + n] }, (double[]){ x[j], x[j + n] });
        mean[i] += k[i + j * n] / (double) n;
      }
  for (size_t i = 0; i < n; i++)
    grand += mean[i] / (double) n;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      k[i + j * n] -= mean[i] + mean[j] - grand;
  g_free (mean);
}

/* H <- w (Y) Y, Y = K H (H'KH)^(-1/2) with two columns, so often that nothing moves: the root of a 2 x 2 matrix M is
 * (M + s I) / t with s = sqrt det M, t = sqrt (tr M + 2 s). Weights and lengths of scores, which no turn of the directions
 * changes, come out. */
static void
plain_iteration (MercerDualLoss loss, double t, const double *k, size_t n, double *lengths)
{
  double *h = g_new (double, 2 * n), *kh = g_new (double, 2 * n);
  for (size_t i = 0; i < 2 * n; i++)
    h[i] = sin (1 + 1.7 * (double) i);
  for (int step = 0; step < 6000; step++)
    {
      double aa = 0, ab = 0, bb = 0;
      for (size_t i = 0; i < n; i++)
        {
          kh[i] = kh[i + n] = 0;
          for (size_t j = 0; j < n; j++)
            {
              kh[i] += k[i + j * n] * h[j];
              kh[i + n] += k[i + j * n] * h[j + n];
            }
        }
      for (size_t i = 0; i < n; i++)
        {
          aa += h[i] * kh[i];
          ab += h[i] * kh[i + n];
          bb += h[i + n] * kh[i + n];
        }
      double s = sqrt (aa * bb - ab * ab), root = sqrt (aa + bb + 2 * s);
      double p = (aa + s) / root, q = ab / root, r = (bb + s) / root, det = p * r - q * q;
      for (size_t i = 0; i < n; i++)
        {
          double y0 = (r * kh[i] - q * kh[i + n]) / det, y1 = (p * kh[i + n] - q * kh[i]) / det, length = hypot (y0, y1);
          double shrunk = loss == MERCER_DUAL_HUBER ? MIN (length, t) : MAX (length - t, 0);
          lengths[i] = length;
          h[i] = y0 * shrunk / length;
          h[i + n] = y1 * shrunk / length;
        }
    }
  g_free (h);
  g_free (kh);
}

/* The share by which an objective that only rises may seem to fall: rounding in K' times the step before, which is left out once
 * its error has grown by 1e5, over some 200 steps 200 x 1e5 x 2e-16, told when the product is made anew (2.4e-9 to 2.8e-9 where
 * BLAS adds in another order). */
#define FALL_ALLOWED 1e-8

static void
test_twin (void)
{
  enum { N = 90 };
  static const struct
  {
    MercerDualLoss loss;
    double threshold;
    const char *kernel;
  } cases[] = { { MERCER_DUAL_HUBER, 0.5, "RBF(lengthscale=1)" }, { MERCER_DUAL_HUBER, 0.9, "Linear(offset=0)" },
                { MERCER_DUAL_INSENSITIVE, 0.5, "RBF(lengthscale=1)" }, { MERCER_DUAL_INSENSITIVE, 0.7, "Linear(offset=0)" } };
  g_autofree double *x = moons (N), *k = g_new (double, N * N);
  for (size_t c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      double lengths[N];
      g_autoptr (MercerKernel) kernel = bound_kernel (cases[c].kernel, 2);
      written_out (kernel, x, N, k);
      MercerProjectionProblem of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = 2 };
      for (int way = 0; way < 2; way++)
        {
          MercerDualProblem problem = { .of = of, .loss = cases[c].loss, .way = (MercerDualWay) way,
                                        .threshold = cases[c].threshold, .tolerance = 1e-9, .most_steps = 20000 };
          MercerDualProjection *dual = solve_dual (&problem);
          if (way == 0)
            plain_iteration (cases[c].loss, dual->threshold, k, N, lengths);
          g_assert_true (dual->converged);
          size_t below = 0;
          for (size_t i = 0; i < N; i++)
            {
              double length = hypot (*mercer_matrix_at (dual->projection->scores, i, 0),
                                     *mercer_matrix_at (dual->projection->scores, i, 1));
              assert_close (length, lengths[i], 1e-6, 1e-6);
              assert_close (dual->weights[i], mercer_dual_loss_weight (cases[c].loss, lengths[i], dual->threshold), 0, 1e-5);
              below += dual->weights[i] < 1;
              for (size_t j = 0; j < 2; j++) /* h = w y */
                assert_close (*mercer_matrix_at (dual->dual, i, j),
                              dual->weights[i] * *mercer_matrix_at (dual->projection->scores, i, j), 1e-6, 1e-7);
            }
          g_test_message ("case %zu way %d: %zu steps, %zu weights below 1", c, way, dual->steps, below);
          g_assert_cmpuint (below, >, 5);
          /* no gap between the problem and its dual, and no step downhill */
          assert_close (dual->dual_objective, -dual->objective, 1e-10, 0);
          for (size_t s = 1; s < dual->steps; s++)
            g_assert_cmpfloat (dual->history[s], >=, dual->history[s - 1] * (1 - FALL_ALLOWED));
          mercer_dual_projection_free (dual);
        }
    }
}

/* --- What they are for ------------------------------------------------------------------------------------------------------ */

/* 1000 points along (2, 1), uniform within 5, and two far out along (-1, 2) at 80 and more. The squares of these (2 x 80^2) are more
 * than those of the line (1000 x 25 / 3), so ordinary PCA follows them. Beyond t lengths count once: 2 x 80 pull one way and
 * 1000 x 2.5 the other, so Huber's direction is off the line by about atan (0.064), 3.7 degrees, and the weight of the two is
 * t over their score. */
static void
test_outliers (void)
{
  enum { CLEAN = 1000, OUT = 2, N = CLEAN + OUT };
  double x[2 * N], angle[2];
  g_autofree double *u = uniforms (2 * N, 991);
  for (size_t i = 0; i < N; i++)
    {
      double along = i < CLEAN ? 10 * (u[i] - 0.5) : 0, across = i < CLEAN ? u[i + N] - 0.5 : (i % 2 ? 80 : -80) * (1 + 0.05 * u[i]);
      x[i] = (2 * along - across) / sqrt (5);
      x[i + N] = (along + 2 * across) / sqrt (5);
    }
  g_autoptr (MercerKernel) kernel = bound_kernel ("Linear(offset=0)", 2);
  for (int loss = 0; loss < 2; loss++)
    {
      MercerDualProblem problem = { .of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = 1 },
                                    .loss = (MercerDualLoss) loss, .threshold = 0.5 };
      MercerDualProjection *dual = solve_dual (&problem);
      /* the direction is the gradient of the score, which is linear */
      double w[2] = { 0 };
      for (size_t i = 0; i < N; i++)
        for (size_t c = 0; c < 2; c++)
          w[c] += *mercer_matrix_at (dual->projection->weights, i, 0) * x[i + c * N];
      angle[loss] = fabs (remainder (atan2 (w[1], w[0]) - atan2 (1, 2), G_PI)) * 180 / G_PI;
      assert_close (hypot (w[0], w[1]), 1, 1e-6, 0);
      mercer_dual_projection_free (dual);
    }
  g_test_message ("off the line by %.2f and %.2f degrees", angle[0], angle[1]);
  g_assert_cmpfloat (angle[0], >, 80);
  g_assert_cmpfloat (angle[1], <, 6);
}

/* No step makes things worse, whatever the eigenvalues: a length scale so small that all of them are nearly equal takes hundreds of
 * steps and large coefficients, in which constants, nothing to the centred matrix, must not grow; one so large that two directions
 * have nearly all. */
static void
test_never_falls (void)
{
  enum { N = 200 };
  g_autofree double *x = uniforms (2 * N, 77);
  static const char *const kernels[] = { "RBF(lengthscale=0.01)", "RBF(lengthscale=0.05)", "RBF(lengthscale=3)" };
  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    for (int loss = 0; loss < 3; loss++)
      {
        g_autoptr (MercerKernel) kernel = bound_kernel (kernels[k], 2);
        MercerDualProblem problem = { .of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = 3 },
                                      .loss = (MercerDualLoss) loss, .threshold = 0.9 };
        MercerDualProjection *dual = solve_dual (&problem);
        g_test_message ("%s, loss %d: %zu steps to %.12g", kernels[k], loss, dual->steps, dual->objective);
        for (size_t step = 1; step < dual->steps; step++)
          g_assert_cmpfloat (dual->history[step], >=, dual->history[step - 1] * (1 - FALL_ALLOWED));
        assert_close (dual->objective, -dual->dual_objective, 1e-6, 1e-12);
        mercer_dual_projection_free (dual);
      }
}

/* A wide tube leaves few points with a coefficient, and H's rows are zeros exactly where the weight is; so wide that nothing is
 * outside, there is nothing to find, and that is said by weights. */
static void
test_sparse (void)
{
  enum { N = 400 };
  g_autofree double *x = moons (N);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=1)", 2);
  size_t before = N + 1, between = 0;
  for (double threshold = 0.2; threshold < 4; threshold *= 1.25)
    {
      MercerDualProblem problem = { .of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = 2 },
                                    .loss = MERCER_DUAL_INSENSITIVE, .threshold = threshold };
      MercerDualProjection *dual = solve_dual (&problem);
      size_t count = 0;
      for (size_t i = 0; i < N; i++)
        {
          bool is = dual->weights[i] > 0;
          count += is;
          g_assert_true (is
                         == (*mercer_matrix_at (dual->dual, i, 0) != 0
                             || (dual->dual.cols > 1 && *mercer_matrix_at (dual->dual, i, 1) != 0)));
        }
      g_test_message ("tube %.2f: %zu of %d points count", threshold, count, N);
      g_assert_cmpuint (count, <=, before);
      g_assert_true (mercer_matrix_is_finite (dual->projection->scores));
      between += count > 0 && count < N;
      before = count;
      mercer_dual_projection_free (dual);
    }
  g_assert_cmpuint (before, ==, 0);
  g_assert_cmpuint (between, >=, 2);
}

/* Points that are all the same; more components than directions; stopping wherever it is asked. */
static void
test_edges (void)
{
  enum { N = 30 };
  double x[2 * N];
  g_autoptr (MercerKernel) linear = bound_kernel ("Linear(offset=0)", 2);
  for (int same = 0; same < 2; same++)
    for (int loss = 0; loss < 3; loss++)
      for (int way = 0; way < 3; way++)
        {
          for (size_t i = 0; i < N; i++)
            {
              x[i] = same ? 2 : (double) i;
              x[i + N] = same ? 3 : (double) (i * i % 7);
            }
          MercerDualProblem problem = { .of = { .x = mercer_matrix (x, N, 2), .kernel = linear, .centred = true, .components = 6 },
                                        .loss = (MercerDualLoss) loss, .way = (MercerDualWay) way, .threshold = 0.5 };
          MercerDualProjection *dual = solve_dual (&problem);
          g_assert_cmpuint (dual->projection->k, ==, same ? 1 : 2);
          g_assert_true (mercer_matrix_is_finite (dual->projection->scores));
          g_assert_true (isfinite (dual->objective));
          mercer_dual_projection_free (dual);
          MercerStatus status = MERCER_STOPPED;
          for (long polls = 0; status == MERCER_STOPPED; polls += 1 + polls / 3)
            {
              MercerWork *work = mercer_work_new (0, NULL);
              mercer_work_stop_after (work, polls);
              status = mercer_dual_projection (&problem, &dual, work);
              g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
              if (status == MERCER_OK)
                mercer_dual_projection_free (dual);
              mercer_work_free (work);
            }
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dual-projection/losses", test_losses);
  g_test_add_func ("/dual-projection/square", test_square);
  g_test_add_func ("/dual-projection/twin", test_twin);
  g_test_add_func ("/dual-projection/outliers", test_outliers);
  g_test_add_func ("/dual-projection/never-falls", test_never_falls);
  g_test_add_func ("/dual-projection/sparse", test_sparse);
  g_test_add_func ("/dual-projection/edges", test_edges);
  return g_test_run ();
}
