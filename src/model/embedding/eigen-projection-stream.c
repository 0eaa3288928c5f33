/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "block.h"
#include "eigen-projection-private.h"
#include "linalg.h"
#include "symmetric.h"

/* A point that is dragged, added or taken away changes one row of K. K' of the last whole answer is kept, and what has changed since
 * lies beside it as whole rows: then a product costs what it did, and nothing of size n^2 is written. Every answer starts from
 * the same kept matrix, so that a long drag adds up no errors; when too many rows are other, a new one is computed and kept. */

enum { LEAST_KEPT = 300, MOST_KEPT = 4000, MOST_PATCHES = PROJECTION_MOST_MOVED };
/* Sums of squares are updated by differences; below this part of what cancels they are computed anew, with all else. */
static const double least_squares_left = 1e-8;

/* What is kept; immutable. */
typedef struct
{
  size_t n, d;
  MercerHash setting;                /* kernel, centred, shift */
  MercerMatrix k;                    /* K', lower triangle */
  double *x, *row_means, *diagonal;  /* n x d, n, n */
  uint64_t *rows;
  double grand_mean, raw_squares;    /* raw_squares: of the entries of K */
} Kept;

static void
kept_free (void *data)
{
  Kept *kept = data;
  mercer_block_free (kept->k.data);
  g_free (kept->x);
  g_free (kept->row_means);
  g_free (kept->diagonal);
  g_free (kept->rows);
  g_free (kept);
}

static MercerHash
kept_hash (const MercerProjectionProblem *problem)
{
  MercerHash hash = mercer_hash_start ("eigen-projection-gram");
  mercer_hash_add_hash (&hash, problem->thread);
  return hash;
}

static bool
is_wanted (const MercerProjectionProblem *problem, MercerWork *work)
{
  size_t n = problem->x.rows;
  return (problem->thread.a != 0 || problem->thread.b != 0) && mercer_work_store (work) != NULL && n >= LEAST_KEPT && n <= MOST_KEPT
         && mercer_projection_is_definite (problem);
}

double *
projection_stream_room (const MercerProjectionProblem *problem, MercerWork *work)
{
  size_t n = problem->x.rows;
  return is_wanted (problem, work) && n * n * sizeof (double) < mercer_work_memory_limit (work)
             ? mercer_block_new (n * n * sizeof (double)) /* fresh pages cost as much as the eigenvectors */
             : NULL;
}

void
projection_stream_keep (const MercerProjectionProblem *problem, double *room, const MercerProjectionGram *gram, MercerWork *work)
{
  size_t n = problem->x.rows, d = problem->x.cols;
  Kept *kept = g_new (Kept, 1);
  double n_real = (double) n, means = cblas_ddot ((int) n, gram->row_means, 1, gram->row_means, 1);
  *kept = (Kept){ .n = n, .d = d, .setting = projection_setting (problem), .k = mercer_matrix (room, n, n), .x = g_new (double, n * d),
                  .row_means = g_memdup2 (gram->row_means, n * sizeof (double)),
                  .diagonal = g_memdup2 (gram->diagonal, n * sizeof (double)), .rows = g_new (uint64_t, n),
                  .grand_mean = gram->grand_mean,
                  /* |H K H|^2 = |K|^2 - 2 n |m|^2 + n^2 g^2 */
                  .raw_squares = gram->squares + 2 * n_real * means - n_real * n_real * gram->grand_mean * gram->grand_mean };
  mercer_matrix_copy (problem->x, mercer_matrix (kept->x, n, d));
  for (size_t i = 0; i < n; i++)
    kept->rows[i] = projection_row (problem, i);
  size_t bytes = sizeof *kept + (n * n + n * (d + 3)) * sizeof (double);
  mercer_store_release (mercer_store_put (mercer_work_store (work), kept_hash (problem), kept, bytes, kept_free));
}

/* --- What is other ------------------------------------------------------------------------------------------------------- */

/* The problem's matrix as the kept one with rows left out and rows put beside. */
typedef struct
{
  const Kept *kept;
  size_t n, n_patches, n_gone;
  size_t *from;                    /* n: the row of the kept matrix, or SIZE_MAX for a patch */
  size_t patch[MOST_PATCHES];      /* rows of the problem that stand beside */
  size_t gone[2 * MOST_PATCHES];   /* rows of the kept matrix that are not used */
  MercerMatrix beside;             /* n x n_patches: their kernel values */
  bool centred;
  double *row_means, *diagonal;    /* n: of the new matrix; the diagonal of K', too */
  double grand_mean, trace, squares;
} Patched;

static bool
is_same (const Patched *p, const MercerProjectionProblem *problem, size_t i, size_t at)
{
  const Kept *kept = p->kept;
  if (projection_row (problem, i) != kept->rows[at])
    return false;
  for (size_t c = 0; c < kept->d; c++)
    if (*mercer_matrix_at (problem->x, i, c) != kept->x[at + c * kept->n])
      return false;
  return true;
}

/* Rows in the order of the table, so that those beside or left out are gaps in one of the two. False: too much is other. */
static bool
compare (Patched *p, const MercerProjectionProblem *problem)
{
  size_t at = 0;
  for (size_t i = 0; i < p->n; i++)
    {
      size_t look = at, most = MIN (p->kept->n, at + 2 * MOST_PATCHES);
      while (look < most && !is_same (p, problem, i, look))
        look++;
      p->from[i] = look < most ? look : SIZE_MAX;
      if (look < most)
        {
          for (; at < look; at++)
            {
              if (p->n_gone == G_N_ELEMENTS (p->gone))
                return false;
              p->gone[p->n_gone++] = at;
            }
          at++;
        }
      else if (p->n_patches == MOST_PATCHES)
        return false;
      else
        p->patch[p->n_patches++] = i;
    }
  for (; at < p->kept->n; at++)
    {
      if (p->n_gone == G_N_ELEMENTS (p->gone))
        return false;
      p->gone[p->n_gone++] = at;
    }
  return p->n_patches < p->n;
}

/* Entry of K itself. */
static double
raw (const Kept *kept, size_t i, size_t j)
{
  return *mercer_matrix_at (kept->k, MAX (i, j), MIN (i, j)) + kept->row_means[i] + kept->row_means[j] - kept->grand_mean;
}

static MercerStatus
fill_beside (Patched *p, const MercerProjectionProblem *problem, MercerWork *work)
{
  size_t m = p->n_patches, d = problem->x.cols;
  p->beside = mercer_work_matrix (work, p->n, MAX (m, 1));
  MercerMatrix z = mercer_work_matrix (work, MAX (m, 1), d);
  double own[MOST_PATCHES];
  if (p->beside.data == NULL || z.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  if (m == 0)
    return MERCER_OK;
  for (size_t k = 0; k < m; k++)
    for (size_t c = 0; c < d; c++)
      *mercer_matrix_at (z, k, c) = *mercer_matrix_at (problem->x, p->patch[k], c);
  MercerStatus status = mercer_kernel_cross (problem->kernel, problem->x, z, p->beside, work);
  mercer_kernel_diagonal (problem->kernel, z, true, own);
  for (size_t k = 0; k < m; k++)
    *mercer_matrix_at (p->beside, p->patch[k], k) = own[k] + problem->shift;
  return status;
}

/* Means, diagonal and sums of the new matrix from those of the kept one. False: too much cancels. */
static bool
fill_sums (Patched *p)
{
  const Kept *kept = p->kept;
  size_t n = p->n;
  double n_real = (double) n, squares = kept->raw_squares, means = 0;
  for (size_t g = 0; g < p->n_gone; g++)
    for (size_t i = 0; i < kept->n; i++)
      {
        double value = raw (kept, i, p->gone[g]);
        bool twice = false; /* pairs of rows that are both gone are met twice */
        for (size_t h = 0; h < p->n_gone; h++)
          twice |= p->gone[h] == i;
        squares -= (twice ? 1 : 2) * value * value;
      }
  for (size_t i = 0; i < n; i++)
    {
      size_t from = p->from[i];
      double sum = from != SIZE_MAX ? (double) kept->n * kept->row_means[from] : 0;
      for (size_t g = 0; g < p->n_gone && from != SIZE_MAX; g++)
        sum -= raw (kept, from, p->gone[g]);
      for (size_t k = 0; k < p->n_patches; k++)
        {
          double value = *mercer_matrix_at (p->beside, i, k);
          squares += (from == SIZE_MAX ? 1 : 2) * value * value;
          sum += from != SIZE_MAX ? value : 0;
        }
      p->row_means[i] = p->centred ? sum / n_real : 0;
      p->diagonal[i] = from != SIZE_MAX ? raw (kept, from, from) : 0;
    }
  for (size_t k = 0; k < p->n_patches; k++)
    {
      size_t i = p->patch[k];
      p->diagonal[i] = *mercer_matrix_at (p->beside, i, k);
      for (size_t j = 0; j < n && p->centred; j++)
        p->row_means[i] += *mercer_matrix_at (p->beside, j, k) / n_real;
    }
  for (size_t i = 0; i < n; i++)
    {
      p->grand_mean += p->row_means[i] / n_real;
      means += p->row_means[i] * p->row_means[i];
    }
  for (size_t i = 0; i < n; i++)
    p->trace += p->diagonal[i] += p->grand_mean - 2 * p->row_means[i];
  p->squares = squares - 2 * n_real * means + n_real * n_real * p->grand_mean * p->grand_mean;
  return p->squares > least_squares_left * squares;
}

/* --- Products -------------------------------------------------------------------------------------------------------------- */

/* One column of x, centred, to the rows of the kept matrix. */
static void
spread (const Patched *p, const double *x, double *in)
{
  double mean = p->centred ? projection_mean (x, p->n) : 0;
  memset (in, 0, p->kept->n * sizeof (double));
  for (size_t i = 0; i < p->n; i++)
    if (p->from[i] != SIZE_MAX)
      in[p->from[i]] = x[i] - mean;
}

/* One column back: what centring took from the kept matrix, the rows beside, and the new centring. */
static void
collect (const Patched *p, const double *x, const double *in, const double *out, double *y)
{
  const Kept *kept = p->kept;
  double mean = p->centred ? projection_mean (x, p->n) : 0, sum = 0, along = 0, beside[MOST_PATCHES] = { 0 };
  for (size_t i = 0; i < kept->n && p->centred; i++)
    {
      sum += in[i];
      along += kept->row_means[i] * in[i];
    }
  for (size_t i = 0; i < p->n; i++)
    {
      size_t from = p->from[i];
      double value = from != SIZE_MAX ? out[from] + kept->row_means[from] * sum + along - kept->grand_mean * sum : 0;
      for (size_t k = 0; k < p->n_patches; k++)
        {
          double entry = *mercer_matrix_at (p->beside, i, k);
          beside[k] += entry * (x[i] - mean);
          value += from != SIZE_MAX ? entry * (x[p->patch[k]] - mean) : 0;
        }
      y[i] = value;
    }
  for (size_t k = 0; k < p->n_patches; k++)
    y[p->patch[k]] = beside[k];
  double shift = p->centred ? projection_mean (y, p->n) : 0;
  for (size_t i = 0; i < p->n && shift != 0; i++)
    y[i] -= shift;
}

static MercerStatus
multiply_cb (const ProjectionOperator *op, MercerMatrix x, MercerMatrix y, double *parts, MercerWork *work)
{
  const Patched *p = op->data;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix in = mercer_work_matrix (work, p->kept->n, x.cols), out = mercer_work_matrix (work, p->kept->n, x.cols);
  /* the kept matrix may have more rows than the problem's, for which `parts` was made */
  double *own = p->kept->n > p->n ? mercer_work_doubles (work, p->kept->n * x.cols * MERCER_SYMMETRIC_PARTS) : parts;
  if (in.data == NULL || out.data == NULL || own == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < x.cols; j++)
    spread (p, mercer_matrix_column (x, j), mercer_matrix_column (in, j));
  mercer_symmetric_multiply (p->kept->k, in, out, own, work);
  bool wanted = mercer_work_wanted (work);
  for (size_t j = 0; j < x.cols && wanted; j++)
    collect (p, mercer_matrix_column (x, j), mercer_matrix_column (in, j), mercer_matrix_column (out, j), mercer_matrix_column (y, j));
  mercer_work_release (work, mark);
  return wanted ? MERCER_OK : MERCER_STOPPED;
}

/* --- The answer -------------------------------------------------------------------------------------------------------------- */

static MercerStatus
answer (Patched *p, const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work)
{
  size_t n = p->n, k = MIN (problem->components, n);
  MercerMatrix vectors = mercer_work_matrix (work, n, k);
  ProjectionSpace start, space;
  if (vectors.data == NULL || !projection_space_open (&space, n, k, work))
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = projection_space_start (problem, p->row_means, &start, work);
  if (status != MERCER_OK)
    return status;
  if (start.vectors.data == NULL && projection_start (problem, vectors, work))
    start.vectors = vectors;
  ProjectionOperator op = { .n = n, .multiply = multiply_cb, .data = p };
  MercerProjection *made = projection_new (n, problem->x.cols, k, n);
  status = projection_solve_operator (&op, k, projection_tolerance (problem), start.vectors.data != NULL ? &start : NULL, made->values,
                                      vectors, &space, work);
  if (status != MERCER_OK)
    {
      projection_free (made);
      return status;
    }
  projection_space_keep (problem, &space, work);
  made->grand_mean = p->grand_mean;
  made->trace = p->trace;
  made->squares = p->squares;
  made->updated = MAX (p->n_patches, p->n_gone);
  projection_fill (made, vectors, p->row_means, p->diagonal, problem->centred);
  mercer_matrix_copy (problem->x, made->basis);
  *out = made;
  return MERCER_OK;
}

MercerStatus
projection_stream (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work)
{
  *out = NULL;
  MercerStoreItem *item = is_wanted (problem, work) ? mercer_store_get (mercer_work_store (work), kept_hash (problem)) : NULL;
  if (item == NULL)
    return MERCER_OK;
  size_t n = problem->x.rows;
  Patched p = { .kept = mercer_store_item_data (item), .n = n, .centred = problem->centred,
                .from = mercer_work_alloc (work, n, sizeof (size_t)), .row_means = mercer_work_doubles (work, n),
                .diagonal = mercer_work_doubles (work, n) };
  MercerStatus status = p.from != NULL && p.row_means != NULL && p.diagonal != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK && p.kept->d == problem->x.cols && mercer_hash_equal (p.kept->setting, projection_setting (problem))
      && compare (&p, problem))
    {
      status = fill_beside (&p, problem, work);
      if (status == MERCER_OK && fill_sums (&p))
        status = answer (&p, problem, out, work);
    }
  mercer_store_release (item);
  return status;
}
