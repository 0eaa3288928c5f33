/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "radial.h"

#include <math.h>

#include "exp2.h"
#include "families/families.h"

/* The loops are written once for each precision as inline bodies, and instantiated for each shape
 * and number of columns, which are constants wherever they are used. Two columns go at a time, so
 * that the rows' points and sums are read and written half as often. */

/* With q = s^2 the scaled square: RBF is 2^-q; Matern of a = c r is polynomial (a) exp (-a), and the
 * scales make sqrt (q) = a log2 (e). */
#define LN2  0.6931471805599453
#define LN2F 0.69314718f
/* Beyond this 2^-t is 0 anyway; keeps infinity times zero out. */
#define FAR 1000

MERCER_VECTOR_BODY double
value (KernelRadialShape shape, double q)
{
  if (shape == KERNEL_RADIAL_RBF)
    return kernel_exp2 (-q);
  double far = sqrt (q), t = far < FAR ? far : FAR, a = LN2 * t, e = kernel_exp2 (-t);
  return shape == KERNEL_RADIAL_MATERN_1   ? e
         : shape == KERNEL_RADIAL_MATERN_3 ? (1 + a) * e
                                           : (1 + a * (1 + a * (1 / 3.0))) * e;
}

MERCER_VECTOR_BODY float
value_f (KernelRadialShape shape, float q)
{
  if (shape == KERNEL_RADIAL_RBF)
    return kernel_exp2f (-q);
  float far = sqrtf (q), t = far < FAR ? far : FAR, a = LN2F * t, e = kernel_exp2f (-t);
  return shape == KERNEL_RADIAL_MATERN_1   ? e
         : shape == KERNEL_RADIAL_MATERN_3 ? (1 + a) * e
                                           : (1 + a * (1 + a * (1 / 3.0f))) * e;
}

/* KIND: double or float; SIDE its KernelRadialSide; VALUE its value (). */
#define BODY(NAME, KIND, SIDE, VALUE)                                                              \
  MERCER_VECTOR_BODY KIND NAME##_square (size_t d, const KIND *x0, const KIND *x1, const KIND *x2, \
                                         size_t i, KIND z0, KIND z1, KIND z2)                      \
  {                                                                                                \
    KIND a = x0[i] - z0, q = a * a;                                                                \
    if (d > 1)                                                                                     \
      q += (x1[i] - z1) * (x1[i] - z1);                                                            \
    if (d > 2)                                                                                     \
      q += (x2[i] - z2) * (x2[i] - z2);                                                            \
    return q;                                                                                      \
  }                                                                                                \
                                                                                                   \
  MERCER_VECTOR_BODY void NAME (const SIDE *rows, const SIDE *cols, KernelRadialShape shape,       \
                                size_t d)                                                          \
  {                                                                                                \
    const KIND *x0 = rows->x[0], *x1 = rows->x[1], *x2 = rows->x[2], *v = rows->v;                 \
    const KIND *z0 = cols->x[0], *z1 = cols->x[1], *z2 = cols->x[2], *w = cols->v;                 \
    KIND *restrict out = rows->out;                                                                \
    size_t n = rows->n, m = cols->n, j = 0;                                                        \
                                                                                                   \
    for (; j + 2 <= m; j += 2)                                                                     \
      {                                                                                            \
        KIND sum = 0, next = 0, wj = w[j], wk = w[j + 1];                                          \
        KIND a0 = z0[j], a1 = z1[j], a2 = z2[j], b0 = z0[j + 1], b1 = z1[j + 1], b2 = z2[j + 1];   \
        _Pragma ("omp simd reduction(+ : sum, next)") for (size_t i = 0; i < n; i++)               \
        {                                                                                          \
          KIND e = VALUE (shape, NAME##_square (d, x0, x1, x2, i, a0, a1, a2));                    \
          KIND f = VALUE (shape, NAME##_square (d, x0, x1, x2, i, b0, b1, b2));                    \
          out[i] += e * wj + f * wk;                                                               \
          sum += e * v[i];                                                                         \
          next += f * v[i];                                                                        \
        }                                                                                          \
        if (cols->out != NULL)                                                                     \
          {                                                                                        \
            cols->out[j] += sum;                                                                   \
            cols->out[j + 1] += next;                                                              \
          }                                                                                        \
      }                                                                                            \
    for (; j < m; j++)                                                                             \
      {                                                                                            \
        KIND sum = 0, wj = w[j], a0 = z0[j], a1 = z1[j], a2 = z2[j];                               \
        _Pragma ("omp simd reduction(+ : sum)") for (size_t i = 0; i < n; i++)                     \
        {                                                                                          \
          KIND e = VALUE (shape, NAME##_square (d, x0, x1, x2, i, a0, a1, a2));                    \
          out[i] += e * wj;                                                                        \
          sum += e * v[i];                                                                         \
        }                                                                                          \
        if (cols->out != NULL)                                                                     \
          cols->out[j] += sum;                                                                     \
      }                                                                                            \
  }

BODY (pairs, double, KernelRadialSide, value)
BODY (pairs_f, float, KernelRadialSideF, value_f)

#define INSTANCE(NAME, BODY_NAME, SIDE, SHAPE, D)                                                  \
  MERCER_VECTOR_BODY void NAME##_body (const SIDE *rows, const SIDE *cols)                         \
  {                                                                                                \
    BODY_NAME (rows, cols, SHAPE, D);                                                              \
  }                                                                                                \
  MERCER_VECTOR_DEFINE (WIDE, NAME, (const SIDE *rows, const SIDE *cols), (rows, cols))

#define INSTANCES(PREFIX, SHAPE)                                                                   \
  INSTANCE (PREFIX##_1, pairs, KernelRadialSide, SHAPE, 1)                                         \
  INSTANCE (PREFIX##_2, pairs, KernelRadialSide, SHAPE, 2)                                         \
  INSTANCE (PREFIX##_3, pairs, KernelRadialSide, SHAPE, 3)                                         \
  INSTANCE (PREFIX##_1f, pairs_f, KernelRadialSideF, SHAPE, 1)                                     \
  INSTANCE (PREFIX##_2f, pairs_f, KernelRadialSideF, SHAPE, 2)                                     \
  INSTANCE (PREFIX##_3f, pairs_f, KernelRadialSideF, SHAPE, 3)

INSTANCES (rbf, KERNEL_RADIAL_RBF)
INSTANCES (matern_1, KERNEL_RADIAL_MATERN_1)
INSTANCES (matern_3, KERNEL_RADIAL_MATERN_3)
INSTANCES (matern_5, KERNEL_RADIAL_MATERN_5)

void
kernel_radial_block (KernelRadialShape shape, size_t d, const KernelRadialSide *rows,
                     const KernelRadialSide *cols)
{
  void (*const loops[KERNEL_RADIAL_SHAPES][KERNEL_RADIAL_COLUMNS]) (const KernelRadialSide *,
                                                                    const KernelRadialSide *)
      = { { rbf_1, rbf_2, rbf_3 },
          { matern_1_1, matern_1_2, matern_1_3 },
          { matern_3_1, matern_3_2, matern_3_3 },
          { matern_5_1, matern_5_2, matern_5_3 } };
  loops[shape][d - 1](rows, cols);
}

void
kernel_radial_block_f (KernelRadialShape shape, size_t d, const KernelRadialSideF *rows,
                       const KernelRadialSideF *cols)
{
  void (*const loops[KERNEL_RADIAL_SHAPES][KERNEL_RADIAL_COLUMNS]) (const KernelRadialSideF *,
                                                                    const KernelRadialSideF *)
      = { { rbf_1f, rbf_2f, rbf_3f },
          { matern_1_1f, matern_1_2f, matern_1_3f },
          { matern_3_1f, matern_3_2f, matern_3_3f },
          { matern_5_1f, matern_5_2f, matern_5_3f } };
  loops[shape][d - 1](rows, cols);
}

/* --- Tiles -------------------------------------------------------------------------------- */

/* w: the square of the scale of each column. */
MERCER_VECTOR_BODY void
fill (size_t n, const double *const *x, const double *z, const double *w, double *restrict out,
      KernelRadialShape shape, size_t d)
{
  const double *x0 = x[0], *x1 = x[1], *x2 = x[2];
  double z0 = z[0], z1 = z[1], z2 = z[2], w0 = w[0], w1 = w[1], w2 = w[2];

#pragma omp simd
  for (size_t i = 0; i < n; i++)
    {
      double a = x0[i] - z0, q = w0 * (a * a);
      if (d > 1)
        q += w1 * ((x1[i] - z1) * (x1[i] - z1));
      if (d > 2)
        q += w2 * ((x2[i] - z2) * (x2[i] - z2));
      out[i] = value (shape, q);
    }
}

#define FILL(NAME, SHAPE, D)                                                                       \
  MERCER_VECTOR_BODY void NAME##_body (size_t n, const double *const *x, const double *z,          \
                                       const double *w, double *restrict out)                      \
  {                                                                                                \
    fill (n, x, z, w, out, SHAPE, D);                                                              \
  }                                                                                                \
  MERCER_VECTOR_DEFINE (WIDE, NAME,                                                                \
                        (size_t n, const double *const *x, const double *z, const double *w,       \
                         double *restrict out),                                                    \
                        (n, x, z, w, out))

#define FILLS(PREFIX, SHAPE)                                                                       \
  FILL (PREFIX##_fill_1, SHAPE, 1)                                                                 \
  FILL (PREFIX##_fill_2, SHAPE, 2)                                                                 \
  FILL (PREFIX##_fill_3, SHAPE, 3)

FILLS (rbf, KERNEL_RADIAL_RBF)
FILLS (matern_1, KERNEL_RADIAL_MATERN_1)
FILLS (matern_3, KERNEL_RADIAL_MATERN_3)
FILLS (matern_5, KERNEL_RADIAL_MATERN_5)

double
kernel_radial_scale (KernelRadialShape shape)
{
  const double nu[] = { 0, 0.5, 1.5, 2.5 };
  return shape == KERNEL_RADIAL_RBF ? sqrt (0.5 * KERNEL_LOG2_E)
                                    : sqrt (2 * nu[shape]) * KERNEL_LOG2_E;
}

bool
kernel_radial_fill (KernelRadialShape shape, const KernelTile *tile, const double *weights, double *v)
{
  void (*const fills[KERNEL_RADIAL_SHAPES][KERNEL_RADIAL_COLUMNS]) (
      size_t, const double *const *, const double *, const double *, double *restrict)
      = { { rbf_fill_1, rbf_fill_2, rbf_fill_3 },
          { matern_1_fill_1, matern_1_fill_2, matern_1_fill_3 },
          { matern_3_fill_1, matern_3_fill_2, matern_3_fill_3 },
          { matern_5_fill_1, matern_5_fill_2, matern_5_fill_3 } };
  const double *x[KERNEL_RADIAL_COLUMNS], scale = kernel_radial_scale (shape);
  double z[KERNEL_RADIAL_COLUMNS] = { 0 }, w[KERNEL_RADIAL_COLUMNS] = { 0 };

  if (tile->d > KERNEL_RADIAL_COLUMNS)
    return false;
  for (size_t c = 0; c < KERNEL_RADIAL_COLUMNS; c++)
    x[c] = mercer_matrix_column (tile->x, tile->columns[c < tile->d ? c : 0]);
  for (size_t c = 0; c < tile->d; c++)
    w[c] = scale * scale * (weights != NULL ? weights[c] : tile->weight);
  for (size_t j = 0; j < tile->cols; j++)
    {
      for (size_t c = 0; c < tile->d; c++)
        z[c] = *mercer_matrix_at (tile->z, j, tile->columns[c]);
      fills[shape][tile->d - 1](tile->rows, x, z, w, v + j * tile->rows);
    }
  return true;
}

/* --- Which kernels ------------------------------------------------------------------------ */

static bool
read_shape (const MercerKernel *leaf, KernelRadialShape *shape)
{
  if (leaf->family == &kernel_family_rbf)
    {
      *shape = KERNEL_RADIAL_RBF;
      return true;
    }
  if (leaf->family != &kernel_family_matern)
    return false;
  double nu = leaf->slots[0].value;
  *shape = nu == 0.5   ? KERNEL_RADIAL_MATERN_1
           : nu == 1.5 ? KERNEL_RADIAL_MATERN_3
                       : KERNEL_RADIAL_MATERN_5;
  return nu == 0.5 || nu == 1.5 || nu == 2.5;
}

bool
kernel_radial_read (const MercerKernel *kernel, KernelRadial *radial)
{
  MercerKernel *rest = mercer_kernel_split_scale ((MercerKernel *) kernel, &radial->variance);
  bool good = rest->kind == MERCER_KERNEL_LEAF && rest->n_index <= KERNEL_RADIAL_COLUMNS
              && read_shape (rest, &radial->shape);

  if (good)
    {
      int list = kernel_family_list (rest->family);
      double scale = kernel_radial_scale (radial->shape);
      radial->columns = rest->index;
      radial->d = rest->n_index;
      for (size_t c = 0; c < radial->d; c++)
        radial->scales[c]
            = scale / rest->slots[(size_t) list + (rest->lengths[list] > 1 ? c : 0)].value;
    }
  mercer_kernel_unref (rest); /* the leaf lives on in the kernel, and its columns with it */
  return good;
}
