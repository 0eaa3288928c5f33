/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples and generators. */
#include <gio/gio.h>

#include "reading.h"

typedef struct
{
  const char *sample, *column;
  gsize rows, missing;
  double min, max, mean, sd;
} Expected;

/* From R 4.2.2 on the files in data/samples: d <- read.csv (...); length, sum (is.na (v)), min,
 * max, mean, sd (na.rm = TRUE), printed with %.17g. */
static const Expected expected[] = {
  { "co2", "year", 468, 0, 1959, 1997.91666667, 1978.4583333350001, 11.270351962343295 },
  { "co2", "co2", 468, 0, 313.18000000000001, 366.83999999999997, 337.05352564102566,
    14.96621972775303 },
  { "faithful", "eruptions", 272, 0, 1.6000000000000001, 5.0999999999999996, 3.487783088235294,
    1.1413712511052083 },
  { "faithful", "waiting", 272, 0, 43, 96, 70.897058823529406, 13.594973789999397 },
  { "mcycle", "times", 133, 0, 2.3999999999999999, 57.600000000000001, 25.178947368421053,
    13.132062617142147 },
  { "mcycle", "accel", 133, 0, -134, 75, -25.545864661654136, 48.322050163583164 },
  { "iris", "sepal length", 150, 0, 4.2999999999999998, 7.9000000000000004, 5.8433333333333337,
    0.82806612797786294 },
  { "iris", "sepal width", 150, 0, 2, 4.4000000000000004, 3.0573333333333332, 0.43586628493669821 },
  { "iris", "petal length", 150, 0, 1, 6.9000000000000004, 3.758, 1.7652982332594664 },
  { "iris", "petal width", 150, 0, 0.10000000000000001, 2.5, 1.1993333333333334,
    0.7622376689603465 },
  { "penguins", "bill length", 344, 2, 32.100000000000001, 59.600000000000001, 43.921929824561403,
    5.4595837139265315 },
  { "penguins", "bill depth", 344, 2, 13.1, 21.5, 17.151169590643274, 1.9747931568167816 },
  { "penguins", "flipper length", 344, 2, 172, 231, 200.91520467836258, 14.061713679356888 },
  { "penguins", "body mass", 344, 2, 2700, 6300, 4201.7543859649122, 801.95453569809547 },
  { "penguins", "year", 344, 0, 2007, 2009, 2008.0290697674418, 0.81835592548370406 },
  { "galaxies", "velocity", 82, 0, 9172, 34279, 20831.463414634145, 4568.1347307624446 },
  { "meuse", "x", 155, 0, 178605, 181390, 180004.60000000001, 746.03977471348367 },
  { "meuse", "y", 155, 0, 329714, 333611, 331634.93548387097, 1047.746801210581 },
  { "meuse", "elev", 155, 0, 5.1799999999999997, 10.52, 8.1653935483870974, 1.0586573369608145 },
  { "meuse", "dist", 155, 0, 0, 0.88038899999999998, 0.24001691283870968, 0.19770214329601246 },
  { "meuse", "zinc", 155, 0, 113, 1839, 469.71612903225804, 367.07378774199606 },
  { "topo", "x", 52, 0, 0.20000000000000001, 6.2999999999999998, 3.3192307692307694,
    1.8776328925097927 },
  { "topo", "y", 52, 0, 0, 6.2000000000000002, 3.2115384615384617, 1.9860941910560552 },
  { "topo", "z", 52, 0, 690, 960, 827.07692307692309, 61.997737515280143 },
};

static void
test_against_r (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const Expected *e = &expected[i];
      g_autofree char *spec = g_strconcat ("sample:", e->sample, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerDataset) table = mercer_dataset_open (spec, NULL, &error);
      g_assert_no_error (error);
      const int index = mercer_dataset_find (table, e->column);
      g_assert_cmpint (index, >=, 0);
      const MercerColumn *column = mercer_dataset_column (table, (gsize) index);
      g_assert_cmpuint (column->n, ==, e->rows);
      g_assert_cmpuint (column->n_missing, ==, e->missing);
      g_assert_cmpfloat (column->min, ==, e->min);
      g_assert_cmpfloat (column->max, ==, e->max);
      /* Sums of a few hundred rounded terms in different orders. */
      assert_close (column->mean, e->mean, 1e-14, 0);
      assert_close (column->sd, e->sd, 1e-12, 0);
    }
}

/* Values of the published tables: the first and last month of the record, the corrected galaxy. */
static void
test_known_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) co2 = mercer_dataset_open ("sample:co2", NULL, &error);
  g_assert_cmpfloat (mercer_dataset_column (co2, 1)->values[0], ==, 315.42);
  g_assert_cmpfloat (mercer_dataset_column (co2, 1)->values[467], ==, 364.34);
  g_assert_cmpstr (mercer_dataset_column (co2, 1)->unit, ==, "ppm");
  g_autoptr (MercerDataset) galaxies = mercer_dataset_open ("sample:galaxies", NULL, &error);
  g_assert_cmpfloat (mercer_dataset_column (galaxies, 0)->values[77], ==, 26960);
  g_autoptr (MercerDataset) penguins = mercer_dataset_open ("sample:penguins", NULL, &error);
  const MercerColumn *species = mercer_dataset_column (penguins, 0);
  gsize counts[3] = { 0 };
  for (gsize i = 0; i < species->n; i++)
    counts[species->codes[i]]++;
  /* 152 Adelie, 68 Chinstrap, 124 Gentoo: Horst, Hill, Gorman (2020). */
  g_assert_cmpstr (species->levels[2], ==, "Chinstrap");
  g_assert_cmpuint (counts[0], ==, 152);
  g_assert_cmpuint (counts[1], ==, 124);
  g_assert_cmpuint (counts[2], ==, 68);
  g_assert_cmpuint (mercer_dataset_column (penguins, 6)->n_missing, ==, 11);
}

static void
test_all_samples (void)
{
  for (const MercerSample *s = mercer_samples (); s->id != NULL; s++)
    {
      g_autofree char *spec = g_strconcat ("sample:", s->id, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerDataset) table = mercer_dataset_open (spec, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (mercer_dataset_origin (table), ==, spec);
      g_assert_cmpstr (mercer_dataset_title (table), ==, s->title);
      g_assert_cmpstr (mercer_dataset_source (table), ==, s->source);
      g_assert_nonnull (strstr (s->source, "GPL") != NULL ? s->source : strstr (s->source, "CC0"));
      g_assert_null (mercer_dataset_notes (table)[0]);
      g_assert_false (mercer_dataset_is_edited (table));
      g_assert_cmpuint (strlen (s->summary), >, 30);
    }
}

static void
check_fails (const char *spec, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mercer_dataset_open (spec, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, MERCER_DATASET_ERROR);
  if (strstr (error->message, says) == NULL)
    g_error ("for %s the sentence is “%s”, without “%s”", spec, error->message, says);
}

static void
test_unknown (void)
{
  check_fails ("sample:nope", "There is no sample “nope”; there are co2, faithful");
  check_fails ("sample:", "There is no sample “”");
  check_fails ("generator:planets",
               "There is no generator “planets”; there are noisy-sine, step, two-moons");
  check_fails ("generator:two-moons(m=3)", "has no “m”; it has n, noise, seed");
  check_fails ("generator:two-moons(n=0)",
               "“n” of the generator two-moons is “0”, but is to be a whole number from 1");
  check_fails ("generator:two-moons(n=2.5)", "whole number");
  check_fails ("generator:two-moons(n=many)", "“many”");
  check_fails ("generator:two-moons(noise=-1)", "from 0");
  check_fails ("generator:two-moons(noise=nan)", "from 0");
  check_fails ("generator:two-moons(n)", "name=value");
  check_fails ("generator:two-moons(n=3", "closing parenthesis");
  check_fails ("generator:two-moons(n=3))", "“3)”");
  check_fails ("generator:two-moons(n=3,,seed=1)", "name=value");
  check_fails ("generator:two-moons(text=A)", "it has n, noise, seed");
  check_fails ("generator:letters(words=A)", "it has n, noise, seed, text");
  check_fails ("generator:letters(text=Aé)", "cannot write “é”");
  check_fails ("generator:letters(text= )", "from 1 to 40 letters");
  check_fails ("generator:letters(text=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA)", "from 1 to 40 letters");
}

/* Each generator: starts as announced, origin that makes the same table again, other seeds other
 * numbers. */
static void
test_all_generators (void)
{
  for (const MercerGenerator *g = mercer_generators (); g->id != NULL; g++)
    {
      g_autofree char *bare = g_strconcat ("generator:", g->id, NULL);
      g_autofree char *full = g_strdup_printf ("generator:%s( %s )", g->id, g->params);
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerDataset) table = mercer_dataset_open (bare, NULL, &error);
      g_assert_no_error (error);
      g_autoptr (MercerDataset) same = mercer_dataset_open (full, NULL, &error);
      g_assert_no_error (error);
      g_autoptr (MercerDataset) again
          = mercer_dataset_open (mercer_dataset_origin (table), NULL, &error);
      g_assert_no_error (error);
      g_assert_true (mercer_hash_equal (mercer_dataset_hash (table), mercer_dataset_hash (same)));
      g_assert_true (mercer_hash_equal (mercer_dataset_hash (table), mercer_dataset_hash (again)));
      g_assert_cmpstr (mercer_dataset_origin (table), ==, mercer_dataset_origin (again));
      if (strstr (g->params, "seed") == NULL)
        continue;
      g_autofree char *other = g_strdup_printf ("generator:%s(seed=5)", g->id);
      g_autoptr (MercerDataset) shuffled = mercer_dataset_open (other, NULL, &error);
      g_assert_no_error (error);
      for (gsize c = 0; c < 2; c++)
        g_assert_false (mercer_hash_equal (mercer_dataset_column (table, c)->hash,
                                           mercer_dataset_column (shuffled, c)->hash));
    }
}

static MercerDataset *
generate (const char *call)
{
  g_autofree char *spec = g_strconcat ("generator:", call, NULL);
  g_autoptr (GError) error = NULL;
  MercerDataset *table = mercer_dataset_open (spec, NULL, &error);
  g_assert_no_error (error);
  return table;
}

/* Without noise points lie on the strokes, as many on each as it is long. */
static void
test_letters (void)
{
  enum { N = 4000 };
  g_autoptr (MercerDataset) l = generate ("letters(n=4000,noise=0,text=l)");
  g_autoptr (MercerDataset) dashes = generate ("letters(n=4000,noise=0,text=- -)");
  const double *x = mercer_dataset_column (l, 0)->values, *y = mercer_dataset_column (l, 1)->values;
  double upright = 0;
  for (gsize i = 0; i < N; i++)
    {
      g_assert_true ((x[i] == 0 && y[i] >= 0 && y[i] <= 1) || (y[i] == 0 && x[i] >= 0 && x[i] <= 8.0 / 12));
      upright += x[i] == 0 ? 1.0 / N : 0;
    }
  assert_close (upright, 12.0 / 20, 0, 5 * sqrt (0.6 * 0.4 / N)); /* lengths of its two strokes; five standard errors */
  x = mercer_dataset_column (dashes, 0)->values;
  y = mercer_dataset_column (dashes, 1)->values;
  for (gsize i = 0; i < N; i++) /* 1/12 to 7/12 of the first letter and of the third */
    {
      double within = x[i] > 1 ? x[i] - 2 : x[i];
      g_assert_true (within >= 1.0 / 12 - 1e-12 && within <= 7.0 / 12 + 1e-12);
      assert_close (y[i], 0.5, 0, 1e-15);
    }
}

/* What people also call them leads to the same table and origin. */
static void
test_other_names (void)
{
  static const char *const names[][2] = { { "rings(n=30)", "circles(n=30)" }, { "moons", "two-moons" } };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (MercerDataset) other = generate (names[i][0]);
      g_autoptr (MercerDataset) first = generate (names[i][1]);
      g_assert_cmpstr (mercer_dataset_origin (other), ==, mercer_dataset_origin (first));
      g_assert_true (mercer_hash_equal (mercer_dataset_hash (other), mercer_dataset_hash (first)));
    }
}

/* Without noise every point lies on its curve. */
static void
test_curves (void)
{
  g_autoptr (MercerDataset) sine = generate ("noisy-sine(n=500,noise=0,cycles=3)");
  g_autoptr (MercerDataset) step = generate ("step(noise=0)");
  g_autoptr (MercerDataset) moons = generate ("two-moons(noise=0)");
  g_autoptr (MercerDataset) circles = generate ("circles(noise=0,factor=0.25)");
  g_autoptr (MercerDataset) roll = generate ("swiss-roll");
  const double *x = mercer_dataset_column (sine, 0)->values,
               *y = mercer_dataset_column (sine, 1)->values;
  for (gsize i = 0; i < 500; i++)
    assert_close (y[i], sin (2 * G_PI * 3 * x[i] / 10), 0, 1e-15);
  x = mercer_dataset_column (step, 0)->values;
  y = mercer_dataset_column (step, 1)->values;
  for (gsize i = 0; i < mercer_dataset_rows (step); i++)
    g_assert_cmpfloat (y[i], ==, x[i] < 0 ? 0 : 1);
  x = mercer_dataset_column (moons, 0)->values;
  y = mercer_dataset_column (moons, 1)->values;
  const int32_t *moon = mercer_dataset_column (moons, 2)->codes;
  for (gsize i = 0; i < mercer_dataset_rows (moons); i++)
    assert_close (moon[i] == 0 ? hypot (x[i], y[i]) : hypot (x[i] - 1, y[i] - 0.5), 1, 1e-15, 0);
  x = mercer_dataset_column (circles, 0)->values;
  y = mercer_dataset_column (circles, 1)->values;
  for (gsize i = 0; i < mercer_dataset_rows (circles); i++)
    assert_close (hypot (x[i], y[i]), mercer_dataset_column (circles, 2)->codes[i] == 0 ? 1 : 0.25,
                  1e-15, 0);
  x = mercer_dataset_column (roll, 0)->values;
  y = mercer_dataset_column (roll, 1)->values;
  const double *height = mercer_dataset_column (roll, 2)->values,
               *t = mercer_dataset_column (roll, 3)->values;
  for (gsize i = 0; i < mercer_dataset_rows (roll); i++)
    {
      assert_close (x[i], t[i] * cos (t[i]), 0, 1e-14 * t[i]);
      assert_close (y[i], t[i] * sin (t[i]), 0, 1e-14 * t[i]);
      g_assert_true (t[i] >= 1.5 * G_PI && t[i] <= 4.5 * G_PI && height[i] >= 0 && height[i] <= 21);
    }
}

/* n = 40,000 residuals of variance noise^2: their mean square has a relative sd of sqrt (2 / n) =
 * 0.7 %, so 4 % is beyond five of them. */
static void
test_noise (void)
{
  g_autoptr (MercerDataset) sine = generate ("noisy-sine(n=40000,noise=0.3,cycles=1,seed=2)");
  const double *x = mercer_dataset_column (sine, 0)->values,
               *y = mercer_dataset_column (sine, 1)->values;
  double sum = 0;
  for (gsize i = 0; i < 40000; i++)
    sum += pow (y[i] - sin (2 * G_PI * x[i] / 10), 2);
  assert_close (sum / 40000, 0.09, 0.04, 0);
}

/* The first rows do not depend on how many follow. */
static void
test_rows_stand_alone (void)
{
  g_autoptr (MercerDataset) few = generate ("blobs(n=10,seed=3,centers=4)");
  g_autoptr (MercerDataset) many = generate ("blobs(n=5000,seed=3,centers=4)");
  for (gsize c = 0; c < 2; c++)
    g_assert_cmpmem (mercer_dataset_column (few, c)->values, 10 * sizeof (double),
                     mercer_dataset_column (many, c)->values, 10 * sizeof (double));
  g_assert_cmpuint (mercer_dataset_column (many, 2)->n_levels, ==, 4);
}

static void
test_empty (void)
{
  g_autoptr (MercerDataset) two = generate ("empty"), three = generate ("empty(columns=3)");
  g_assert_cmpuint (mercer_dataset_rows (two), ==, 0);
  g_autofree char *names = dump (two), *more = dump (three);
  g_assert_cmpstr (names, ==, "x[] y[]");
  g_assert_cmpstr (more, ==, "x1[] x2[] y[]");
  const double point[] = { 1, 2 };
  g_autoptr (MercerDataset) painted = mercer_dataset_with_row (two, point);
  g_assert_cmpuint (mercer_dataset_row_id (painted, 0), ==, 0);
  g_assert_cmpfloat (mercer_dataset_column (painted, 1)->mean, ==, 2);
  double low, high;
  g_assert_true (mercer_dataset_ground (painted, &low, &high));
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat (high, ==, 10);
  g_autoptr (MercerDataset) blobs = generate ("blobs");
  g_assert_false (mercer_dataset_ground (blobs, &low, &high));
}

/* A start that comes with a sample is of its own columns. */
static void
test_models (void)
{
  for (const MercerSample *s = mercer_samples (); s->id != NULL; s++)
    {
      g_autofree char *origin = g_strconcat ("sample:", s->id, NULL);
      g_autoptr (MercerDataset) sample = mercer_dataset_open (origin, NULL, NULL);
      const MercerDatasetModel *model = mercer_dataset_model (sample);
      g_assert_true ((model != NULL) == (strcmp (s->id, "co2") == 0));
      if (model == NULL)
        continue;
      g_assert_cmpint (mercer_dataset_find (sample, model->x), >=, 0);
      g_assert_cmpint (mercer_dataset_find (sample, model->y), >=, 0);
      g_assert_cmpfloat (model->noise, >, 0);
    }
}

static void
test_stop (void)
{
  for (long k = 0; k < 10; k++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, k);
      g_autoptr (GError) error = NULL;
      g_assert_null (mercer_dataset_open ("generator:swiss-roll(n=100000)", work, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      if (k < 3)
        {
          g_assert_null (mercer_dataset_open ("sample:iris", work, &error));
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        }
      mercer_work_free (work);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/samples/against-r", test_against_r);
  g_test_add_func ("/samples/known-values", test_known_values);
  g_test_add_func ("/samples/all", test_all_samples);
  g_test_add_func ("/origins/unknown", test_unknown);
  g_test_add_func ("/generators/all", test_all_generators);
  g_test_add_func ("/generators/curves", test_curves);
  g_test_add_func ("/generators/other-names", test_other_names);
  g_test_add_func ("/generators/letters", test_letters);
  g_test_add_func ("/generators/noise", test_noise);
  g_test_add_func ("/generators/rows-stand-alone", test_rows_stand_alone);
  g_test_add_func ("/generators/empty", test_empty);
  g_test_add_func ("/samples/models", test_models);
  g_test_add_func ("/origins/stop", test_stop);
  return g_test_run ();
}
