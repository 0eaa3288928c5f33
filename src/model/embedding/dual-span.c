/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "dual-private.h"
#include "linalg.h"

/* Steps of the dual descent: the gradient, and the best directions in the span of a few. */

/* Rounds in the span of a few directions, which cost next to nothing beside a product with K'. */
enum { MOST_ROUNDS = 20 };
/* Rounds end where they turn the directions by less than this part of the gradient, or by rounding. */
static const double little = 1e-2, still = 1e-13;
/* A candidate that depends on the others to this part is one of them. */
static const double dependent = 1e-6;
/* K' times the step before is known to rounding times what a small eigenvalue of the span has been divided by, step for step; one
 * that has grown by this much is left out, and the next begins anew. */
static const double most_wear = 1e5;
/* After so many steps that did not halve the gradient rounding may be what is left of it: A and Y are made anew. */
enum { STALE_STEPS = 4 };

/* [A, E, P] and K' times it: the directions, the gradient's part beyond them, the step before (at first: a guess). */
typedef struct
{
  Descent *d;
  size_t m;                   /* columns of c that are filled */
  double wear;                /* how much the error of the step before has grown */
  MercerMatrix c, kc;         /* n x 3 k */
  MercerMatrix norm, turn;    /* C' K' C, and what makes columns of C orthonormal */
  MercerMatrix z, moment;     /* n x q scores along an orthonormal basis of the span; Z' diag (w) Z */
  MercerMatrix mix, next_mix; /* q x k: the directions in that basis */
  MercerMatrix in_c;          /* 3 k x k: the same in C */
  MercerMatrix tried;         /* n x k: scores of what is tried */
  MercerMatrix scaled;        /* n x 3 k */
  double *values;
} Span;

/* --- The gradient ------------------------------------------------------------------------------------------------------- */

/* E = R - A S and K' E (not as a difference of products, whose rounding the next steps would make larger) with S = Y' R into columns
 * k.. of the span, K' R, and the length of E in feature space, of the longest column, in parts of the largest value. */
static MercerStatus
find_gradient (Span *s, double *length)
{
  Descent *d = s->d;
  size_t k = d->k;
  MercerMatrix share = mercer_matrix_block (s->norm, 0, 0, k, k), e = mercer_matrix_block (s->c, 0, k, d->n, k);
  MercerMatrix ke = mercer_matrix_block (s->kc, 0, k, d->n, k), y = descent_columns (d->y, k), r = descent_columns (d->r, k);
  MercerMatrix gr = descent_columns (d->gr, k);
  mercer_matrix_copy (r, e);
  MercerStatus status = mercer_gemm (true, false, 1, y, r, 0, share, d->work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, -1, descent_columns (d->a, k), share, 1, e, d->work);
  if (status == MERCER_OK && d->centred) /* what is the same for all points is nothing to K', so that nothing else keeps it from growing */
    mercer_matrix_centre_columns (e);
  if (status == MERCER_OK)
    status = descent_product (d, e, ke);
  mercer_matrix_copy (ke, gr);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, y, share, 1, gr, d->work);
  if (status != MERCER_OK)
    return status;
  double largest = 0, longest = 0;
  for (size_t j = 0; j < k; j++)
    {
      largest = MAX (largest, *mercer_matrix_at (share, j, j));
      longest = MAX (longest, cblas_ddot ((int) d->n, mercer_matrix_column (e, j), 1, mercer_matrix_column (ke, j), 1));
    }
  *length = largest > 0 ? sqrt (longest) / largest : 0;
  return MERCER_OK;
}

/* --- The best directions of a span -------------------------------------------------------------------------------------- */

static bool
span_open (Span *s, Descent *d)
{
  size_t n = d->n, most = 3 * d->k;
  *s = (Span){ .d = d, .c = mercer_work_matrix (d->work, n, most), .kc = mercer_work_matrix (d->work, n, most),
               .norm = mercer_work_matrix (d->work, most, most), .turn = mercer_work_matrix (d->work, most, most),
               .z = mercer_work_matrix (d->work, n, most), .moment = mercer_work_matrix (d->work, most, most),
               .mix = mercer_work_matrix (d->work, most, d->k), .next_mix = mercer_work_matrix (d->work, most, d->k),
               .in_c = mercer_work_matrix (d->work, most, d->k), .tried = mercer_work_matrix (d->work, n, d->k),
               .scaled = mercer_work_matrix (d->work, n, most), .values = mercer_work_doubles (d->work, 2 * most) };
  return s->c.data != NULL && s->kc.data != NULL && s->norm.data != NULL && s->turn.data != NULL && s->z.data != NULL
         && s->moment.data != NULL && s->mix.data != NULL && s->next_mix.data != NULL && s->in_c.data != NULL
         && s->tried.data != NULL && s->scaled.data != NULL && s->values != NULL;
}

/* turn (m x q) so that C turn is orthonormal in feature space, and mix what A is there. *q of the directions are real; errors of
 * C and K' C are *wear times as large in them. */
static MercerStatus
make_basis (Span *s, size_t *q, double *wear)
{
  Descent *d = s->d;
  size_t m = s->m, real = 0;
  MercerMatrix norm = mercer_matrix_block (s->norm, 0, 0, m, m), vectors = mercer_matrix_block (s->moment, 0, 0, m, m);
  MercerMatrix kept = mercer_matrix_block (s->turn, 0, 0, m, m);
  MercerStatus status = mercer_gemm (true, false, 1, descent_columns (s->c, m), descent_columns (s->kc, m), 0, norm, d->work);
  if (status != MERCER_OK)
    return status;
  double *scale = s->values + 3 * d->k;
  for (size_t j = 0; j < m; j++)
    {
      double square = *mercer_matrix_at (norm, j, j);
      scale[j] = square > 0 ? 1 / sqrt (square) : 0;
    }
  for (size_t j = 0; j < m; j++)
    for (size_t i = 0; i < m; i++)
      *mercer_matrix_at (norm, i, j) *= scale[i] * scale[j];
  status = mercer_eigen (norm, s->values, vectors, d->work);
  *wear = 1;
  for (size_t j = 0; j < m && status == MERCER_OK; j++)
    {
      if (!(s->values[j] > dependent))
        continue;
      *wear = MAX (*wear, 1 / sqrt (s->values[j]));
      for (size_t i = 0; i < m; i++)
        *mercer_matrix_at (kept, i, real) = scale[i] / sqrt (s->values[j]) * *mercer_matrix_at (vectors, i, j);
      /* (C turn)' K' A, A being the first columns of C: turn' norm, whose columns are unit vectors times the eigenvalues */
      for (size_t i = 0; i < d->k; i++)
        *mercer_matrix_at (s->mix, real, i) = scale[i] > 0 ? sqrt (s->values[j]) * *mercer_matrix_at (vectors, i, j) / scale[i] : 0;
      real++;
    }
  *q = real;
  return status;
}

/* next_mix from mix, whose weights stand in d->weights: the leading eigenvectors of Z' diag (w) Z, which is exact where weights
 * do not depend on scores. */
static MercerStatus
try_weighted (Span *s, size_t q)
{
  Descent *d = s->d;
  MercerMatrix z = descent_columns (s->z, q), scaled = descent_columns (s->scaled, q);
  MercerMatrix moment = mercer_matrix_block (s->moment, 0, 0, q, q), vectors = mercer_matrix_block (s->norm, 0, 0, q, q);
  descent_multiply_rows (d->weights, z, scaled);
  MercerStatus status = mercer_gemm (true, false, 1, z, scaled, 0, moment, d->work);
  if (status == MERCER_OK)
    status = mercer_eigen (moment, s->values, vectors, d->work);
  for (size_t j = 0; j < d->k && status == MERCER_OK; j++)
    memcpy (mercer_matrix_column (s->next_mix, j), mercer_matrix_column (vectors, q - 1 - j), q * sizeof (double));
  return status;
}

/* The same by a step of DCA within the span, which never makes things worse: f is convex, so that it lies above its tangent. */
static MercerStatus
try_dca (Span *s, size_t q)
{
  Descent *d = s->d;
  MercerMatrix z = descent_columns (s->z, q), part = descent_columns (s->tried, d->k), b = mercer_matrix_block (s->norm, 0, 0, q, d->k);
  descent_multiply_rows (d->weights, part, part); /* scores at mix */
  MercerMatrix square = mercer_matrix_block (s->moment, 0, 0, d->k, d->k);
  MercerStatus status = mercer_gemm (true, false, 1, z, part, 0, b, d->work);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, b, b, 0, square, d->work);
  /* argmax of tr (W' B) over W with orthonormal columns */
  return status == MERCER_OK ? mercer_divide_by_root (b, square, mercer_matrix_block (s->next_mix, 0, 0, q, d->k), d->work) : status;
}

/* The weights at mix. */
static MercerStatus
evaluate (Span *s, size_t q)
{
  Descent *d = s->d;
  MercerMatrix y = descent_columns (s->tried, d->k);
  MercerStatus status
      = mercer_gemm (false, false, 1, descent_columns (s->z, q), mercer_matrix_block (s->mix, 0, 0, q, d->k), 0, y, d->work);
  descent_weigh_scores (d, y, d->weights);
  return status;
}

/* How far next_mix has left the space of mix: the sine of the angle between them, or a little more. */
static double
moved (Span *s, size_t q)
{
  size_t k = s->d->k;
  double square = 0;
  for (size_t j = 0; j < k; j++)
    {
      const double *column = mercer_matrix_column (s->next_mix, j);
      double *rest = s->values;
      memcpy (rest, column, q * sizeof (double));
      for (size_t i = 0; i < k; i++)
        {
          const double *old = mercer_matrix_column (s->mix, i);
          cblas_daxpy ((int) q, -cblas_ddot ((int) q, old, 1, column, 1), old, 1, rest, 1);
        }
      square += cblas_ddot ((int) q, rest, 1, rest, 1);
    }
  return sqrt (square);
}

/* mix: the best that rounds find from where it is. Rounds with weights are exact for the square loss; the insensitive one is convex
 * in the squared length, so that they gain there too; Huber's is not, and takes rounds of DCA. */
static MercerStatus
improve (Span *s, size_t q, double length)
{
  Descent *d = s->d;
  bool fixed = d->given != NULL || d->loss == MERCER_DUAL_SQUARE, dca = !fixed && d->loss == MERCER_DUAL_HUBER;
  MercerStatus status = evaluate (s, q);
  for (int round = 0; round < (fixed ? 1 : MOST_ROUNDS) && status == MERCER_OK; round++)
    {
      status = (dca ? try_dca : try_weighted) (s, q);
      if (status != MERCER_OK)
        break;
      double turned = fixed ? 0 : moved (s, q);
      MercerMatrix old = s->mix;
      s->mix = s->next_mix;
      s->next_mix = old;
      if (turned <= MAX (little * length, still))
        break;
      status = evaluate (s, q);
    }
  return status;
}

/* A and Y become the best directions of the span, and the step that led there its last columns. */
static MercerStatus
take_step (Span *s, size_t q)
{
  Descent *d = s->d;
  size_t k = d->k, m = s->m;
  MercerMatrix mix = mercer_matrix_block (s->mix, 0, 0, q, k), in_c = mercer_matrix_block (s->in_c, 0, 0, m, k);
  MercerMatrix beyond = mercer_matrix_block (in_c, k, 0, m - k, k), step = descent_columns (s->tried, k);
  MercerStatus status = mercer_gemm (false, false, 1, mercer_matrix_block (s->turn, 0, 0, m, q), mix, 0, in_c, d->work);
  const struct
  {
    MercerMatrix span, out;
  } both[2] = { { s->c, d->a }, { s->kc, d->y } };
  for (int side = 0; side < 2 && status == MERCER_OK; side++)
    {
      MercerMatrix span = both[side].span, out = descent_columns (both[side].out, k);
      status = mercer_gemm (false, false, 1, mercer_matrix_block (span, 0, k, d->n, m - k), beyond, 0, step, d->work);
      if (status == MERCER_OK)
        status = mercer_gemm (false, false, 1, descent_columns (span, k), mercer_matrix_block (in_c, 0, 0, k, k), 0, out, d->work);
      if (status != MERCER_OK)
        break;
      for (size_t j = 0; j < k; j++)
        cblas_daxpy ((int) d->n, 1, mercer_matrix_column (step, j), 1, mercer_matrix_column (out, j), 1);
      mercer_matrix_copy (step, mercer_matrix_block (span, 0, 2 * k, d->n, k));
    }
  s->m = 3 * k;
  return status;
}

static MercerStatus
step_in_span (Span *s, double length)
{
  Descent *d = s->d;
  size_t q;
  double wear;
  mercer_matrix_copy (descent_columns (d->a, d->k), descent_columns (s->c, d->k));
  mercer_matrix_copy (descent_columns (d->y, d->k), descent_columns (s->kc, d->k));
  MercerStatus status = make_basis (s, &q, &wear);
  s->wear = s->m > 2 * d->k ? s->wear * wear : wear;
  if (status == MERCER_OK && s->m > 2 * d->k && s->wear > most_wear)
    {
      s->m = 2 * d->k;
      status = make_basis (s, &q, &s->wear);
    }
  if (status != MERCER_OK || q < d->k)
    return status != MERCER_OK ? status : MERCER_DIVERGED;
  status = mercer_gemm (false, false, 1, descent_columns (s->kc, s->m), mercer_matrix_block (s->turn, 0, 0, s->m, q), 0,
                        descent_columns (s->z, q), d->work);
  if (status == MERCER_OK)
    status = improve (s, q, length);
  return status == MERCER_OK ? take_step (s, q) : status;
}

/* --- The order of steps -------------------------------------------------------------------------------------------------- */

/* The first step has what may be near in the place of the step before. */
static void
open_guess (Span *s)
{
  Descent *d = s->d;
  size_t k = d->k;
  s->m = 2 * k;
  s->wear = 1;
  if (d->given != NULL || d->guess_a.data == NULL || d->guess_a.cols != k)
    return;
  mercer_matrix_copy (d->guess_a, mercer_matrix_block (s->c, 0, 2 * k, d->n, k));
  mercer_matrix_copy (d->guess_y, mercer_matrix_block (s->kc, 0, 2 * k, d->n, k));
  s->m = 3 * k;
}

/* One step from where the gradient stands in the span. */
static MercerStatus
step_on (Span *s, MercerDualWay way, double length, size_t *stale)
{
  Descent *d = s->d;
  size_t k = d->k;
  bool anew = way != MERCER_DUAL_DCA && *stale >= STALE_STEPS;
  MercerStatus status = way == MERCER_DUAL_DCA ? descent_step_dca (d)
                        : anew                 ? descent_settle (d)
                                               : step_in_span (s, length);
  if (anew && status == MERCER_OK)
    status = descent_make_true (d);
  if (d->k < k || anew) /* the step before is no part of the span */
    s->m = 2 * d->k;
  if (anew)
    *stale = 0;
  return status;
}

MercerStatus
descent_run (Descent *d, MercerDualWay way, double tolerance, size_t most_steps, double *history, size_t *steps, bool *converged)
{
  MercerMark mark = mercer_work_mark (d->work);
  Span s;
  *converged = false;
  if (!span_open (&s, d))
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = MERCER_OK;
  double length = INFINITY, least = INFINITY;
  size_t stale = 0;
  open_guess (&s);
  for (size_t step = 0; status == MERCER_OK && d->k > 0; step++)
    {
      history[(*steps)++] = descent_weigh (d);
      status = find_gradient (&s, &length);
      *converged = status == MERCER_OK && length <= tolerance;
      if (status != MERCER_OK || *converged || step + 1 >= most_steps)
        break;
      stale = length < 0.5 * least ? 0 : stale + 1;
      least = MIN (least, length);
      status = step_on (&s, way, length, &stale);
    }
  mercer_work_release (d->work, mark);
  return status;
}
