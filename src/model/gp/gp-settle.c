/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "gp-private.h"

/* Three things are stored, each under the hash of just what it depends on: the eigenvectors of the Gram matrix of
 * `rest`, the cross-covariances in their basis, and y with the mean's basis in theirs. */

static MercerHash
eigen_key (const GpSplit *split, const MercerGpProblem *problem)
{
  MercerHash key = mercer_hash_start ("gp eigen");
  mercer_hash_add_hash (&key, mercer_kernel_hash (split->rest));
  gp_hash_matrix (&key, problem->x);
  return key;
}

static MercerHash
projected_key (MercerHash eigen, MercerMatrix z)
{
  MercerHash key = mercer_hash_start ("gp projected");
  mercer_hash_add_hash (&key, eigen);
  gp_hash_matrix (&key, z);
  return key;
}

static MercerHash
rhs_key (MercerHash eigen, const MercerGpProblem *problem)
{
  MercerHash key = mercer_hash_start ("gp right-hand sides");
  mercer_hash_add_hash (&key, eigen);
  mercer_hash_add (&key, problem->y, problem->x.rows * sizeof (double));
  mercer_hash_add_size (&key, problem->mean);
  return key;
}

/* A header of `size` bytes and room for `count` aligned doubles after it. */
static void *
item_new (size_t size, size_t count, double **doubles)
{
  size_t head = (size + 63) / 64 * 64, bytes = head + (count * sizeof (double) + 63) / 64 * 64;
  char *item = aligned_alloc (64, bytes);
  if (item != NULL)
    *doubles = (double *) (void *) (item + head);
  return item;
}

static size_t
item_bytes (size_t size, size_t count)
{
  return size + 64 + count * sizeof (double);
}

/* Makes and puts Q and lambda. */
static MercerStatus
make_eigen (MercerHash key, const GpSplit *split, const MercerGpProblem *problem, MercerWork *work)
{
  size_t n = problem->x.rows;
  MercerMatrix k = mercer_work_matrix (work, n, n);
  double *doubles = NULL;
  GpEigen *eigen = k.data != NULL ? item_new (sizeof *eigen, n * n + n, &doubles) : NULL;
  if (eigen == NULL)
    return MERCER_OUT_OF_MEMORY;
  *eigen = (GpEigen){ n, mercer_matrix (doubles, n, n), doubles + n * n };
  MercerStatus status = mercer_kernel_gram (split->rest, problem->x, k, work);
  if (status == MERCER_OK)
    status = mercer_eigen (k, eigen->lambda, eigen->q, work);
  if (status != MERCER_OK)
    {
      free (eigen);
      return status;
    }
  for (size_t i = 0; i < n; i++)
    eigen->lambda[i] = MAX (eigen->lambda[i], 0); /* rounding alone makes them negative */
  mercer_store_release (
      mercer_store_put (mercer_work_store (work), key, eigen, item_bytes (sizeof *eigen, n * n + n), free));
  return MERCER_OK;
}

static MercerStatus
make_projected (MercerHash key, const GpEigen *eigen, const GpSplit *split, const MercerGpProblem *problem,
                MercerMatrix z, MercerWork *work)
{
  size_t n = eigen->n, m = z.rows;
  MercerMatrix cross = mercer_work_matrix (work, n, m);
  double *doubles = NULL;
  GpProjected *projected = cross.data != NULL ? item_new (sizeof *projected, 2 * n * m, &doubles) : NULL;
  if (projected == NULL)
    return MERCER_OUT_OF_MEMORY;
  *projected = (GpProjected){ mercer_matrix (doubles, n, m), mercer_matrix (doubles + n * m, n, m) };
  MercerStatus status = mercer_kernel_cross (split->rest, problem->x, z, cross, work);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, eigen->q, cross, 0, projected->a, work);
  if (status != MERCER_OK)
    {
      free (projected);
      return status;
    }
  for (size_t i = 0; i < n * m; i++)
    projected->a2.data[i] = projected->a.data[i] * projected->a.data[i];
  mercer_store_release (mercer_store_put (mercer_work_store (work), key, projected,
                                          item_bytes (sizeof *projected, 2 * n * m), free));
  return MERCER_OK;
}

/* Q' [y, H]; cheap enough to be made by whoever finds it missing. */
static MercerStoreItem *
make_rhs (MercerHash key, const GpEigen *eigen, const MercerGpProblem *problem, MercerWork *work)
{
  size_t n = eigen->n, d = problem->x.cols, p = gp_mean_terms (problem->mean, d);
  MercerMatrix b = mercer_work_matrix (work, n, 1 + p);
  double *centre = mercer_work_doubles (work, d + 1);
  double *rhs = b.data != NULL && centre != NULL ? malloc (n * (1 + p) * sizeof (double)) : NULL;
  if (rhs == NULL)
    return NULL;
  memcpy (b.data, problem->y, n * sizeof (double));
  gp_column_means (problem->x, centre);
  gp_mean_basis (problem->mean, problem->x, centre, mercer_matrix_block (b, 0, 1, n, p));
  for (size_t k = 0; k < 1 + p; k++)
    mercer_gemv (true, 1, eigen->q, mercer_matrix_column (b, k), 0, rhs + k * n);
  return mercer_store_put (mercer_work_store (work), key, rhs, n * (1 + p) * sizeof (double), free);
}

void
gp_settled_clear (GpSettled *settled)
{
  g_clear_pointer (&settled->eigen_item, mercer_store_release);
  g_clear_pointer (&settled->projected_item, mercer_store_release);
  g_clear_pointer (&settled->rhs_item, mercer_store_release);
  gp_split_clear (&settled->split);
  settled->eigen = NULL;
}

MercerStatus
gp_settled_find (GpSettled *settled, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work)
{
  MercerStore *store = work != NULL ? mercer_work_store (work) : NULL;
  *settled = (GpSettled){ .split = gp_split (problem->kernel) };
  if (store == NULL)
    return MERCER_OK;
  MercerHash key = eigen_key (&settled->split, problem);
  settled->eigen_item = mercer_store_get (store, key);
  if (settled->eigen_item != NULL && z.data != NULL)
    settled->projected_item = mercer_store_get (store, projected_key (key, z));
  if (settled->eigen_item == NULL || (z.data != NULL && settled->projected_item == NULL))
    return MERCER_OK;
  const GpEigen *eigen = mercer_store_item_data (settled->eigen_item);
  MercerHash rhs = rhs_key (key, problem);
  settled->rhs_item = mercer_store_get (store, rhs);
  if (settled->rhs_item == NULL)
    settled->rhs_item = make_rhs (rhs, eigen, problem, work);
  if (settled->rhs_item == NULL)
    return MERCER_OUT_OF_MEMORY;
  settled->eigen = eigen;
  settled->projected = z.data != NULL ? mercer_store_item_data (settled->projected_item) : NULL;
  settled->rhs = mercer_store_item_data (settled->rhs_item);
  return MERCER_OK;
}

MercerStatus
mercer_gp_settle (const MercerGpProblem *problem, MercerMatrix z, MercerWork *work)
{
  MercerStore *store = work != NULL ? mercer_work_store (work) : NULL;
  if (store == NULL)
    return MERCER_OK;
  MercerStatus status = gp_check (problem, z.rows, work);
  if (status != MERCER_OK)
    return status;
  GpSplit split = gp_split (problem->kernel);
  MercerHash key = eigen_key (&split, problem);
  MercerMark mark = mercer_work_mark (work);
  MercerStoreItem *item = mercer_store_get (store, key);
  if (item == NULL)
    {
      status = make_eigen (key, &split, problem, work);
      item = mercer_store_get (store, key); /* NULL if it is larger than the store */
    }
  mercer_work_release (work, mark);
  if (status == MERCER_OK && item != NULL)
    {
      const GpEigen *eigen = mercer_store_item_data (item);
      MercerHash wanted = projected_key (key, z);
      MercerStoreItem *there = mercer_store_get (store, wanted);
      if (there == NULL)
        status = make_projected (wanted, eigen, &split, problem, z, work);
      else
        mercer_store_release (there);
    }
  mercer_work_release (work, mark);
  g_clear_pointer (&item, mercer_store_release);
  gp_split_clear (&split);
  return status;
}
