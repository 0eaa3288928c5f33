/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sinkhorn.h"

#include <glib.h>
#include <math.h>
#include <stdatomic.h>

#include "clones.h"
#include "pool.h"
#include "vexp.h"

enum { ROWS = 16, ASK = 4, MOST_SELF = 100 };
static const double self_tolerance = 1e-6;

/* --- Soft minima ------------------------------------------------------------------------------------ */

typedef struct
{
  MercerMatrix x, y, means; /* means: of y under each row's weights; data NULL: not wanted */
  const double *g;          /* of y */
  const double *before;     /* of x: the result goes from this to the soft minimum and, relaxed > 1, beyond; NULL: it alone */
  double *out, *room, eps;  /* room: m for each chunk */
  double relaxed;
  MercerWork *work;
  atomic_bool stopped;
} Pass;

/* u_j -= (at - y_j)^2 / 2 eps */
MERCER_CLONES static void
add_costs (size_t m, const double *restrict y, double at, double factor, double *restrict u)
{
  for (size_t j = 0; j < m; j++)
    u[j] -= factor * (at - y[j]) * (at - y[j]);
}

MERCER_CLONES static double
greatest (size_t m, const double *u)
{
  double most = -INFINITY;
#pragma omp simd reduction(max : most)
  for (size_t j = 0; j < m; j++)
    most = u[j] > most ? u[j] : most;
  return most;
}

MERCER_CLONES static double
sum_of (size_t m, const double *u)
{
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t j = 0; j < m; j++)
    sum += u[j];
  return sum;
}

MERCER_CLONES static double
sum_offsets (size_t m, const double *restrict u, const double *restrict y, double at)
{
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t j = 0; j < m; j++)
    sum += u[j] * (y[j] - at);
  return sum;
}

static void
soft_row (Pass *pass, size_t i, double *u)
{
  size_t m = pass->y.rows;
  for (size_t j = 0; j < m; j++)
    u[j] = pass->g[j] / pass->eps;
  for (size_t c = 0; c < pass->x.cols; c++)
    add_costs (m, mercer_matrix_column (pass->y, c), *mercer_matrix_at (pass->x, i, c), 0.5 / pass->eps, u);
  double most = greatest (m, u);
  for (size_t j = 0; j < m; j++)
    u[j] -= most;
  mercer_vexp (m, u, u);
  double total = sum_of (m, u), soft = -pass->eps * (most + log (total / (double) m));
  pass->out[i] = pass->before != NULL ? pass->before[i] + pass->relaxed * (soft - pass->before[i]) : soft;
  for (size_t c = 0; c < pass->x.cols && pass->means.data != NULL; c++)
    {
      double at = *mercer_matrix_at (pass->x, i, c);
      *mercer_matrix_at (pass->means, i, c) = at + sum_offsets (m, u, mercer_matrix_column (pass->y, c), at) / total;
    }
}

static void
soft_chunk (void *data, size_t chunk)
{
  Pass *pass = data;
  size_t end = MIN ((chunk + 1) * ROWS, pass->x.rows);
  for (size_t i = chunk * ROWS; i < end; i++)
    {
      if (i % ASK == 0 && !mercer_work_wanted (pass->work))
        atomic_store (&pass->stopped, true);
      if (i % ASK == 0 && atomic_load_explicit (&pass->stopped, memory_order_relaxed))
        return;
      soft_row (pass, i, pass->room + chunk * pass->y.rows);
    }
}

/* out may not be `before` or g. */
static MercerStatus
soften (MercerMatrix x, MercerMatrix y, const double *g, double eps, const double *before, double relaxed, double *out, MercerMatrix means,
        MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  size_t chunks = (x.rows + ROWS - 1) / ROWS;
  Pass pass = { .x = x, .y = y, .means = means, .g = g, .before = before, .relaxed = relaxed, .out = out, .eps = eps, .work = work,
                .room = mercer_work_doubles (work, MAX (chunks * y.rows, 1)) };
  if (pass.room == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (chunks, soft_chunk, &pass);
  mercer_work_release (work, mark);
  return atomic_load (&pass.stopped) ? MERCER_STOPPED : MERCER_OK;
}

/* --- Potentials ------------------------------------------------------------------------------------- */

static double
change (size_t n, const double *a, const double *b)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = MAX (most, fabs (a[i] - b[i]));
  return most;
}

static void
take (size_t n, const double *from, double *to)
{
  for (size_t i = 0; i < n; i++)
    to[i] = from[i];
}

/* A set with itself: the mean of old and new converges in a few iterations (Feydy et al., eq. 3.16 of the thesis, 2020). */
static MercerStatus
iterate_self (MercerMatrix x, double *p, double eps, int most, double tolerance, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix none = { 0 };
  double *next = mercer_work_doubles (work, x.rows), moved = INFINITY;
  MercerStatus status = next != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  for (int k = 0; k < most && status == MERCER_OK && moved > tolerance * eps; k++)
    {
      status = soften (x, x, p, eps, p, 0.5, next, none, work);
      moved = change (x.rows, p, next);
      take (x.rows, next, p);
    }
  mercer_work_release (work, mark);
  return status;
}

/* The largest squared distance that occurs, from above: of the box about both. */
static double
box (MercerMatrix x, MercerMatrix y)
{
  double squares = 0;
  for (size_t c = 0; c < x.cols; c++)
    {
      double low = INFINITY, high = -INFINITY;
      for (size_t i = 0; i < x.rows; i++)
        {
          low = MIN (low, *mercer_matrix_at (x, i, c));
          high = MAX (high, *mercer_matrix_at (x, i, c));
        }
      for (size_t j = 0; j < y.rows; j++)
        {
          low = MIN (low, *mercer_matrix_at (y, j, c));
          high = MAX (high, *mercer_matrix_at (y, j, c));
        }
      squares += (high - low) * (high - low);
    }
  return squares;
}

/* --- Turns ------------------------------------------------------------------------------------------ */

/* Changes of the potentials shrink from turn to turn by a rate, which says how far beyond its soft minimum each turn had best go.
 * Near the answer turns are those of Gauss and Seidel for a matrix of property A, so that with mu^2 the rate of turns that go no
 * further, the rate lambda of those relaxed by omega has (lambda + omega - 1)^2 = lambda omega^2 mu^2 and is least at
 * omega = 2 / (1 + sqrt (1 - mu^2)): Young (1954), Iterative methods for solving partial difference equations of elliptic type;
 * Lehmann, von Renesse, Sambale and Uschmajew (2022), A note on overrelaxation in the Sinkhorn algorithm. Where changes grow,
 * it begins anew with turns that do not go beyond. */
enum { WATCHED = 10, TAIL = 3 };
static const double most_relaxed = 1.95, slowest = 1 - 1e-4, told_apart = 1e-3;

typedef struct
{
  double relaxed, changes[WATCHED];
  int watched;
} Relaxation;

static void
watch (Relaxation *r, double change)
{
  r->changes[r->watched++] = change;
  if (r->watched < WATCHED)
    return;
  r->watched = 0;
  double rate = pow (r->changes[WATCHED - 1] / r->changes[WATCHED - 1 - TAIL], 1.0 / TAIL), beyond = r->relaxed - 1;
  if (!(rate < 1))
    r->relaxed = 1;
  else if (rate > beyond + told_apart)
    {
      double squared = MIN ((rate + beyond) * (rate + beyond) / (rate * r->relaxed * r->relaxed), slowest);
      r->relaxed = MIN (MAX (r->relaxed, 2 / (1 + sqrt (1 - squared))), most_relaxed);
    }
}

/* One turn: X from Y, then Y from X as it is now. */
static MercerStatus
turn (MercerSinkhorn *s, MercerMatrix x, double eps, double relaxed, double *next_f, double *next_g, double *moved, MercerWork *work)
{
  MercerMatrix none = { 0 };
  MercerStatus status = soften (x, s->target, s->g, eps, s->f, relaxed, next_f, none, work);
  if (status == MERCER_OK)
    status = soften (s->target, x, next_f, eps, s->g, relaxed, next_g, none, work);
  *moved = MAX (change (x.rows, s->f, next_f), change (s->target.rows, s->g, next_g));
  take (x.rows, next_f, s->f);
  take (s->target.rows, next_g, s->g);
  return status;
}

static MercerStatus
iterate (MercerSinkhorn *s, MercerMatrix x, int most, double tolerance, MercerSinkhornValue *value, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  double *next_f = mercer_work_doubles (work, x.rows), *next_g = mercer_work_doubles (work, s->target.rows);
  double last = s->blur * s->blur, eps = s->warm ? last : MAX (last, box (x, s->target)), moved = INFINITY;
  Relaxation relaxation = { .relaxed = 1 };
  MercerStatus status = next_f != NULL && next_g != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  value->iterations = 0;
  for (; eps > last && status == MERCER_OK; eps = MAX (last, 0.5 * eps))
    {
      status = turn (s, x, eps, 1, next_f, next_g, &moved, work);
      if (status == MERCER_OK)
        status = iterate_self (x, s->p, eps, 1, 0, work);
    }
  moved = INFINITY;
  for (; value->iterations < most && status == MERCER_OK && moved > tolerance * last; value->iterations++)
    {
      status = turn (s, x, last, relaxation.relaxed, next_f, next_g, &moved, work);
      watch (&relaxation, moved);
    }
  value->error = moved / last;
  if (status == MERCER_OK)
    status = iterate_self (x, s->p, last, most, tolerance, work);
  mercer_work_release (work, mark);
  s->warm = status == MERCER_OK;
  return status;
}

/* --- Values ----------------------------------------------------------------------------------------- */

static double
mean_of (size_t n, const double *values)
{
  return sum_of (n, values) / (double) n;
}

MercerStatus
mercer_sinkhorn_open (MercerSinkhorn *s, double blur, MercerMatrix target, size_t n, MercerWork *work)
{
  *s = (MercerSinkhorn){ .n = n, .target = target };
  double **parts[] = { &s->f, &s->p, &s->g, &s->q };
  for (size_t k = 0; k < G_N_ELEMENTS (parts); k++)
    {
      *parts[k] = mercer_work_doubles (work, k < 2 ? n : target.rows);
      if (*parts[k] == NULL)
        return MERCER_OUT_OF_MEMORY;
    }
  return mercer_sinkhorn_begin (s, blur, target, work);
}

MercerStatus
mercer_sinkhorn_begin (MercerSinkhorn *s, double blur, MercerMatrix target, MercerWork *work)
{
  size_t m = target.rows;
  double *const parts[] = { s->f, s->p, s->g, s->q };
  for (size_t k = 0; k < G_N_ELEMENTS (parts); k++)
    for (size_t i = 0; i < (k < 2 ? s->n : m); i++)
      parts[k][i] = 0;
  s->blur = blur;
  s->target = target;
  double last = blur * blur;
  MercerStatus status = MERCER_OK;
  for (double eps = box (target, target); eps > last && status == MERCER_OK; eps *= 0.5)
    status = iterate_self (target, s->q, eps, 1, 0, work);
  if (status == MERCER_OK)
    status = iterate_self (target, s->q, last, MOST_SELF, self_tolerance, work);
  s->rest = mean_of (m, s->q);
  return status;
}

/* Where the potentials stand, one last pass each way gives them exactly on the side of x, and the weights of the plans. */
MercerStatus
mercer_sinkhorn_evaluate (MercerSinkhorn *s, MercerMatrix x, int most, double tolerance, MercerMatrix velocity,
                          MercerSinkhornValue *value, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  size_t n = x.rows, m = s->target.rows;
  double eps = s->blur * s->blur;
  MercerMatrix there = { 0 }, back = { 0 }, none = { 0 };
  if (!mercer_matrix_is_finite (x))
    {
      *value = (MercerSinkhornValue){ .divergence = NAN };
      return MERCER_OK;
    }
  MercerStatus status = iterate (s, x, most, tolerance, value, work);
  double *f = mercer_work_doubles (work, n), *g = mercer_work_doubles (work, m), *p = mercer_work_doubles (work, n);
  if (velocity.data != NULL)
    {
      there = mercer_work_matrix (work, n, x.cols);
      back = mercer_work_matrix (work, n, x.cols);
    }
  if (f == NULL || g == NULL || p == NULL || (velocity.data != NULL && (there.data == NULL || back.data == NULL)))
    status = MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = soften (x, s->target, s->g, eps, NULL, 1, f, there, work);
  if (status == MERCER_OK)
    status = soften (s->target, x, s->f, eps, NULL, 1, g, none, work);
  if (status == MERCER_OK)
    status = soften (x, x, s->p, eps, NULL, 1, p, back, work);
  if (status == MERCER_OK)
    {
      value->transport = mean_of (n, f) + mean_of (m, g);
      value->self = mean_of (n, p);
      value->divergence = value->transport - value->self - s->rest;
    }
  for (size_t c = 0; c < velocity.cols && status == MERCER_OK && velocity.data != NULL; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (velocity, i, c) = *mercer_matrix_at (there, i, c) - *mercer_matrix_at (back, i, c);
  mercer_work_release (work, mark);
  return status;
}
