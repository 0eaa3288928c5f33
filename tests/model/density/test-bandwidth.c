/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules against R (golden/bandwidth-r.ini), against scipy (bandwidth-improved.ini), and double loops over all pairs. */
#include <string.h>

#include "bandwidth.h"
#include "kde-testing.h"
#include "random.h"

static double
by_rule (const Column *column, MercerRule rule)
{
  MercerDensitySample sample;
  MercerRows rows = { .n = column->n, .d = 1, .x = { column->x } };
  double h;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_density_sample_init (&sample, &rows, column->low, column->high, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_bandwidth (&sample, rule, &h, work), ==, MERCER_OK);
  mercer_density_sample_clear (&sample);
  mercer_work_free (work);
  return h;
}

/* What is binned agrees to four digits with what is exact: 4,096 bins on our side; R's 20,000 for
 * Sheather-Jones, which counts a point wholly to its bin; the others are sums over all pairs. */
static void
test_r (void)
{
  static const struct
  {
    MercerRule rule;
    double tolerance;
  } rules[] = { { MERCER_RULE_NORMAL_SCALE, 1e-12 }, { MERCER_RULE_RULE_OF_THUMB, 1e-12 },
                { MERCER_RULE_SHEATHER_JONES, 5e-4 }, { MERCER_RULE_PLUG_IN, 1e-4 }, { MERCER_RULE_LS_CV, 1e-4 },
                { MERCER_RULE_S_CV, 1e-4 } };
  static const char *const names[] = { "eruptions", "waiting", "galaxies" };
  g_autoptr (GKeyFile) golden = golden_file ("bandwidth-r.ini");
  for (size_t c = 0; c < G_N_ELEMENTS (names); c++)
    {
      Column column = sample_column (names[c]);
      for (size_t r = 0; r < G_N_ELEMENTS (rules); r++)
        {
          const char *id = mercer_rules[rules[r].rule].id;
          double want = g_key_file_get_double (golden, names[c], id, NULL), got = by_rule (&column, rules[r].rule);
          g_test_message ("%s %s: %.9g, R %.9g, off by %.1e", names[c], id, got, want, got / want - 1);
          assert_close (got, want, rules[r].tolerance, 0);
        }
      g_free (column.x);
    }
}

static void
test_improved (void)
{
  static const char *const names[] = { "eruptions", "waiting", "galaxies" };
  g_autoptr (GKeyFile) golden = golden_file ("bandwidth-improved.ini");
  for (size_t c = 0; c < G_N_ELEMENTS (names); c++)
    {
      Column column = sample_column (names[c]);
      double got = by_rule (&column, MERCER_RULE_IMPROVED_SHEATHER_JONES);
      double want = g_key_file_get_double (golden, "h", names[c], NULL);
      g_test_message ("%s: %.9g, scipy %.9g, off by %.1e", names[c], got, want, got / want - 1);
      /* a histogram there, linear bins here */
      assert_close (got, want, 1e-3, 0);
      g_free (column.x);
    }
}

static double
phi (double x, double sd)
{
  return exp (-0.5 * x * x / (sd * sd)) / (sqrt (2 * M_PI) * sd);
}

/* Criteria written down from their definitions, over all pairs. */
static double
slow_ls_cv (const Column *c, double h)
{
  double square = 0, left_out = 0, n = (double) c->n;
  for (size_t i = 0; i < c->n; i++)
    for (size_t j = 0; j < c->n; j++)
      {
        square += phi (c->x[i] - c->x[j], M_SQRT2 * h) / (n * n);
        left_out += i != j ? phi (c->x[i] - c->x[j], h) / (n * (n - 1)) : 0;
      }
  return square - 2 * left_out;
}

static double
slow_ml (const Column *c, double h)
{
  double sum = 0;
  for (size_t i = 0; i < c->n; i++)
    {
      double f = 0;
      for (size_t j = 0; j < c->n; j++)
        f += i != j ? phi (c->x[i] - c->x[j], h) : 0;
      sum += log (f);
    }
  return sum;
}

static void
test_criteria (void)
{
  Column column = sample_column ("galaxies");
  MercerRows rows = { .n = column.n, .d = 1, .x = { column.x } };
  MercerDensitySample sample;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_density_sample_init (&sample, &rows, column.low, column.high, work), ==, MERCER_OK);
  for (double h = 200; h < 3000; h *= 1.5)
    assert_close (mercer_bandwidth_ls_cv (&sample, h), slow_ls_cv (&column, h), 1e-4, 0);
  mercer_density_sample_clear (&sample);
  mercer_work_free (work);
  /* the likelihood's maximum: nothing about it is likelier, by more than the bins' width allows */
  double best = by_rule (&column, MERCER_RULE_ML_CV), top = slow_ml (&column, best);
  for (double factor = 0.5; factor < 2; factor *= 1.02)
    g_assert_cmpfloat (slow_ml (&column, best * factor), <=, top + 1e-3);
  g_free (column.x);
}

/* On normal data every rule comes near the best bandwidth for a normal density, (4/3n)^1/5. */
static void
test_normal (void)
{
  Column column = { .n = 20000, .low = INFINITY, .high = -INFINITY };
  column.x = g_new (double, column.n);
  mercer_random_normals (7, 1, 0, column.n, column.x);
  for (size_t i = 0; i < column.n; i++)
    {
      column.low = MIN (column.low, column.x[i]);
      column.high = MAX (column.high, column.x[i]);
    }
  double ideal = pow (4 / (3.0 * (double) column.n), 0.2);
  for (int r = 0; r < MERCER_N_RULES; r++)
    {
      double h = by_rule (&column, (MercerRule) r);
      g_test_message ("%s: %.3f of the ideal", mercer_rules[r].id, h / ideal);
      /* cross-validation varies by n^-1/10 relative: a sd of some 37 % here */
      assert_close (h, ideal, r == MERCER_RULE_LS_CV ? 0.6 : r == MERCER_RULE_ML_CV ? 0.4 : 0.17, 0);
    }
  g_free (column.x);
}

static void
test_degenerate (void)
{
  double one[] = { 3, 3, 3 }, two[] = { 1, 2 };
  Column same = { one, 3, 3, 3 }, pair = { two, 2, 1, 2 };
  for (int r = 0; r < MERCER_N_RULES; r++)
    {
      g_assert_true (isnan (by_rule (&same, (MercerRule) r)));
      double h = by_rule (&pair, (MercerRule) r);
      g_assert_true (isnan (h) || (h > 0 && isfinite (h)));
    }
  g_assert_true (by_rule (&pair, MERCER_RULE_SCOTT) > 0);
}

/* A million points take as many steps of the search as a hundred: the answer to a stop comes at the next poll. */
static void
test_stop (void)
{
  Column column = sample_column ("waiting");
  MercerRows rows = { .n = column.n, .d = 1, .x = { column.x } };
  for (int r = 0; r < MERCER_N_RULES; r++)
    for (long k = 0; k < 40; k += 3)
      {
        MercerDensitySample sample;
        double h;
        MercerWork *work = mercer_work_new (0, NULL);
        mercer_work_stop_after (work, k);
        MercerStatus status = mercer_density_sample_init (&sample, &rows, column.low, column.high, work);
        if (status == MERCER_OK)
          status = mercer_bandwidth (&sample, (MercerRule) r, &h, work);
        g_assert_true (status == MERCER_OK || status == MERCER_STOPPED);
        mercer_density_sample_clear (&sample);
        mercer_work_free (work);
      }
  g_free (column.x);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bandwidth/r", test_r);
  g_test_add_func ("/bandwidth/improved", test_improved);
  g_test_add_func ("/bandwidth/criteria", test_criteria);
  g_test_add_func ("/bandwidth/normal", test_normal);
  g_test_add_func ("/bandwidth/degenerate", test_degenerate);
  g_test_add_func ("/bandwidth/stop", test_stop);
  return g_test_run ();
}
