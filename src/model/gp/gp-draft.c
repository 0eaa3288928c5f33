/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "gp-private.h"
#include "random.h"

/* Philox's stream for the choice of landmarks, and the flops that a draft of any n may cost. */
enum { STREAM_LANDMARKS = 0x6c6d, FEWEST = 48, MOST = 256 };
static const double draft_flops = 5e8;

/* The smallest noise of a draft, as a part of the prior's sd: with less the landmarks alone would have to
 * interpolate all the rows, which they cannot. */
static const double least_noise = 1e-5;

/* With u landmarks, L L' = K_uu, B = L^-1 K_uX / s, M = I + B B' = C C', V = L^-1 K_uZ, everything follows from
 * u x u matrices and u-vectors: K^-1 = (I - B' M^-1 B) / s^2. */
typedef struct
{
  size_t n, m, u, p;
  double noise2;
  MercerMatrix l;       /* u x u: L */
  MercerMatrix b;       /* u x n: B */
  MercerMatrix c;       /* u x u: C */
  MercerMatrix v, w;    /* u x m: V, C^-1 V */
  MercerMatrix rhs;     /* n x (1 + p): y, H, divided by s */
  MercerMatrix whitened; /* u x (1 + p): C^-1 B [y, H] / s */
} Draft;

static MercerMatrix
landmarks_of (const MercerGpProblem *problem, size_t u, uint64_t seed, MercerWork *work)
{
  size_t n = problem->x.rows;
  MercerMatrix chosen = mercer_work_matrix (work, u, problem->x.cols);
  size_t *order = mercer_work_alloc (work, n, sizeof *order);
  if (chosen.data == NULL || order == NULL)
    return (MercerMatrix){ 0 };
  mercer_random_permutation (seed, STREAM_LANDMARKS, n, order);
  for (size_t c = 0; c < chosen.cols; c++)
    for (size_t i = 0; i < u; i++)
      *mercer_matrix_at (chosen, i, c) = *mercer_matrix_at (problem->x, order[i], c);
  return chosen;
}

static MercerStatus
allocate (Draft *d, MercerWork *work)
{
  d->l = mercer_work_matrix (work, d->u, d->u);
  d->c = mercer_work_matrix (work, d->u, d->u);
  d->b = mercer_work_matrix (work, d->u, d->n);
  d->v = mercer_work_matrix (work, d->u, d->m);
  d->w = mercer_work_matrix (work, d->u, d->m);
  d->rhs = mercer_work_matrix (work, d->n, 1 + d->p);
  d->whitened = mercer_work_matrix (work, d->u, 1 + d->p);
  return d->l.data != NULL && d->c.data != NULL && d->b.data != NULL && d->v.data != NULL && d->w.data != NULL
                 && d->rhs.data != NULL && d->whitened.data != NULL
             ? MERCER_OK
             : MERCER_OUT_OF_MEMORY;
}

static void
rescale (MercerMatrix a, double factor)
{
  cblas_dscal ((int) (a.rows * a.cols), factor, a.data, 1);
}

/* L, V, B, C, in units of the kernel's scale: L of `rest`, V and B of the kernel itself. */
static MercerStatus
factorise (Draft *d, const GpSplit *split, MercerMatrix landmarks, MercerMatrix x, MercerMatrix z, MercerWork *work)
{
  double jitter, root = sqrt (split->scale);
  MercerStatus status = gp_factorise (split->rest, landmarks, 0, d->l, &jitter, work);
  if (status == MERCER_OK)
    status = mercer_kernel_cross (split->rest, landmarks, z, d->v, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (d->l, false, d->v, work);
  if (status == MERCER_OK)
    status = mercer_kernel_cross (split->rest, landmarks, x, d->b, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (d->l, false, d->b, work);
  if (status != MERCER_OK)
    return status;
  rescale (d->v, root);
  rescale (d->b, root);
  status = mercer_syrk (false, 1 / d->noise2, d->b, 0, d->c, work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_add_diagonal (d->c, 1);
  status = mercer_cholesky (d->c, work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_copy (d->v, d->w);
  return mercer_solve_lower (d->c, false, d->w, work);
}

/* The mean function's coefficients: the inner product of K^-1 is that of the right-hand sides less that of the
 * whitened ones. The residual takes the place of y among the latter. */
static MercerStatus
estimate (Draft *d, GpGls *gls, MercerWork *work)
{
  size_t p = gls->p = d->p;
  double s = sqrt (d->noise2);
  for (size_t k = 0; k < 1 + p; k++)
    mercer_gemv (false, 1 / s, d->b, mercer_matrix_column (d->rhs, k), 0, mercer_matrix_column (d->whitened, k));
  MercerStatus status = mercer_solve_lower (d->c, false, d->whitened, work);
  if (status != MERCER_OK)
    return status;
  for (size_t j = 0; j < p; j++)
    {
      const double *h = mercer_matrix_column (d->rhs, 1 + j), *hw = mercer_matrix_column (d->whitened, 1 + j);
      for (size_t i = j; i < 1 + p; i++)
        {
          size_t other = i < p ? 1 + i : 0; /* y comes after the columns of H */
          double product = cblas_ddot ((int) d->n, mercer_matrix_column (d->rhs, other), 1, h, 1)
                           - cblas_ddot ((int) d->u, mercer_matrix_column (d->whitened, other), 1, hw, 1);
          *(i < p ? &gls->chol[i + j * p] : &gls->beta[j]) = product;
        }
    }
  gp_gls_solve (gls);
  for (size_t k = 0; k < p; k++)
    cblas_daxpy ((int) d->u, -gls->beta[k], mercer_matrix_column (d->whitened, 1 + k), 1, d->whitened.data, 1);
  return MERCER_OK;
}

/* T (m x p): what the estimated coefficients add to the covariance is T T'. The mean comes along. */
static void
add_mean_function (const Draft *d, const GpGls *gls, MercerMean kind, MercerMatrix z, const double *centre, double *mean,
                   MercerMatrix t)
{
  gp_mean_basis (kind, z, centre, t);
  for (size_t k = 0; k < d->p; k++)
    {
      double *column = mercer_matrix_column (t, k);
      cblas_daxpy ((int) d->m, gls->beta[k], column, 1, mean, 1);
      mercer_gemv (true, -1, d->w, mercer_matrix_column (d->whitened, 1 + k), 1, column);
    }
  gp_gls_solve_rows (gls, t);
}

static void
fill_variance (const Draft *d, const MercerKernel *kernel, MercerMatrix z, MercerMatrix t, double *variance)
{
  mercer_kernel_diagonal (kernel, z, false, variance);
  for (size_t j = 0; j < d->m; j++)
    {
      const double *v = mercer_matrix_column (d->v, j), *w = mercer_matrix_column (d->w, j);
      for (size_t i = 0; i < d->u; i++)
        variance[j] += w[i] * w[i] - v[i] * v[i];
      for (size_t k = 0; k < d->p; k++)
        variance[j] += *mercer_matrix_at (t, j, k) * *mercer_matrix_at (t, j, k);
      variance[j] = MAX (variance[j], 0);
    }
}

/* K_zz - V'V + W'W + T T' at some of Z, lower. */
static MercerStatus
fill_covariance (const Draft *d, const MercerKernel *kernel, MercerMatrix z, MercerMatrix t, MercerMatrix covariance,
                 MercerWork *work)
{
  size_t r = covariance.rows;
  MercerMatrix some = mercer_work_matrix (work, r, z.cols), tr = mercer_work_matrix (work, r, d->p + 1);
  MercerMatrix v = mercer_work_matrix (work, d->u, r), w = mercer_work_matrix (work, d->u, r);
  if (some.data == NULL || tr.data == NULL || v.data == NULL || w.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  tr.cols = d->p;
  for (size_t i = 0; i < r; i++)
    {
      size_t j = mercer_gp_covariance_index (d->m, r, i);
      for (size_t c = 0; c < z.cols; c++)
        *mercer_matrix_at (some, i, c) = *mercer_matrix_at (z, j, c);
      for (size_t k = 0; k < d->p; k++)
        *mercer_matrix_at (tr, i, k) = *mercer_matrix_at (t, j, k);
      memcpy (mercer_matrix_column (v, i), mercer_matrix_column (d->v, j), d->u * sizeof (double));
      memcpy (mercer_matrix_column (w, i), mercer_matrix_column (d->w, j), d->u * sizeof (double));
    }
  MercerStatus status = mercer_kernel_cross (kernel, some, some, covariance, work);
  if (status == MERCER_OK)
    status = mercer_syrk (true, -1, v, 1, covariance, work);
  if (status == MERCER_OK)
    status = mercer_syrk (true, 1, w, 1, covariance, work);
  if (status == MERCER_OK && d->p > 0)
    status = mercer_syrk (false, 1, tr, 1, covariance, work);
  return status;
}

static MercerStatus
predict (const Draft *d, const GpGls *gls, const MercerGpProblem *problem, MercerMatrix z, const double *centre,
         double *mean, double *variance, MercerMatrix covariance, MercerWork *work)
{
  MercerMatrix t = mercer_work_matrix (work, d->m, d->p + 1);
  if (t.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  t.cols = d->p;
  mercer_gemv (true, 1, d->w, d->whitened.data, 0, mean);
  add_mean_function (d, gls, problem->mean, z, centre, mean, t);
  if (variance != NULL)
    fill_variance (d, problem->kernel, z, t, variance);
  return covariance.data != NULL ? fill_covariance (d, problem->kernel, z, t, covariance, work) : MERCER_OK;
}

size_t
mercer_gp_draft_landmarks (size_t n)
{
  double most = sqrt (draft_flops / (2 * (double) MAX (n, 1)));
  return MIN (n, CLAMP ((size_t) most, (size_t) FEWEST, (size_t) MOST));
}

/* y and H over the noise's sd. */
static void
fill_rhs (Draft *d, const MercerGpProblem *problem, const double *centre)
{
  double s = sqrt (d->noise2);
  memcpy (d->rhs.data, problem->y, d->n * sizeof (double));
  gp_mean_basis (problem->mean, problem->x, centre, mercer_matrix_block (d->rhs, 0, 1, d->n, d->p));
  for (size_t i = 0; i < d->n * (1 + d->p); i++)
    d->rhs.data[i] /= s;
}

static MercerStatus
draft (const MercerGpProblem *problem, const GpSplit *split, size_t landmarks, uint64_t seed, MercerMatrix z,
       double *mean, double *variance, MercerMatrix covariance, MercerGpReport *report, MercerWork *work)
{
  size_t n = problem->x.rows, u = CLAMP (landmarks, (size_t) 1, n);
  Draft d = { .n = n, .m = z.rows, .u = u, .p = gp_mean_terms (problem->mean, problem->x.cols) };
  MercerMatrix chosen = landmarks_of (problem, u, seed, work);
  double *centre = mercer_work_doubles (work, problem->x.cols + 1);
  double *diagonal = mercer_work_doubles (work, u);
  MercerStatus status = allocate (&d, work);
  if (status != MERCER_OK || chosen.data == NULL || centre == NULL || diagonal == NULL)
    return MERCER_OUT_OF_MEMORY;
  /* The landmarks are of the function without its white parts, which add to the noise. */
  mercer_kernel_diagonal (split->rest, chosen, false, diagonal);
  double prior = split->scale * cblas_dasum ((int) u, diagonal, 1) / (double) u;
  d.noise2 = MAX (problem->noise * problem->noise + split->white, least_noise * least_noise * prior);
  d.noise2 = MAX (d.noise2, 1e-280);
  gp_column_means (problem->x, centre);
  fill_rhs (&d, problem, centre);
  status = factorise (&d, split, chosen, problem->x, z, work);
  GpGls gls;
  if (status == MERCER_OK)
    status = estimate (&d, &gls, work);
  if (status == MERCER_OK)
    status = predict (&d, &gls, problem, z, centre, mean, variance, covariance, work);
  if (status == MERCER_OK && report != NULL)
    gp_gls_report (&gls, centre, report);
  return status;
}

MercerStatus
mercer_gp_draft (const MercerGpProblem *problem, size_t landmarks, uint64_t seed, MercerMatrix z, double *mean,
                 double *variance, MercerMatrix covariance, MercerGpReport *report, MercerWork *work)
{
  if (problem->x.rows == 0 || gp_mean_terms (problem->mean, problem->x.cols) > MERCER_GP_MAX_BETA)
    return MERCER_BAD_INPUT;
  MercerMark mark = mercer_work_mark (work);
  GpSplit split = gp_split (problem->kernel);
  MercerStatus status = draft (problem, &split, landmarks, seed, z, mean, variance, covariance, report, work);
  gp_split_clear (&split);
  mercer_work_release (work, mark);
  return status;
}
