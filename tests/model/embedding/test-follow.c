/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "assignment.h"
#include "follow.h"
#include "random.h"
#include "testing.h"

/* Rows to columns by trying all orders of four. */
static double
best_of_four (const double *s)
{
  double best = -INFINITY;
  for (int code = 0; code < 256; code++)
    {
      int to[4] = { code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 }, seen = 0;
      double sum = 0;
      for (int i = 0; i < 4; i++)
        {
          seen |= 1 << to[i];
          sum += s[i + 4 * to[i]] / 4;
        }
      best = seen == 15 ? fmax (best, sum) : best;
    }
  return best;
}

static void
test_assignment (void)
{
  double s[16];
  size_t column[4];
  for (uint64_t seed = 0; seed < 60; seed++)
    {
      mercer_random_normals (seed, 1, 0, 16, s);
      for (int k = 0; k < 16 && seed % 3 == 0; k++)
        s[k] = round (s[k]); /* many ties */
      assert_close (mercer_assignment (mercer_matrix (s, 4, 4), column, NULL), best_of_four (s), 1e-14, 1e-15);
      double sum = 0;
      for (size_t i = 0; i < 4; i++)
        sum += s[i + 4 * column[i]] / 4;
      assert_close (sum, best_of_four (s), 1e-14, 1e-15);
    }
  s[3] = NAN;
  for (int k = 0; k < 16; k++)
    s[k] = NAN;
  g_assert_true (isnan (mercer_assignment (mercer_matrix (s, 4, 4), column, NULL)));
  /* sorted numbers are matched in order: the largest sum of products (the rearrangement inequality) */
  enum { N = 150 };
  g_autofree double *score = g_new (double, N * N), *u = g_new (double, 2 * N);
  size_t match[N];
  mercer_random_uniforms (5, 1, 0, 2 * N, u);
  for (int k = 1; k < 2 * N; k++)
    u[k] += k == N ? 0 : u[k - 1];
  for (size_t j = 0; j < N; j++)
    for (size_t i = 0; i < N; i++)
      score[i + j * N] = u[i] * u[N + j];
  mercer_assignment (mercer_matrix (score, N, N), match, NULL);
  for (size_t i = 0; i < N; i++)
    g_assert_cmpuint (match[i], ==, i);
}

/* A draft of every other row in another order, turned over, comes out as the rows were; so do all rows after it. */
static void
test_signs (void)
{
  enum { N = 30 };
  double all[2 * N], some[N], signs[2], other[N];
  uint64_t ids[N], few[N / 2];
  MercerStore *store = mercer_store_new (1 << 20);
  MercerWork *work = mercer_work_new (0, store);
  MercerHash thread = mercer_hash_start ("test");
  mercer_random_normals (1, 1, 0, 2 * N, all);
  all[3] = 9; /* the farthest of the first column, and of the second a negative one */
  all[N + 4] = -9;
  for (size_t i = 0; i < N; i++)
    ids[i] = 100 + i;
  mercer_follow_signs (mercer_matrix (all, N, 2), signs, thread, ids, work);
  assert_close (signs[0], 1, 0, 0);
  assert_close (signs[1], -1, 0, 0);
  assert_close (all[N + 4], 9, 0, 0);
  for (size_t i = 0; i < N / 2; i++)
    {
      few[i] = ids[N - 1 - 2 * i];
      some[i] = -all[N - 1 - 2 * i] * 1.1;
      some[i + N / 2] = all[2 * N - 1 - 2 * i];
    }
  mercer_follow_signs (mercer_matrix (some, N / 2, 2), signs, thread, few, work);
  assert_close (signs[0], -1, 0, 0);
  assert_close (signs[1], 1, 0, 0);
  for (size_t i = 0; i < N; i++)
    other[i] = -all[i];
  other[0] -= 100; /* a new farthest point does not turn it */
  mercer_follow_signs (mercer_matrix (other, N, 1), signs, thread, ids, work);
  assert_close (signs[0], -1, 0, 0);
  mercer_work_free (work);
  mercer_store_free (store);
}

/* A turned and mirrored copy of points, slightly disturbed, comes back to where they were; without anything before they stay. */
static void
test_turn (void)
{
  enum { N = 40 };
  double points[3 * N], copy[3 * N], noise[3 * N];
  const double c = cos (0.7), s = sin (0.7);
  uint64_t ids[N];
  MercerStore *store = mercer_store_new (1 << 20);
  MercerWork *work = mercer_work_new (0, store);
  MercerHash thread = mercer_hash_start ("test");
  mercer_random_normals (2, 1, 0, 3 * N, points);
  mercer_random_normals (2, 2, 0, 3 * N, noise);
  for (size_t i = 0; i < N; i++)
    {
      ids[i] = i;
      copy[i] = c * points[i] - s * points[i + N] + 1e-3 * noise[i];
      copy[i + N] = -points[i + 2 * N] + 1e-3 * noise[i + N];
      copy[i + 2 * N] = s * points[i] + c * points[i + N] + 1e-3 * noise[i + 2 * N];
    }
  g_assert_false (mercer_follow_turn (mercer_matrix (points, N, 3), thread, ids, work));
  g_assert_true (mercer_follow_turn (mercer_matrix (copy, N, 3), thread, ids, work));
  for (size_t k = 0; k < 3 * N; k++)
    assert_close (copy[k], points[k], 0, 6e-3); /* the disturbance, at most 4 sd, and what it turns */
  g_assert_false (mercer_follow_turn (mercer_matrix (copy, N, 2), thread, ids, work)); /* of other columns nothing is known */
  mercer_work_free (work);
  mercer_store_free (store);
}

/* Two of three columns swap, one of them turned over: the drawn ones get there by turns of 10 degrees, nine of them, and stay as long as they
 * are. A mirror is there at once. */
static void
test_axes (void)
{
  enum { N = 50 };
  const double most = 10.01 * G_PI / 180;
  double points[3 * N], before[2 * N], drawn_[2 * N], axes_[6];
  MercerMatrix drawn = mercer_matrix (drawn_, N, 2), axes = mercer_matrix (axes_, 3, 2);
  uint64_t ids[N];
  MercerStore *store = mercer_store_new (1 << 20);
  MercerWork *work = mercer_work_new (0, store);
  MercerHash thread = mercer_hash_start ("test");
  for (size_t i = 0; i < N; i++) /* columns of a Fourier basis: orthogonal */
    {
      ids[i] = 7 * i;
      for (size_t c = 0; c < 3; c++)
        points[i + c * N] = (c == 1 ? sin : cos) (2 * G_PI * (double) (i * (1 + c)) / N);
    }
  const double wanted[6] = { 1, 0, 0, 0, 1, 0 };
  memcpy (axes_, wanted, sizeof axes_);
  g_assert_true (mercer_follow_axes (mercer_matrix (points, N, 3), axes, most, drawn, thread, ids, work));
  g_assert_true (mercer_follow_axes (mercer_matrix (points, N, 3), axes, most, drawn, thread, ids, work));
  for (size_t i = 0; i < N; i++) /* 2 where 1 was, 1 mirrored where 2 was */
    {
      double first = points[i];
      points[i] = points[i + N];
      points[i + N] = -first;
    }
  int turns = 0;
  for (bool there = false; !there; turns++)
    {
      memcpy (before, drawn_, sizeof before);
      memcpy (axes_, wanted, sizeof axes_);
      there = mercer_follow_axes (mercer_matrix (points, N, 3), axes, most, drawn, thread, ids, work);
      for (size_t i = 0; i < N; i++)
        g_assert_cmpfloat (hypot (drawn_[i] - before[i], drawn_[i + N] - before[i + N]), <,
                           1.0001 * 2 * sin (most / 2) * hypot (points[i], points[i + N]) + 1e-6);
    }
  g_assert_cmpint (turns, ==, 9);
  for (size_t k = 0; k < 2 * N; k++)
    assert_close (drawn_[k], points[k], 0, 1e-14);
  for (size_t i = 0; i < N; i++)
    points[i] = -points[i]; /* there is no way but through a line */
  g_assert_true (mercer_follow_axes (mercer_matrix (points, N, 3), axes, most, drawn, thread, ids, work));
  mercer_work_free (work);
  mercer_store_free (store);
}

/* One of two columns, or both, make room for others that were not there: nine turns of 10 degrees as well, by the length of a column times 2 sin
 * (5 degrees) each. Where nothing was drawn of most rows they are there at once. */
static void
test_leaving (void)
{
  enum { N = 50 };
  const double most = 10.01 * G_PI / 180, step = 2 * sin (most / 2) * sqrt (N / 2.0);
  const double wanted[4] = { 1, 0, 0, 1 };
  double points[2 * N], before[2 * N], drawn_[2 * N], axes_[4];
  MercerMatrix drawn = mercer_matrix (drawn_, N, 2), axes = mercer_matrix (axes_, 2, 2);
  uint64_t ids[N];
  for (int gone = 1; gone <= 2; gone++)
    {
      MercerStore *store = mercer_store_new (1 << 20);
      MercerWork *work = mercer_work_new (0, store);
      MercerHash thread = mercer_hash_start ("test");
      int turns = 0;
      for (int frame = 0, last = -1; frame != last; frame++)
        {
          for (size_t i = 0; i < N; i++)
            {
              ids[i] = i;
              points[i] = cos (2 * G_PI * (double) (i * (gone == 2 && frame > 0 ? 3 : 1)) / N);
              points[i + N] = cos (2 * G_PI * (double) (i * (frame > 0 ? 4 : 2)) / N);
            }
          memcpy (axes_, wanted, sizeof axes_);
          bool there = mercer_follow_axes (mercer_matrix (points, N, 2), axes, most, drawn, thread, ids, work);
          g_assert_true (frame > 0 || there);
          turns += frame > 0;
          last = frame > 0 && there ? frame + 1 : -1;
          for (size_t c = 0; c < 2 && frame > 0; c++)
            {
              double moved = 0;
              for (size_t i = 0; i < N; i++)
                moved = hypot (moved, drawn_[i + c * N] - before[i + c * N]);
              g_assert_cmpfloat (moved, <, 1.0001 * step);
              if (c >= 2 - (size_t) gone && !there)
                g_assert_cmpfloat (moved, >, 0.999 * step);
            }
          memcpy (before, drawn_, sizeof before);
        }
      g_assert_cmpint (turns, ==, 9);
      for (size_t k = 0; k < 2 * N; k++)
        assert_close (drawn_[k], points[k], 0, 1e-14);
      for (size_t i = 0; i < N; i++)
        {
          ids[i] = i < N / 4 ? i : 1000 + i;
          points[i] = sin (2 * G_PI * (double) i / N);
        }
      g_assert_true (mercer_follow_axes (mercer_matrix (points, N, 2), axes, most, drawn, thread, ids, work));
      mercer_work_free (work);
      mercer_store_free (store);
    }
}

/* Clusters that swap names, grow and lose a third keep their colours; a new one gets the colour that is free. */
static void
test_colours (void)
{
  enum { N = 12 };
  const size_t first[N] = { 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2 }, swapped[N] = { 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2 };
  const size_t fewer[N] = { 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0 }, more[N] = { 3, 3, 2, 2, 2, 0, 0, 0, 0, 1, 1, 1 };
  uint64_t ids[N];
  size_t colour[4];
  MercerStore *store = mercer_store_new (1 << 20);
  MercerWork *work = mercer_work_new (0, store);
  MercerHash thread = mercer_hash_start ("test");
  for (size_t i = 0; i < N; i++)
    ids[i] = i;
  mercer_follow_colours (first, N, 3, 8, colour, thread, ids, work);
  g_assert_true (colour[0] == 0 && colour[1] == 1 && colour[2] == 2);
  mercer_follow_colours (swapped, N, 3, 8, colour, thread, ids, work);
  g_assert_true (colour[0] == 1 && colour[1] == 0 && colour[2] == 2);
  mercer_follow_colours (fewer, N, 2, 8, colour, thread, ids, work);
  g_assert_true (colour[0] == 1 && colour[1] == 0); /* five of seven rows were of colour 1 */
  mercer_follow_colours (more, N, 4, 8, colour, thread, ids, work);
  g_assert_true (colour[0] == 1 && colour[2] == 0); /* four rows outvote three, three two */
  g_assert_true ((colour[1] == 2 && colour[3] == 3) || (colour[1] == 3 && colour[3] == 2));
  mercer_work_free (work);
  work = mercer_work_new (0, NULL);
  mercer_follow_colours (swapped, N, 3, 8, colour, thread, ids, work);
  g_assert_true (colour[0] == 0 && colour[1] == 1 && colour[2] == 2); /* without a store nothing is known */
  mercer_work_free (work);
  mercer_store_free (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/follow/assignment", test_assignment);
  g_test_add_func ("/follow/signs", test_signs);
  g_test_add_func ("/follow/turn", test_turn);
  g_test_add_func ("/follow/axes", test_axes);
  g_test_add_func ("/follow/leaving", test_leaving);
  g_test_add_func ("/follow/colours", test_colours);
  return g_test_run ();
}
