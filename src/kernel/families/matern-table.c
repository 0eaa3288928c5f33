/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matern-table.h"

#include <glib.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bessel.h"
#include "family.h"
#include "simd.h"
#include "vexp.h"

/* --- A point at a time ------------------------------------------------------------------- */

static double
log_value (double nu, double q)
{
  return mercer_log_matern (nu, sqrt (q));
}

/* log (-dM/dq), from dM/da = -2^(1 - nu) / Gamma (nu) a^nu K_(nu - 1) (a) (DLMF 10.29.4). Infinite
 * at q = 0 for nu <= 1, where a zero multiplies it: kept finite. */
static double
log_slope (double nu, double q)
{
  const double most = 690;
  int sign;

  if (nu > 2)
    return log_value (nu - 1, q) - log (4 * (nu - 1));
  double a = sqrt (q);
  double lg
      = -nu * M_LN2 - lgamma_r (nu, &sign) + (nu - 1) * log (a) + mercer_log_bessel_k (nu - 1, a);
  return lg < most ? lg : most;
}

/* By differences of four points, an error of h^4 and of rounding / h, both 1e-11 or less. */
static double
by_order (double nu, double q)
{
  double h = 1e-3 * nu, s = q / (2 * nu), sum = 0;

  for (int side = -1; side <= 1; side += 2)
    {
      double near = nu + side * h, far = nu + 2 * side * h;
      sum += side * (8 * log_value (near, 2 * near * s) - log_value (far, 2 * far * s));
    }
  return sum / (12 * h);
}

/* --- Pieces ------------------------------------------------------------------------------ */

/* A quarter of a binade each: the sign, exponent and two leading bits of q say which. */
#define PIECES     8192
#define PIECE_BITS 50
#define TERMS      12

typedef double (*Node) (double nu, double q);

typedef struct
{
  _Atomic (double *)
      coefficients; /* PIECES x TERMS, in powers of t in [-1, 1); NULL until needed */
  atomic_uchar ready[PIECES];
} Table;

typedef enum
{
  VALUE,
  SLOPE,
  BY_ORDER,
  N_TABLES
} Which;

static const Node nodes[] = { log_value, log_slope, by_order };

struct _KernelMatern
{
  double nu;
  size_t users; /* under the cache's lock */
  guint64 last_use;
  pthread_mutex_t lock; /* who makes pieces */
  Table tables[N_TABLES];
};

static double
from_bits (uint64_t bits)
{
  double x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

/* Powers of t from values at the Chebyshev points of [-1, 1]. */
static void
interpolate (const double *f, double *coefficients)
{
  double before[TERMS] = { 1 }, now[TERMS] = { 0, 1 };

  memset (coefficients, 0, TERMS * sizeof *coefficients);
  for (size_t k = 0; k < TERMS; k++)
    {
      double c = 0;
      for (size_t i = 0; i < TERMS; i++)
        c += f[i] * cos (M_PI * (double) k * ((double) i + 0.5) / TERMS);
      c *= (k == 0 ? 1.0 : 2.0) / TERMS;
      for (size_t j = 0; j <= k; j++) /* T_k stands in before */
        coefficients[j] += c * before[j];
      double after[TERMS] = { -before[0] };
      for (size_t j = 1; j < TERMS; j++)
        after[j] = 2 * now[j - 1] - before[j];
      memcpy (before, now, sizeof now);
      memcpy (now, after, sizeof now);
    }
}

static void
make_piece (KernelMatern *matern, Which which, size_t piece)
{
  Table *table = &matern->tables[which];
  double from = from_bits ((uint64_t) piece << PIECE_BITS), f[TERMS];
  double width = from_bits ((uint64_t) (piece + 1) << PIECE_BITS) - from;

  for (size_t i = 0; i < TERMS; i++)
    f[i] = nodes[which](matern->nu,
                        from + width * 0.5 * (1 + cos (M_PI * ((double) i + 0.5) / TERMS)));
  interpolate (f, atomic_load (&table->coefficients) + piece * TERMS);
}

/* Only where it is not there already. */
static void
need_piece (KernelMatern *matern, Which which, size_t piece)
{
  Table *table = &matern->tables[which];

  pthread_mutex_lock (&matern->lock);
  if (atomic_load (&table->coefficients) == NULL)
    {
      double *memory = calloc (PIECES * TERMS, sizeof *memory);
      g_assert (memory != NULL);
      atomic_store (&table->coefficients, memory);
    }
  if (!atomic_load_explicit (&table->ready[piece], memory_order_relaxed))
    {
      if (piece > 0) /* the first is that of q = 0: log M = 0 */
        make_piece (matern, which, piece);
      atomic_store_explicit (&table->ready[piece], 1, memory_order_release);
    }
  pthread_mutex_unlock (&matern->lock);
}

/* q = scale u, kept from infinity and, unless it is 0, from 0; which piece, and where in it. */
KERNEL_CLONES static void
place (size_t n, double scale, const double *u, uint64_t *restrict piece, double *restrict t)
{
  for (size_t i = 0; i < n; i++)
    {
      double q = scale * u[i];
      uint64_t bits;
      q = q < KERNEL_LEAST_SQUARE && q > 0 ? KERNEL_LEAST_SQUARE : q < 1e300 ? q : 1e300;
      memcpy (&bits, &q, sizeof bits);
      piece[i] = bits >> PIECE_BITS;
      bits = (bits << 2 & UINT64_C (0x000fffffffffffff)) | UINT64_C (0x3ff0000000000000);
      double m;
      memcpy (&m, &bits, sizeof m);
      t[i] = 2 * m - 3;
    }
}

KERNEL_CLONES static void
evaluate (size_t n, const double *restrict coefficients, const uint64_t *restrict piece,
          const double *restrict t, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    {
      const double *c = coefficients + piece[i] * TERMS;
      double sum = c[TERMS - 1];
#pragma GCC unroll 12
      for (size_t k = TERMS - 1; k-- > 0;)
        sum = sum * t[i] + c[k];
      out[i] = sum;
    }
}

static void
look_up (KernelMatern *matern, Which which, size_t n, double scale, const double *u, double *out)
{
  Table *table = &matern->tables[which];
  uint64_t piece[KERNEL_TILE];
  double t[KERNEL_TILE];

  place (n, scale, u, piece, t);
  for (size_t i = 0; i < n; i++)
    if (!atomic_load_explicit (&table->ready[piece[i]], memory_order_acquire))
      need_piece (matern, which, piece[i]);
  evaluate (n, atomic_load (&table->coefficients), piece, t, out);
}

void
kernel_matern_values (KernelMatern *matern, size_t n, double scale, const double *u, double *v)
{
  look_up (matern, VALUE, n, scale, u, v);
  for (size_t i = 0; i < n; i++)
    v[i] = v[i] < 0 ? v[i] : 0;
  mercer_vexp_scaled (n, 1, 1, v, v);
}

void
kernel_matern_slopes (KernelMatern *matern, size_t n, double scale, const double *u, double *slope)
{
  look_up (matern, SLOPE, n, scale, u, slope);
  mercer_vexp_scaled (n, -2 * matern->nu, 1, slope, slope);
}

void
kernel_matern_by_order (KernelMatern *matern, size_t n, double scale, const double *u, double *out)
{
  look_up (matern, BY_ORDER, n, scale, u, out);
}

/* --- The last orders --------------------------------------------------------------------- */

#define KEPT 8

static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static KernelMatern *cache[KEPT];
static guint64 cache_clock;

static KernelMatern *
matern_new (double nu)
{
  KernelMatern *matern = g_new0 (KernelMatern, 1);

  matern->nu = nu;
  pthread_mutex_init (&matern->lock, NULL);
  return matern;
}

static void
matern_free (KernelMatern *matern)
{
  for (size_t which = 0; which < N_TABLES; which++)
    free (atomic_load (&matern->tables[which].coefficients));
  pthread_mutex_destroy (&matern->lock);
  g_free (matern);
}

/* The place of this order, or one that is empty or longest unused; KEPT if all are in use. */
static size_t
find_place (double nu)
{
  size_t best = KEPT;

  for (size_t i = 0; i < KEPT; i++)
    {
      if (cache[i] != NULL && cache[i]->nu == nu)
        return i;
      if (cache[i] != NULL && cache[i]->users > 0)
        continue;
      if (best == KEPT || cache[i] == NULL
          || (cache[best] != NULL && cache[i]->last_use < cache[best]->last_use))
        best = i;
    }
  return best;
}

KernelMatern *
kernel_matern_acquire (double nu)
{
  pthread_mutex_lock (&cache_lock);
  size_t place = find_place (nu);
  KernelMatern *matern = place < KEPT ? cache[place] : NULL;
  if (matern == NULL || matern->nu != nu)
    {
      if (matern != NULL)
        matern_free (matern);
      matern = matern_new (nu);
      if (place < KEPT)
        cache[place] = matern;
    }
  matern->users++;
  matern->last_use = ++cache_clock;
  pthread_mutex_unlock (&cache_lock);
  return matern;
}

void
kernel_matern_release (void *prepared)
{
  KernelMatern *matern = prepared;
  bool kept = false;

  pthread_mutex_lock (&cache_lock);
  matern->users--;
  for (size_t i = 0; i < KEPT; i++)
    kept = kept || cache[i] == matern;
  if (!kept && matern->users == 0)
    matern_free (matern);
  pthread_mutex_unlock (&cache_lock);
}

void *
kernel_matern_prepare (const double *p)
{
  return kernel_matern_acquire (p[0]);
}

double
kernel_matern_derivatives (const double *slots)
{
  return ceil (slots[0]) - 1;
}
