/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <string.h>

#include "eigen-projection-private.h"

/* What a search for eigenvectors leaves behind: leading Ritz vectors V with their images A V. When a few rows of the data are other, A
 * has changed by a matrix of twice that rank, and the images in the new one cost O(n) each instead of a product. With H = I - 11'/n
 * (I where it is not centred), rows P, E their unit vectors and D = (K_new - K_old) E,
 *   (A_new - A_old) V = H (E D' + D E' - E (E' D) E') H V,   A_new E = H K_new H E;
 * E joins the space, since that is where the eigenvectors have moved. */

typedef struct
{
  size_t n, d, columns;
  MercerHash setting;
  double *x; /* n x d: of which the images are */
  uint64_t *rows;
  MercerMatrix vectors, images; /* n x columns */
} Space;

static void
space_free (void *data)
{
  Space *space = data;
  g_free (space->x);
  g_free (space->rows);
  g_free (space->vectors.data);
  g_free (space->images.data);
  g_free (space);
}

static MercerHash
space_hash (const MercerProjectionProblem *problem)
{
  MercerHash hash = mercer_hash_start ("eigen-projection-space");
  mercer_hash_add_hash (&hash, problem->thread);
  return hash;
}

static MercerMatrix
copy_of (MercerMatrix a)
{
  MercerMatrix copy = mercer_matrix (g_new (double, a.rows * a.cols + 1), a.rows, a.cols);
  mercer_matrix_copy (a, copy);
  return copy;
}

void
projection_space_keep (const MercerProjectionProblem *problem, const ProjectionSpace *space, MercerWork *work)
{
  if (space->vectors.cols == 0)
    return;
  Space *kept = g_new (Space, 1);
  size_t n = problem->x.rows, d = problem->x.cols, columns = space->vectors.cols;
  *kept = (Space){ .n = n, .d = d, .columns = columns, .setting = projection_setting (problem), .x = copy_of (problem->x).data,
                   .rows = g_new (uint64_t, n), .vectors = copy_of (space->vectors), .images = copy_of (space->images) };
  for (size_t i = 0; i < n; i++)
    kept->rows[i] = projection_row (problem, i);
  size_t bytes = sizeof *kept + n * (d + 1 + 2 * columns) * sizeof (double);
  mercer_store_release (mercer_store_put (mercer_work_store (work), space_hash (problem), kept, bytes, space_free));
}

/* The rows that are other, at most `most`; SIZE_MAX: more, or not the same rows at all. */
static size_t
find_moved (const Space *kept, const MercerProjectionProblem *problem, size_t most, size_t *moved)
{
  size_t found = 0;
  if (kept->n != problem->x.rows || kept->d != problem->x.cols || !mercer_hash_equal (kept->setting, projection_setting (problem)))
    return SIZE_MAX;
  for (size_t i = 0; i < kept->n; i++)
    {
      bool same = true;
      if (kept->rows[i] != projection_row (problem, i))
        return SIZE_MAX;
      for (size_t c = 0; c < kept->d; c++)
        same &= kept->x[i + c * kept->n] == *mercer_matrix_at (problem->x, i, c);
      if (same)
        continue;
      if (found == most)
        return SIZE_MAX;
      moved[found++] = i;
    }
  return found;
}

/* Whole columns of K (n x m) of the points x, for the rows `moved`. */
static MercerStatus
fill_columns (const MercerProjectionProblem *problem, MercerMatrix x, const size_t *moved, MercerMatrix columns, MercerWork *work)
{
  MercerMatrix z = mercer_work_matrix (work, columns.cols, x.cols);
  double *own = mercer_work_doubles (work, columns.cols);
  if (z.data == NULL || own == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t q = 0; q < columns.cols; q++)
    for (size_t c = 0; c < x.cols; c++)
      *mercer_matrix_at (z, q, c) = *mercer_matrix_at (x, moved[q], c);
  MercerStatus status = mercer_kernel_cross (problem->kernel, x, z, columns, work);
  mercer_kernel_diagonal (problem->kernel, z, true, own);
  for (size_t q = 0; q < columns.cols; q++)
    *mercer_matrix_at (columns, moved[q], q) = own[q] + problem->shift;
  return status;
}

static void
centre_column (double *column, size_t n)
{
  double mean = projection_mean (column, n);
  for (size_t i = 0; i < n; i++)
    column[i] -= mean;
}

/* image += H (E D' + D E' - E (E' D) E') H v, where change is D. */
static void
add_change (const MercerProjectionProblem *problem, MercerMatrix change, const size_t *moved, const double *v, double *image)
{
  size_t n = change.rows, m = change.cols;
  double mean = problem->centred ? projection_mean (v, n) : 0, along[PROJECTION_MOST_MOVED];
  for (size_t q = 0; q < m; q++)
    {
      const double *d = mercer_matrix_column (change, q);
      along[q] = 0;
      for (size_t i = 0; i < n; i++)
        along[q] += d[i] * (v[i] - mean);
      for (size_t r = 0; r < m; r++)
        along[q] -= d[moved[r]] * (v[moved[r]] - mean);
    }
  for (size_t q = 0; q < m; q++)
    {
      cblas_daxpy ((int) n, v[moved[q]] - mean, mercer_matrix_column (change, q), 1, image, 1);
      image[moved[q]] += along[q];
    }
  if (problem->centred)
    centre_column (image, n);
}

/* H e and H K H e for a moved row: column holds K e. */
static void
fill_unit (const MercerProjectionProblem *problem, const double *row_means, const double *column, size_t row, double *vector, double *image)
{
  size_t n = problem->x.rows;
  memset (vector, 0, n * sizeof (double));
  vector[row] = 1;
  for (size_t i = 0; i < n; i++)
    image[i] = column[i] - (problem->centred ? row_means[i] : 0);
  if (!problem->centred)
    return;
  centre_column (vector, n);
  centre_column (image, n);
}

static MercerStatus
fill_start (const Space *kept, const MercerProjectionProblem *problem, const double *row_means, const size_t *moved, size_t m,
            ProjectionSpace *start, MercerWork *work)
{
  size_t n = kept->n, s = kept->columns;
  start->vectors = mercer_work_matrix (work, n, s + m);
  start->images = mercer_work_matrix (work, n, s + m);
  MercerMatrix columns = mercer_work_matrix (work, n, m), change = mercer_work_matrix (work, n, m);
  if (start->vectors.data == NULL || start->images.data == NULL || columns.data == NULL || change.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (kept->vectors, mercer_matrix_block (start->vectors, 0, 0, n, s));
  mercer_matrix_copy (kept->images, mercer_matrix_block (start->images, 0, 0, n, s));
  if (m == 0)
    return MERCER_OK;
  MercerStatus status = fill_columns (problem, mercer_matrix (kept->x, n, kept->d), moved, change, work);
  if (status == MERCER_OK)
    status = fill_columns (problem, problem->x, moved, columns, work);
  for (size_t k = 0; k < n * m && status == MERCER_OK; k++)
    change.data[k] = columns.data[k] - change.data[k];
  for (size_t j = 0; j < s && status == MERCER_OK; j++)
    add_change (problem, change, moved, mercer_matrix_column (start->vectors, j), mercer_matrix_column (start->images, j));
  for (size_t q = 0; q < m && status == MERCER_OK; q++)
    fill_unit (problem, row_means, mercer_matrix_column (columns, q), moved[q], mercer_matrix_column (start->vectors, s + q),
               mercer_matrix_column (start->images, s + q));
  return status;
}

MercerStatus
projection_space_start (const MercerProjectionProblem *problem, const double *row_means, ProjectionSpace *start, MercerWork *work)
{
  size_t moved[PROJECTION_MOST_MOVED];
  *start = (ProjectionSpace){ 0 };
  MercerStoreItem *item = mercer_store_get (mercer_work_store (work), space_hash (problem));
  if (item == NULL)
    return MERCER_OK;
  const Space *kept = mercer_store_item_data (item);
  size_t m = find_moved (kept, problem, G_N_ELEMENTS (moved), moved);
  MercerStatus status = m != SIZE_MAX ? fill_start (kept, problem, row_means, moved, m, start, work) : MERCER_OK;
  mercer_store_release (item);
  return status;
}
