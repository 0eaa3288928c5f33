/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"
#include "sample.h"

/* A growing and shrinking set of points with a kernel matrix and m right-hand sides, followed by
 * the factor and made from scratch. */
typedef struct
{
  size_t n, m, capacity;
  size_t *points; /* names of the points present, in order */
  MercerMatrix f;
} Followed;

static double
kernel (size_t a, size_t b)
{
  double d = ((double) a - (double) b) / 9.0;
  return exp (-0.5 * d * d) + (a == b ? 0.05 : 0.0);
}

static double
right_side (size_t point, size_t side)
{
  return sin (0.7 * (double) point + (double) (side * side));
}

static MercerMatrix
from_scratch (const Followed *s)
{
  MercerMatrix f = sample_new (s->n + s->m, s->n), b = sample_new (s->n, s->m);
  MercerMatrix l = mercer_matrix_block (f, 0, 0, s->n, s->n);
  for (size_t j = 0; j < s->n; j++)
    for (size_t i = 0; i < s->n; i++)
      *mercer_matrix_at (l, i, j) = kernel (s->points[i], s->points[j]);
  for (size_t j = 0; j < s->m; j++)
    for (size_t i = 0; i < s->n; i++)
      *mercer_matrix_at (b, i, j) = right_side (s->points[i], j);
  g_assert_cmpint (mercer_cholesky (l, NULL), ==, MERCER_OK);
  g_assert_cmpint (mercer_solve_lower (l, false, b, NULL), ==, MERCER_OK);
  for (size_t j = 0; j < s->m; j++)
    for (size_t i = 0; i < s->n; i++)
      *mercer_matrix_at (f, s->n + j, i) = *mercer_matrix_at (b, i, j);
  sample_free (b);
  return f;
}

static void
check (const Followed *s)
{
  MercerMatrix wanted = from_scratch (s);
  g_assert_cmpuint (s->f.rows, ==, s->n + s->m);
  g_assert_cmpuint (s->f.cols, ==, s->n);
  /* The condition number is about 500: 1e-11 leaves room for a few hundred updates. */
  g_assert_cmpfloat (sample_distance (s->f, wanted, TRUE), <=, 1e-11);
  sample_free (wanted);
}

static Followed
followed_new (size_t n, size_t m, size_t capacity)
{
  Followed s = { n, m, capacity, g_new (size_t, capacity), { 0 } };
  for (size_t i = 0; i < n; i++)
    s.points[i] = i;
  MercerMatrix start = from_scratch (&s);
  double *room = g_new (double, (capacity + m) * capacity);
  s.f = (MercerMatrix){ room, n + m, n, capacity + m };
  mercer_matrix_copy (start, s.f);
  sample_free (start);
  return s;
}

static void
followed_free (Followed *s)
{
  g_free (s->points);
  g_free (s->f.data);
}

static void
remove_point (Followed *s, size_t k)
{
  g_assert_cmpint (mercer_factor_remove (&s->f, s->m, k, NULL), ==, MERCER_OK);
  s->n--;
  for (size_t i = k; i < s->n; i++)
    s->points[i] = s->points[i + 1];
}

static void
append_point (Followed *s, size_t point)
{
  double *column = g_new (double, s->n + s->m + 1), *rhs = column + s->n;
  for (size_t i = 0; i < s->n; i++)
    column[i] = kernel (s->points[i], point);
  for (size_t j = 0; j < s->m; j++)
    rhs[j] = right_side (point, j);
  g_assert_cmpint (mercer_factor_append (&s->f, s->m, column, kernel (point, point), rhs, NULL), ==,
                   MERCER_OK);
  s->points[s->n++] = point;
  g_free (column);
}

/* Every position, on both sides of the run of eight rotations. */
static void
test_remove_each (void)
{
  for (size_t n = 1; n < 28; n++)
    for (size_t k = 0; k < n; k++)
      {
        Followed s = followed_new (n, n % 4, n + 1);
        remove_point (&s, k);
        check (&s);
        followed_free (&s);
      }
}

static void
test_large (void)
{
  for (size_t k = 0; k < 500; k += 83)
    {
      Followed s = followed_new (500, 40, 501);
      remove_point (&s, k);
      check (&s);
      append_point (&s, 1000);
      check (&s);
      followed_free (&s);
    }
}

static void
test_from_nothing (void)
{
  Followed s = followed_new (0, 3, 40);
  for (size_t i = 0; i < 40; i++)
    {
      append_point (&s, 3 * i % 41);
      check (&s);
    }
  while (s.n > 0)
    {
      remove_point (&s, s.n / 2);
      check (&s);
    }
  followed_free (&s);
}

static void
test_wander (void)
{
  Followed s = followed_new (60, 5, 90);
  for (uint64_t step = 0; step < 400; step++)
    if (s.n > 40 && (s.n == 90 || mercer_random_below (1, 1, step, 2) == 0))
      remove_point (&s, mercer_random_below (1, 2, step, s.n));
    else
      append_point (&s, 100 + step);
  check (&s);
  followed_free (&s);
}

static void
test_refused (void)
{
  Followed s = followed_new (20, 2, 25);
  double column[20], rhs[2] = { 1.0, 2.0 };
  for (size_t i = 0; i < 20; i++)
    column[i] = kernel (s.points[i], 7); /* a twin of point 7, with less than its variance */
  g_assert_cmpint (mercer_factor_append (&s.f, 2, column, 0.9, rhs, NULL), ==,
                   MERCER_NOT_POSITIVE_DEFINITE);
  check (&s);
  column[3] = NAN;
  g_assert_cmpint (mercer_factor_append (&s.f, 2, column, 2.0, rhs, NULL), ==,
                   MERCER_NOT_POSITIVE_DEFINITE);
  check (&s);
  MercerWork *work = mercer_work_new (0, NULL);
  mercer_work_stop (work);
  g_assert_cmpint (mercer_factor_append (&s.f, 2, column, 2.0, rhs, work), ==, MERCER_STOPPED);
  g_assert_cmpint (mercer_factor_remove (&s.f, 2, 3, work), ==, MERCER_STOPPED);
  check (&s);
  mercer_work_free (work);
  followed_free (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/factor/remove-each", test_remove_each);
  g_test_add_func ("/num/factor/large", test_large);
  g_test_add_func ("/num/factor/from-nothing", test_from_nothing);
  g_test_add_func ("/num/factor/wander", test_wander);
  g_test_add_func ("/num/factor/refused", test_refused);
  return g_test_run ();
}
