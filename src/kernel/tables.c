/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "centre.h"

#include <stdlib.h>
#include <string.h>

#include "tree.h"
#include "walk.h"

/* What Centre must know of each point, found out before tiles are walked. */

/* --- Memory ------------------------------------------------------------------------------ */

static bool
table_start (KernelTable *table, size_t n, size_t q, size_t n_slopes, bool p_slopes)
{
  table->n = n;
  table->n_slopes = n_slopes;
  table->p = calloc (n * q + 1, sizeof *table->p);
  table->a = calloc (n * q + 1, sizeof *table->a);
  table->a_slopes = n_slopes > 0 ? calloc (n * q * n_slopes + 1, sizeof *table->a_slopes) : NULL;
  table->p_slopes = p_slopes ? calloc (n * q * n_slopes + 1, sizeof *table->p_slopes) : NULL;
  return table->p != NULL && table->a != NULL && (n_slopes == 0 || table->a_slopes != NULL)
         && (!p_slopes || table->p_slopes != NULL);
}

static void
table_clear (KernelTable *table)
{
  free (table->p);
  free (table->a);
  free (table->a_slopes);
  free (table->p_slopes);
}

void
kernel_tables_free (KernelTables *tables)
{
  for (size_t i = 0; tables != NULL && i < tables->n; i++)
    {
      bool shared = false; /* with a twin before it */
      for (size_t j = 0; j < i; j++)
        shared = shared || (tables->tables[j].p != NULL && tables->tables[j].p == tables->tables[i].p);
      if (shared)
        tables->tables[i] = (KernelTable){ 0 };
    }
  for (size_t i = 0; tables != NULL && i < tables->n; i++)
    table_clear (&tables->tables[i]);
  if (tables != NULL)
    g_free (tables->tables);
  g_free (tables);
}

/* --- Means and their derivatives by parameters ----------------------------------------------- */

typedef struct
{
  const KernelCentre *centre;
  const KernelSide *side;
  KernelTable *table;
} Filling;

/* The polynomials at the tile's points and, through the maps that made these, their derivatives. */
static void
fill_polynomials (const Filling *filling, const KernelFrame *frame, size_t column)
{
  const KernelPolynomials *polynomials = filling->centre->polynomials;
  KernelTable *table = filling->table;
  size_t q = polynomials->q, n = table->n, set = filling->side->means_set, n_theta = frame->program->n_theta;
  MercerMatrix x = kernel_points_of (frame, set);
  double p[KERNEL_MOST_POLYNOMIALS];
  bool slopes = table->p_slopes != NULL && frame->program->points[set].wanted;
  g_autofree double *by_columns = slopes ? g_new (double, q *polynomials->d) : NULL;
  g_autofree double *g = g_new (double, n_theta + 1);

  for (size_t j = 0; j < x.rows; j++)
    {
      kernel_polynomials_at (polynomials, x, j, p, by_columns);
      for (size_t a = 0; a < q; a++)
        table->p[a * n + column + j] = p[a];
      for (size_t a = 0; slopes && a < q; a++)
        {
          KernelSumSink sink = kernel_sum_sink (g, n_theta);
          kernel_points_clear (frame);
          for (size_t c = 0; c < polynomials->d; c++)
            *mercer_matrix_at (frame->moved[set], j, polynomials->columns[c]) = by_columns[a + c * q];
          kernel_points_hand_on (frame, &sink.sink);
          for (size_t t = 0; t < n_theta; t++)
            table->p_slopes[(t * q + a) * n + column + j] = g[t];
        }
    }
}

/* Of a tile with one point: its means' derivatives, a mean at a time. */
static void
add_slopes (const Filling *filling, const KernelFrame *frame, size_t row, size_t column)
{
  KernelTable *table = filling->table;
  const KernelPolynomials *polynomials = filling->centre->polynomials;
  size_t q = polynomials->q, n = table->n, n_theta = frame->program->n_theta;
  size_t reference = filling->centre->node->reference->x.rows;
  g_autofree double *g = g_new (double, n_theta + 1);

  for (size_t a = 0; a < q; a++)
    {
      KernelSumSink sink = kernel_sum_sink (g, n_theta);
      memcpy (kernel_frame_adjoint (frame, 0), polynomials->weights + a * reference + row,
              frame->tile.rows * sizeof (double));
      kernel_program_backward (frame, &sink.sink);
      for (size_t t = 0; t < n_theta; t++)
        table->a_slopes[(t * q + a) * n + column] += g[t];
    }
}

/* A tile of the reference's rows with some points, none of which another task has. */
static void
add_means (const KernelWalk *walk, const KernelFrame *frame, size_t row, size_t column, void *data)
{
  const Filling *filling = walk->user;
  const KernelPolynomials *polynomials = filling->centre->polynomials;
  size_t q = polynomials->q, rows = frame->tile.rows, n = filling->table->n;
  size_t reference = filling->centre->node->reference->x.rows;
  const double *k = kernel_program_result (frame);

  if (row == 0)
    fill_polynomials (filling, frame, column);
  for (size_t a = 0; a < q; a++)
    for (size_t j = 0; j < frame->tile.cols; j++)
      {
        const double *w = polynomials->weights + a * reference + row;
        double sum = 0;
        for (size_t i = 0; i < rows; i++)
          sum += w[i] * k[i + j * rows];
        filling->table->a[a * n + column + j] += sum;
      }
  if (frame->program->purpose == KERNEL_BY_THETA && frame->program->n_theta > 0)
    add_slopes (filling, frame, row, column);
}

/* M in the table's a, and its derivatives by parameters. */
static MercerStatus
fill_means (const KernelCentre *centre, const KernelSide *side, MercerMatrix points, KernelTable *table,
            MercerWork *work)
{
  Filling filling = { centre, side, table };
  KernelWalk walk = { .program = side->means,
                      .x = centre->node->reference->x,
                      .z = points,
                      .by_column = side->means->purpose == KERNEL_BY_THETA,
                      .tile_done = add_means,
                      .user = &filling };

  return points.rows > 0 ? kernel_walk_run (&walk, work) : MERCER_OK;
}

/* --- S ------------------------------------------------------------------------------------- */

/* out(a, b) = sum_i w_a (r_i) m_b (r_i). */
static void
moments_of (const KernelPolynomials *polynomials, size_t n, const double *means, double *out)
{
  size_t q = polynomials->q;

  for (size_t a = 0; a < q; a++)
    for (size_t b = 0; b < q; b++)
      for (size_t i = 0; i < n; i++)
        out[a + b * q] += polynomials->weights[a * n + i] * means[b * n + i];
}

/* S and its derivatives by parameters: the same for all points, and kept. */
static MercerStatus
find_moments (KernelCentre *centre, MercerWork *work, const double **moments)
{
  double *known = atomic_load_explicit (&centre->moments, memory_order_acquire);
  MercerMatrix reference = centre->node->reference->x;
  size_t q = centre->polynomials->q, n = reference.rows;
  const KernelProgram *means = centre->among->means;
  size_t n_slopes = means->purpose == KERNEL_BY_THETA ? means->n_theta : 0;
  KernelTable table = { 0 };

  *moments = known;
  if (known != NULL)
    return MERCER_OK;
  MercerStatus status = table_start (&table, n, q, n_slopes, false) ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = fill_means (centre, centre->among, reference, &table, work);
  if (status == MERCER_OK)
    {
      double *made = g_new0 (double, q *q *(1 + n_slopes));
      moments_of (centre->polynomials, n, table.a, made);
      for (size_t s = 0; s < n_slopes; s++)
        moments_of (centre->polynomials, n, table.a_slopes + s * q * n, made + (1 + s) * q * q);
      if (atomic_compare_exchange_strong_explicit (&centre->moments, &known, made, memory_order_acq_rel,
                                                   memory_order_acquire))
        known = made;
      else
        g_free (made); /* another thread was faster */
      *moments = known;
    }
  table_clear (&table);
  return status;
}

/* --- Derivatives by the points ----------------------------------------------------------------- */

/* Of the polynomials, through the maps that made their points from x: a point at a time. */
static void
move_polynomials (const KernelCentre *centre, const KernelSide *side, MercerMatrix x, KernelTable *table)
{
  const KernelProgram *program = side->moves;
  const KernelPolynomials *polynomials = centre->polynomials;
  size_t q = polynomials->q, d = x.cols, set = side->moves_set;
  g_autofree double *slopes = g_new (double, q *polynomials->d), *moved = g_new (double, d);
  g_autofree double *buffers = g_new (double, kernel_program_frame_size (program));
  double p[KERNEL_MOST_POLYNOMIALS];
  KernelFrame frame = { .tile = { .n = 1, .rows = 1, .cols = 1 } };

  kernel_frame_start (&frame, program, buffers);
  frame.tile.z = mercer_matrix_block (centre->node->reference->x, 0, 0, 1, d);
  for (size_t i = 0; i < x.rows; i++)
    {
      KernelSink sink = { .moved = mercer_matrix (moved, 1, d) };
      frame.tile.x = mercer_matrix_block (x, i, 0, 1, d);
      if (frame.points != NULL)
        kernel_points_make (&frame);
      kernel_polynomials_at (polynomials, kernel_points_of (&frame, set), 0, p, slopes);
      for (size_t a = 0; a < q; a++)
        {
          memset (moved, 0, d * sizeof *moved);
          if (frame.points != NULL)
            kernel_points_clear (&frame);
          MercerMatrix to = set == 0 ? sink.moved : frame.moved[set];
          for (size_t c = 0; c < polynomials->d; c++)
            *mercer_matrix_at (to, 0, polynomials->columns[c]) = slopes[a + c * q];
          if (frame.points != NULL)
            kernel_points_hand_on (&frame, &sink);
          for (size_t c = 0; c < d; c++)
            table->p_slopes[(c * q + a) * table->n + i] = moved[c];
        }
    }
}

static MercerStatus
fill_moves (const KernelCentre *centre, const KernelSide *side, MercerMatrix x, KernelTable *table, MercerWork *work)
{
  const KernelPolynomials *polynomials = centre->polynomials;
  MercerMatrix reference = centre->node->reference->x;
  size_t q = polynomials->q, n = x.rows;
  g_autofree double *moved = g_new (double, n *x.cols + 1);

  for (size_t a = 0; a < q; a++)
    {
      MercerStatus status = kernel_points_gradient (side->moves, x, reference, polynomials->weights + a * reference.rows,
                                                    mercer_matrix (moved, n, x.cols), work);
      if (status != MERCER_OK)
        return status;
      for (size_t c = 0; c < x.cols; c++)
        memcpy (table->a_slopes + (c * q + a) * n, moved + c * n, n * sizeof *moved);
    }
  if (table->p_slopes != NULL)
    move_polynomials (centre, side, x, table);
  return MERCER_OK;
}

/* --- Tables ------------------------------------------------------------------------------------ */

/* to_a -= sum_b S(a, b) p_b / 2, of n points. */
static void
subtract_half (size_t n, size_t q, const double *s, const double *p, double *to)
{
  for (size_t a = 0; a < q; a++)
    for (size_t b = 0; b < q; b++)
      for (size_t i = 0; i < n; i++)
        to[a * n + i] -= 0.5 * s[a + b * q] * p[b * n + i];
}

static void
finish_table (KernelTable *table, size_t q, const double *s, bool by_theta)
{
  subtract_half (table->n, q, s, table->p, table->a);
  for (size_t t = 0; t < table->n_slopes; t++)
    {
      double *slopes = table->a_slopes + t * q * table->n;
      if (by_theta)
        subtract_half (table->n, q, s + (1 + t) * q * q, table->p, slopes);
      if (table->p_slopes != NULL)
        subtract_half (table->n, q, s, table->p_slopes + t * q * table->n, slopes);
    }
}

static MercerStatus
fill_table (const KernelProgram *program, const KernelSide *side, MercerMatrix points, KernelTable *table, MercerWork *work)
{
  KernelCentre *centre = g_ptr_array_index (program->centres->centres, side->centre);
  bool by_theta = program->purpose == KERNEL_BY_THETA;
  size_t q = centre->polynomials->q;
  size_t n_slopes = by_theta ? program->n_theta : side->moves != NULL ? points.cols : 0;
  const double *moments;

  if (!table_start (table, points.rows, q, n_slopes, q > 1 && n_slopes > 0))
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = find_moments (centre, work, &moments);
  if (status == MERCER_OK)
    status = fill_means (centre, side, points, table, work);
  if (status == MERCER_OK && side->moves != NULL)
    status = fill_moves (centre, side, points, table, work);
  if (status == MERCER_OK)
    finish_table (table, q, moments, by_theta);
  return status;
}

MercerStatus
kernel_tables_new (const KernelProgram *program, MercerMatrix x, MercerMatrix z, MercerWork *work,
                   KernelTables **tables)
{
  bool gram = x.data == z.data && x.rows == z.rows;
  MercerStatus status = MERCER_OK;

  *tables = NULL;
  if (program->centres == NULL)
    return MERCER_OK;
  if (program->centres->unreferenced)
    return MERCER_BAD_INPUT;
  g_autofree double *nowhere = g_new0 (double, program->d); /* where nothing depends on the point */
  *tables = g_new0 (KernelTables, 1);
  (*tables)->n = program->centres->sides->len;
  (*tables)->tables = g_new0 (KernelTable, (*tables)->n);
  for (size_t i = 0; i < (*tables)->n && status == MERCER_OK; i++)
    {
      const KernelSide *side = g_ptr_array_index (program->centres->sides, i);
      MercerMatrix points = side->root == 0   ? x
                            : side->root == 1 ? z
                                              : mercer_matrix (nowhere, 1, program->d);
      if (gram && side->twin != i)
        (*tables)->tables[i] = (*tables)->tables[side->twin];
      else
        status = fill_table (program, side, points, &(*tables)->tables[i], work);
    }
  if (status == MERCER_OK)
    return status;
  kernel_tables_free (*tables);
  *tables = NULL;
  return status;
}
