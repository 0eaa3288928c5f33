/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules against R (golden/bandwidth-r.ini), against scipy (bandwidth-improved.ini), and double loops over all pairs. */
#include <string.h>

#include "bandwidth-matrix.h"
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

/* Petal lengths of setosa, rounded to millimetres: the equation of Sheather and Jones has three solutions, of which R's bw.SJ (nb = 20,000; R
 * 4.2) finds the largest. Tolerance as above, of a bandwidth that is narrow in the bins of R. */
static void
test_rounded (void)
{
  static double x[] = { 1.4, 1.4, 1.3, 1.5, 1.4, 1.7, 1.4, 1.5, 1.4, 1.5, 1.5, 1.6, 1.4, 1.1, 1.2, 1.5, 1.3, 1.4, 1.7, 1.5, 1.7, 1.5, 1, 1.7, 1.9,
                        1.6, 1.6, 1.5, 1.4, 1.6, 1.6, 1.5, 1.5, 1.4, 1.5, 1.2, 1.3, 1.4, 1.3, 1.5, 1.3, 1.3, 1.3, 1.6, 1.9, 1.4, 1.6, 1.4, 1.5, 1.4 };
  Column column = { x, G_N_ELEMENTS (x), 1, 1.9 };
  assert_close (by_rule (&column, MERCER_RULE_SHEATHER_JONES), 0.07395766329, 5e-4, 0);
}

/* Two columns of a sample, as make-kde.R has them. */
static size_t
plane (const char *name, double *x[2])
{
  if (g_str_equal (name, "faithful"))
    {
      Column eruptions = sample_column ("eruptions"), waiting = sample_column ("waiting");
      x[0] = eruptions.x;
      x[1] = waiting.x;
      return eruptions.n;
    }
  g_autofree char *path = g_build_filename (g_getenv ("MERCER_DATA") != NULL ? g_getenv ("MERCER_DATA") : "data", "samples", "iris.csv",
                                            NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  size_t n = 0;
  for (int a = 0; a < 2; a++)
    x[a] = g_new (double, g_strv_length (lines));
  for (char **line = lines + 1; *line != NULL && **line != '\0'; line++)
    {
      g_auto (GStrv) cells = g_strsplit (*line, ",", -1);
      x[0][n] = g_ascii_strtod (cells[0], NULL) + 0.04 * sin ((double) n + 1);
      x[1][n] = g_ascii_strtod (cells[2], NULL) + 0.04 * sin (G_SQRT2 * ((double) n + 1));
      n++;
    }
  return n;
}

/* Matrices against ks without bins, whose searches were repeated until they stayed. Ours are of sums on 192 x 192 cubic bins, refined. */
static void
test_matrices (void)
{
  static const struct
  {
    const char *id;
    MercerRule rule;
    bool full;
    double tolerance;
  } rules[] = { { "plug-in", MERCER_RULE_PLUG_IN, true, 3e-4 },          { "plug-in-diagonal", MERCER_RULE_PLUG_IN, false, 3e-4 },
                { "s-cv", MERCER_RULE_S_CV, true, 5e-4 },                { "s-cv-diagonal", MERCER_RULE_S_CV, false, 5e-4 },
                { "ls-cv", MERCER_RULE_LS_CV, true, 3e-4 },              { "ls-cv-diagonal", MERCER_RULE_LS_CV, false, 3e-4 } };
  static const char *const names[] = { "faithful", "iris" };
  g_autoptr (GKeyFile) golden = golden_file ("bandwidth-matrix-r.ini");
  for (size_t c = 0; c < G_N_ELEMENTS (names); c++)
    {
      double *x[2];
      size_t n = plane (names[c], x);
      MercerRows rows = { .n = n, .d = 2, .x = { x[0], x[1] } };
      for (size_t r = 0; r < G_N_ELEMENTS (rules); r++)
        {
          g_autofree double *want = g_key_file_get_double_list (golden, names[c], rules[r].id, NULL, NULL);
          double h[3];
          /* on the irises ks ends in a needle a thirteenth as wide as it is long, 0.1 % lower than the ellipse that is found here */
          if (rules[r].rule == MERCER_RULE_LS_CV && rules[r].full && c == 1)
            continue;
          MercerWork *work = mercer_work_new (0, NULL);
          g_assert_cmpint (mercer_bandwidth_matrix (&rows, rules[r].rule, rules[r].full, h, work), ==, MERCER_OK);
          mercer_work_free (work);
          g_test_message ("%s %s: %.8g %.8g %.8g, ks %.8g %.8g %.8g", names[c], rules[r].id, h[0], h[1], h[2], want[0], want[1], want[2]);
          double mean = sqrt (want[0] * want[2]);
          assert_close (h[0], want[0], rules[r].tolerance, 0);
          assert_close (h[1], want[1], 0, rules[r].tolerance * mean);
          assert_close (h[2], want[2], rules[r].tolerance, 0);
        }
      g_free (x[0]);
      g_free (x[1]);
    }
}

/* The likelihood's greatest value over all pairs, by scipy's Nelder and Mead to 1e-9 of log h. */
static void
test_likelihood (void)
{
  g_autoptr (GKeyFile) golden = golden_file ("bandwidth-likelihood.ini");
  double *x[2], h[3];
  size_t n = plane ("faithful", x);
  MercerRows rows = { .n = n, .d = 2, .x = { x[0], x[1] } };
  for (int full = 0; full < 2; full++)
    {
      g_autofree double *want = g_key_file_get_double_list (golden, "faithful", full ? "full" : "diagonal", NULL, NULL);
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_bandwidth_matrix (&rows, MERCER_RULE_ML_CV, full, h, work), ==, MERCER_OK);
      mercer_work_free (work);
      g_test_message ("%.8g %.8g %.8g, scipy %.8g %.8g %.8g", h[0], h[1], h[2], want[0], want[1], want[2]);
      for (int k = 0; k < 3; k++)
        assert_close (h[k], want[k], 1e-4, 1e-12);
    }
  g_free (x[0]);
  g_free (x[1]);
}

/* No spread, two points, points on a line: no matrix; and a stop at any poll is a stop. */
static void
test_matrix_limits (void)
{
  double line[] = { 1, 2, 3, 4, 5 }, same[] = { 2, 2, 2, 2, 2 }, h[3], *x[2];
  static const MercerRule rules[] = { MERCER_RULE_PLUG_IN, MERCER_RULE_S_CV, MERCER_RULE_LS_CV, MERCER_RULE_ML_CV };
  size_t n = plane ("faithful", x);
  for (size_t r = 0; r < G_N_ELEMENTS (rules); r++)
    {
      const MercerRows none[] = { { .n = 5, .d = 2, .x = { line, same } }, { .n = 5, .d = 2, .x = { line, line } },
                                  { .n = 1, .d = 2, .x = { line, line } }, { .n = 0, .d = 2, .x = { line, line } } };
      for (size_t k = 0; k < G_N_ELEMENTS (none); k++)
        {
          MercerWork *work = mercer_work_new (0, NULL);
          g_assert_cmpint (mercer_bandwidth_matrix (&none[k], rules[r], true, h, work), ==, MERCER_OK);
          g_assert_true (isnan (h[0]));
          mercer_work_free (work);
        }
      for (long stop = 0; stop < 30; stop += 4)
        {
          MercerWork *work = mercer_work_new (0, NULL);
          mercer_work_stop_after (work, stop);
          MercerStatus status = mercer_bandwidth_matrix (&(MercerRows){ .n = n, .d = 2, .x = { x[0], x[1] } }, rules[r], true, h, work);
          g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
          g_assert_true (status == MERCER_STOPPED || mercer_work_polls (work) <= stop);
          mercer_work_free (work);
        }
    }
  g_free (x[0]);
  g_free (x[1]);
}

/* Sums over pairs on the lattice against sums over pairs, with gradients by differences; weights and a turned frame. */
static void
test_pairs (void)
{
  enum { N = 300 };
  double x[2 * N], w[N], total = 0, a[4] = { 1.3, -0.4, -0.4, 0.8 }, s[3] = { 0.2, 0.09, 0.3 }, gradient[3], want = 0, psi = 0;
  mercer_random_normals (5, 2, 0, 2 * N, x);
  for (size_t i = 0; i < N; i++)
    total += w[i] = (double) (1 + i % 3);
  MercerRows rows = { .n = N, .d = 2, .x = { x, x + N }, .weights = w };
  MercerPairs pairs;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_pairs_init (&pairs, &rows, a, 192, work), ==, MERCER_OK);
  double det = s[0] * s[2] - s[1] * s[1], g = 0.5;
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        double dx = x[i] - x[j], dy = x[i + N] - x[j + N], u = a[0] * dx + a[1] * dy, v = a[2] * dx + a[3] * dy;
        double share = w[i] * w[j] / (total * total);
        want += share * exp (-0.5 * (s[2] * u * u - 2 * s[1] * u * v + s[0] * v * v) / det) / (2 * M_PI * sqrt (det));
        u /= g;
        v /= g;
        psi += share * (u * u * u - 3 * u) * v * exp (-0.5 * (u * u + v * v)) / (2 * M_PI * pow (g, 6));
      }
  assert_close (mercer_pairs_sum (&pairs, s, gradient), want, 1e-6, 0); /* (step / sd)^4 / 20 */
  assert_close (mercer_pairs_functional (&pairs, 3, 1, g), psi, 1e-4, 0);
  for (int k = 0; k < 3; k++)
    {
      double up[3], down[3];
      memcpy (up, s, sizeof s);
      memcpy (down, s, sizeof s);
      up[k] += 1e-5;
      down[k] -= 1e-5;
      assert_close (gradient[k], (mercer_pairs_sum (&pairs, up, NULL) - mercer_pairs_sum (&pairs, down, NULL)) / 2e-5, 1e-6, 1e-8);
    }
  mercer_pairs_clear (&pairs);
  mercer_work_free (work);
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

/* Curves by numpy over all pairs (golden/bandwidth-criteria.ini). Tolerances, of the greatest value: 4,096 linear bins; the improved rule is a
 * histogram of 16,384 cells there. */
static void
test_curves (void)
{
  static const char *const names[] = { "eruptions", "waiting", "galaxies" };
  g_autoptr (GKeyFile) golden = golden_file ("bandwidth-criteria.ini");
  for (size_t c = 0; c < G_N_ELEMENTS (names); c++)
    {
      gsize count;
      Column column = sample_column (names[c]);
      MercerRows rows = { .n = column.n, .d = 1, .x = { column.x } };
      MercerDensitySample sample;
      MercerWork *work = mercer_work_new (0, NULL);
      g_autofree double *h = g_key_file_get_double_list (golden, names[c], "h", &count, NULL);
      g_autofree double *got = g_new (double, count);
      g_assert_cmpint (mercer_density_sample_init (&sample, &rows, column.low, column.high, work), ==, MERCER_OK);
      for (int r = 0; r < MERCER_N_RULES; r++)
        {
          const char *id = mercer_rules[r].id;
          g_autofree double *want = g_key_file_get_double_list (golden, names[c], id, &count, NULL);
          double most = 0, off = 0;
          g_assert_true (mercer_bandwidth_criterion (&sample, (MercerRule) r, count, h, got, work));
          for (size_t k = 0; k < count; k++)
            {
              most = MAX (most, fabs (want[k]));
              off = MAX (off, fabs (got[k] - want[k]));
            }
          g_test_message ("%s %s: off by %.1e of %.3g", names[c], id, off, most);
          assert_close (off / most, 0, 0, r == MERCER_RULE_IMPROVED_SHEATHER_JONES ? 2e-3 : 5e-4);
        }
      mercer_density_sample_clear (&sample);
      mercer_work_free (work);
      g_free (column.x);
    }
}

/* Each curve leads to its rule's own number: nothing on a net about it is lower by more than the search's tolerance leaves, and what is solved
 * changes its sign there. */
static void
test_curves_lead_to_rules (void)
{
  enum { NET = 41 };
  static const char *const names[] = { "eruptions", "waiting", "galaxies" };
  for (size_t c = 0; c < G_N_ELEMENTS (names); c++)
    {
      Column column = sample_column (names[c]);
      MercerRows rows = { .n = column.n, .d = 1, .x = { column.x } };
      MercerDensitySample sample;
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_density_sample_init (&sample, &rows, column.low, column.high, work), ==, MERCER_OK);
      for (int r = 0; r < MERCER_N_RULES; r++)
        {
          double best, h[NET], y[NET], beside[3];
          g_assert_cmpint (mercer_bandwidth (&sample, (MercerRule) r, &best, work), ==, MERCER_OK);
          for (int k = 0; k < NET; k++)
            h[k] = best * exp (0.02 * (k - NET / 2));
          g_assert_true (mercer_bandwidth_criterion (&sample, (MercerRule) r, NET, h, y, work));
          if (mercer_bandwidth_solves ((MercerRule) r))
            {
              g_assert_true (mercer_bandwidth_criterion (&sample, (MercerRule) r, 3, (double[]){ best / 1.0001, best, best * 1.0001 }, beside, work));
              g_assert_cmpfloat (beside[0], >, 0);
              assert_close (beside[1], 0, 0, 1e-6);
              g_assert_cmpfloat (beside[2], <, 0);
              continue;
            }
          for (int k = 0; k < NET; k++)
            g_assert_cmpfloat (y[k], >=, y[NET / 2]);
        }
      mercer_density_sample_clear (&sample);
      mercer_work_free (work);
      g_free (column.x);
    }
}

/* Criteria of matrices: two by numpy over all pairs; all at ks' own minima (Hpi, Hscv, Hlscv and their .diag with binned = FALSE, amise = TRUE;
 * ks 1.14.0), in ks' coordinates the data are sphered or scaled first. */
static void
test_matrix_curves (void)
{
  static const struct
  {
    MercerRule rule;
    bool full;
    double h[3], value;
  } ks[] = { { MERCER_RULE_PLUG_IN, true, { 0.06326802465, 0.6041862435, 11.1917774551 }, 0.005048145622 },
             { MERCER_RULE_PLUG_IN, false, { 0.02410748428, 0, 5.845588662 }, 0.0181396007 },
             { MERCER_RULE_S_CV, true, { 0.06010188408, 0.5110342182, 12.4083987319 }, 0.004705073393 },
             { MERCER_RULE_S_CV, false, { 0.02850322218, 0, 7.949434539 }, 0.01565095653 },
             { MERCER_RULE_LS_CV, true, { 0.0135101288, 0.1109216438, 11.9129755521 }, -0.02082438559 },
             { MERCER_RULE_LS_CV, false, { 0.01414427847, 0, 11.5785647 }, -0.0207742281 } };
  double *x[2], got[8];
  size_t n = plane ("faithful", x);
  MercerRows rows = { .n = n, .d = 2, .x = { x[0], x[1] } };
  MercerPlaneMoments moments;
  MercerWork *work = mercer_work_new (0, NULL);
  mercer_plane_moments (&rows, &moments, work);
  for (size_t k = 0; k < G_N_ELEMENTS (ks); k++)
    {
      const double *c = moments.covariance;
      double unit = ks[k].rule == MERCER_RULE_LS_CV ? 1 : 1 / sqrt (c[0] * c[2] - (ks[k].full ? c[1] * c[1] : 0));
      g_assert_cmpint (mercer_bandwidth_matrix_criterion (&rows, ks[k].rule, ks[k].full, 1, &ks[k].h, got, work), ==, MERCER_OK);
      g_test_message ("%s: %.10g, ks %.10g", mercer_rules[ks[k].rule].id, got[0], unit * ks[k].value);
      assert_close (got[0], unit * ks[k].value, 2e-4, 0); /* 192 x 192 cubic bins */
    }
  g_autoptr (GKeyFile) golden = golden_file ("bandwidth-criteria.ini");
  gsize count;
  g_autofree double *h = g_key_file_get_double_list (golden, "plane", "h", NULL, NULL);
  g_autofree double *scales = g_key_file_get_double_list (golden, "plane", "scales", &count, NULL);
  double matrices[8][3];
  for (size_t k = 0; k < 3 * count; k++)
    matrices[k / 3][k % 3] = scales[k / 3] * scales[k / 3] * h[k % 3];
  for (int likely = 0; likely < 2; likely++)
    {
      g_autofree double *want = g_key_file_get_double_list (golden, "plane", likely ? "ml-cv" : "ls-cv", NULL, NULL);
      g_assert_cmpint (mercer_bandwidth_matrix_criterion (&rows, likely ? MERCER_RULE_ML_CV : MERCER_RULE_LS_CV, true, count,
                                                          (const double (*)[3]) matrices, got, work), ==, MERCER_OK);
      for (size_t k = 0; k < count; k++)
        assert_close (got[k], want[k], likely ? 1e-10 : 2e-4, 0);
    }
  mercer_work_free (work);
  g_free (x[0]);
  g_free (x[1]);
}

/* Along multiples of a rule's own matrix the criterion is least at 1. */
static void
test_matrix_curves_lead_to_rules (void)
{
  enum { NET = 21 };
  static const MercerRule rules[] = { MERCER_RULE_PLUG_IN, MERCER_RULE_S_CV, MERCER_RULE_LS_CV, MERCER_RULE_ML_CV };
  double *x[2], best[3], h[NET][3], y[NET];
  size_t n = plane ("faithful", x);
  MercerRows rows = { .n = n, .d = 2, .x = { x[0], x[1] } };
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t r = 0; r < G_N_ELEMENTS (rules); r++)
    for (int full = 0; full < 2; full++)
      {
        g_assert_cmpint (mercer_bandwidth_matrix (&rows, rules[r], full == 1, best, work), ==, MERCER_OK);
        for (int k = 0; k < 3 * NET; k++)
          h[k / 3][k % 3] = best[k % 3] * exp (0.06 * (k / 3 - NET / 2));
        g_assert_cmpint (mercer_bandwidth_matrix_criterion (&rows, rules[r], full == 1, NET, (const double (*)[3]) h, y, work), ==, MERCER_OK);
        for (int k = 0; k < NET; k++)
          g_assert_cmpfloat (y[k], >=, y[NET / 2]);
      }
  mercer_work_free (work);
  g_free (x[0]);
  g_free (x[1]);
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
  g_test_add_func ("/bandwidth/rounded", test_rounded);
  g_test_add_func ("/bandwidth/pairs", test_pairs);
  g_test_add_func ("/bandwidth/matrices", test_matrices);
  g_test_add_func ("/bandwidth/likelihood", test_likelihood);
  g_test_add_func ("/bandwidth/matrix-limits", test_matrix_limits);
  g_test_add_func ("/bandwidth/improved", test_improved);
  g_test_add_func ("/bandwidth/criteria", test_criteria);
  g_test_add_func ("/bandwidth/curves", test_curves);
  g_test_add_func ("/bandwidth/curves-lead-to-rules", test_curves_lead_to_rules);
  g_test_add_func ("/bandwidth/matrix-curves", test_matrix_curves);
  g_test_add_func ("/bandwidth/matrix-curves-lead-to-rules", test_matrix_curves_lead_to_rules);
  g_test_add_func ("/bandwidth/normal", test_normal);
  g_test_add_func ("/bandwidth/degenerate", test_degenerate);
  g_test_add_func ("/bandwidth/stop", test_stop);
  return g_test_run ();
}
