/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "families.h"
#include "simd.h"
#include "vexp.h"

/* Kernels on categories and orders: Indicator, Hamming, Coregionalization, Ordinal. A column of
 * categories reaches a kernel as its codes 0, 1, 2, ... in a column of numbers; what lies between
 * two codes counts as the nearer one. Nothing here has a derivative by the points. */

static void
no_derivative (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
}

/* --- Indicator: 1 if all agree; Hamming: exp (-h / l), h the number that do not ----------- */

KERNEL_CLONES static void
count_other (size_t n, const double *restrict x, double z, double *restrict count)
{
  double code = rint (z);
  for (size_t i = 0; i < n; i++)
    count[i] += rint (x[i]) == code ? 0 : 1;
}

static void
disagreements (const KernelTile *tile, double *count)
{
  memset (count, 0, tile->n * sizeof *count);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t c = 0; c < tile->d; c++)
      count_other (tile->rows, mercer_matrix_column (tile->x, tile->columns[c]),
                   *mercer_matrix_at (tile->z, j, tile->columns[c]), count + j * tile->rows);
}

static void
indicator_value (const KernelTile *tile, double *v, double *slope)
{
  disagreements (tile, v);
  for (size_t i = 0; i < tile->n; i++)
    v[i] = v[i] == 0 ? 1 : 0;
}

static void
hamming_value (const KernelTile *tile, double *v, double *slope)
{
  disagreements (tile, v);
  mercer_vexp_scaled (tile->n, 1, -1 / tile->p[0], v, v);
}

static void
hamming_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double l = tile->p[0];

  disagreements (tile, out);
  for (size_t i = 0; i < tile->n; i++)
    out[i] *= v[i] / (l * l);
}

/* --- Coregionalization: B = W W' + diag (variance) ---------------------------------------- */

enum
{
  RANK,
  WEIGHTS,
  VARIANCE
};

#define MOST_LEVELS 256

typedef struct
{
  const double *weights, *variance;
  size_t rank, levels;
  bool one_variance;
} Table;

/* One weight alone stands for any number of levels that are all alike. */
static Table
read_table (const double *slots, const size_t *lengths)
{
  size_t rank = (size_t) slots[RANK];
  size_t levels = lengths[WEIGHTS] == 1 ? 1 : lengths[WEIGHTS] / rank;

  return (Table){ slots + 1, slots + 1 + lengths[WEIGHTS], lengths[WEIGHTS] == 1 ? 1 : rank,
                  CLAMP (levels, 1, MOST_LEVELS), lengths[VARIANCE] == 1 };
}

/* Its row of weights. */
static size_t
level_of (const Table *table, double code)
{
  code = rint (code);
  return code > 0 ? (size_t) MIN (code, (double) (table->levels - 1)) : 0;
}

static double
covariance (const Table *table, size_t a, size_t b)
{
  double sum = 0;
  for (size_t r = 0; r < table->rank; r++)
    sum += table->weights[a * table->rank + r] * table->weights[b * table->rank + r];
  return sum;
}

static double
own_variance (const Table *table, double a, double b)
{
  size_t code = (size_t) MAX (rint (a), 0);
  return rint (a) != rint (b) ? 0
         : table->one_variance ? table->variance[0]
                               : table->variance[MIN (code, table->levels - 1)];
}

static void
coregion_value (const KernelTile *tile, double *v, double *slope)
{
  Table table = read_table (tile->slots, tile->lengths);
  const double *x = mercer_matrix_column (tile->x, tile->columns[0]);

  for (size_t j = 0; j < tile->cols; j++)
    {
      double z = *mercer_matrix_at (tile->z, j, tile->columns[0]), with[MOST_LEVELS] = { 0 };
      for (size_t level = 0; level < table.levels; level++)
        with[level] = covariance (&table, level, level_of (&table, z));
      for (size_t i = 0; i < tile->rows; i++)
        v[i + j * tile->rows] = with[level_of (&table, x[i])] + own_variance (&table, x[i], z);
    }
}

/* dB_ab / dW_lr = [a = l] W_br + [b = l] W_ar. */
static double
by_weight (const Table *table, size_t component, size_t a, size_t b)
{
  size_t level = component / table->rank, r = component % table->rank;
  return (a == level ? table->weights[b * table->rank + r] : 0)
         + (b == level ? table->weights[a * table->rank + r] : 0);
}

static void
coregion_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  Table table = read_table (tile->slots, tile->lengths);
  const double *x = mercer_matrix_column (tile->x, tile->columns[0]);

  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double z = *mercer_matrix_at (tile->z, j, tile->columns[0]);
        size_t a = level_of (&table, x[i]), b = level_of (&table, z);
        bool own = rint (x[i]) == rint (z) && (table.one_variance || a == tile->component);
        out[i + j * tile->rows]
            = param == WEIGHTS ? by_weight (&table, tile->component, a, b) : own ? 1 : 0;
      }
}

static char *
coregion_refuse (const double *slots, const size_t *lengths)
{
  size_t rank = (size_t) slots[RANK], weights = lengths[WEIGHTS], variances = lengths[VARIANCE];

  if (weights > 1 && weights % rank != 0)
    return g_strdup_printf (_ ("Coregionalization has %zu weights, which %zu do not divide; give %zu for each "
                               "level."),
                            weights, rank, rank);
  if (weights / rank > MOST_LEVELS)
    return g_strdup_printf (_ ("Coregionalization takes up to %d levels."), MOST_LEVELS);
  if (variances > 1 && variances != weights / rank)
    return g_strdup_printf (_ ("Coregionalization has %zu variances for %zu levels; give one for each level, or "
                               "one for all."),
                            variances, weights / rank);
  return NULL;
}

static char *
coregion_refuse_point (const double *slots, const size_t *lengths, double x)
{
  Table table = read_table (slots, lengths);

  if (lengths[WEIGHTS] == 1 || rint (x) < (double) table.levels)
    return NULL;
  return g_strdup_printf (_ ("Coregionalization has weights for %zu levels and the column has more; give %zu for "
                             "each level."),
                          table.levels, table.rank);
}

/* --- Ordinal: exp (-(p_a - p_b)^2 / 2), p_a the sum of the gaps before level a -------------- */

/* How often the g-th of n gaps lies before a level; the last one is that of all levels behind. */
static double
times_before (size_t g, size_t n, double code)
{
  code = MAX (rint (code), 0);
  return g + 1 < n ? code > (double) g : MAX (code - (double) g, 0);
}

static double
position (const double *gaps, size_t n, double code)
{
  double sum = 0;
  for (size_t g = 0; g < n; g++)
    sum += gaps[g] * times_before (g, n, code);
  return sum;
}

static void
ordinal_value (const KernelTile *tile, double *v, double *slope)
{
  const double *x = mercer_matrix_column (tile->x, tile->columns[0]);
  double at[KERNEL_TILE] = { 0 };

  for (size_t i = 0; i < tile->rows; i++)
    at[i] = position (tile->slots, tile->lengths[0], x[i]);
  for (size_t j = 0; j < tile->cols; j++)
    {
      double z = position (tile->slots, tile->lengths[0],
                           *mercer_matrix_at (tile->z, j, tile->columns[0]));
      for (size_t i = 0; i < tile->rows; i++)
        v[i + j * tile->rows] = (at[i] - z) * (at[i] - z);
    }
  mercer_vexp_scaled (tile->n, 1, -0.5, v, v);
}

static void
ordinal_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  const double *x = mercer_matrix_column (tile->x, tile->columns[0]);
  size_t n = tile->lengths[0], g = tile->component;

  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double z = *mercer_matrix_at (tile->z, j, tile->columns[0]);
        double gap = position (tile->slots, n, x[i]) - position (tile->slots, n, z);
        double by = times_before (g, n, x[i]) - times_before (g, n, z);
        out[i + j * tile->rows] = -gap * by * v[i + j * tile->rows];
      }
}

/* --- Tables ------------------------------------------------------------------------------- */

static const MercerKernelParamSpec no_params[] = { { NULL } };

static const MercerKernelParamSpec hamming_params[] = {
  { "lengthscale", N_ ("Scale in columns"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false,
    false, NULL },
  { NULL },
};

static const MercerKernelParamSpec coregion_params[] = {
  { "rank", N_ ("Rank"), "", 1, 1, 16, true, true, NULL },
  { "weights", N_ ("Level weights"), "", 1, -1e3, 1e3, false, false, NULL },
  { "variance", N_ ("Own variance"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec ordinal_params[] = {
  { "gaps", N_ ("Gap to the next"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false, false,
    NULL },
  { NULL },
};

#define CATEGORIES MERCER_KERNEL_CATEGORICAL | MERCER_KERNEL_POSITIVE_DEFINITE

const KernelFamily kernel_family_indicator = {
  .family = {
    .id = "Indicator",
    .title = N_ ("Same category"),
    .formula = "1 if x = x′, else 0",
    .assumption = N_ ("Categories have nothing to do with each other."),
    .source = "Rasmussen and Williams (2006), eq. 4.11, the delta on a finite set",
    .flags = CATEGORIES,
    .smoothness = NAN,
    .params = no_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = indicator_value,
  .by_points = no_derivative,
};

const KernelFamily kernel_family_hamming = {
  .family = {
    .id = "Hamming",
    .title = N_ ("Hamming"),
    .formula = "exp(−h / ℓ),  h: columns in which x and x′ differ",
    .assumption = N_ ("Each category that differs makes points less alike, whichever it is."),
    .source = "Hutter, Hoos and Leyton-Brown (2011), section 4.1",
    .flags = CATEGORIES,
    .smoothness = NAN,
    .params = hamming_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = hamming_value,
  .partial = hamming_partial,
  .by_points = no_derivative,
};

const KernelFamily kernel_family_coregionalization = {
  .family = {
    .id = "Coregionalization",
    .title = N_ ("Coregionalisation"),
    .formula = "Σ_r w_{xr} w_{x′r} + v_x [x = x′]",
    .assumption = N_ ("Categories are related through a few hidden factors, and each has something of its own."),
    .source = "Bonilla, Chai and Williams (2008); Álvarez, Rosasco and Lawrence (2012), section 4.2",
    .flags = CATEGORIES | MERCER_KERNEL_ONE_COLUMN,
    .smoothness = NAN,
    .params = coregion_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .lists = 1 << WEIGHTS | 1 << VARIANCE,
  .value = coregion_value,
  .partial = coregion_partial,
  .by_points = no_derivative,
  .refuse = coregion_refuse,
  .refuse_point = coregion_refuse_point,
};

const KernelFamily kernel_family_ordinal = {
  .family = {
    .id = "Ordinal",
    .title = N_ ("Ordered categories"),
    .formula = "exp(−(p_x − p_x′)² / 2),  p_x: sum of the gaps before x",
    .assumption = N_ ("Categories stand in a line, at distances that may differ."),
    .source = "Roustant and others (2020), section 3.2",
    .flags = CATEGORIES | MERCER_KERNEL_ONE_COLUMN,
    .smoothness = NAN,
    .params = ordinal_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .lists = 1,
  .value = ordinal_value,
  .partial = ordinal_partial,
  .by_points = no_derivative,
};
