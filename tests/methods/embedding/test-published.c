/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures that others have printed, from the data that they had. */
#include "kernel-pca-testing.h"
#include "linalg.h"
#include "random.h"

/* --- Arrests in the states of the USA ----------------------------------------------------------------------------- */

/* McNeil (1977), Interactive Data Analysis, as in R's "datasets". James, Witten, Hastie and Tibshirani, An Introduction to Statistical
 * Learning (2013), lab 10.4, print of the principal components of its four columns, scaled to unit variance, the variances and their
 * shares to the digits below, and their readers the scores of the first states. Kernel PCA under the inner product of the scaled columns
 * is that, with eigenvalues n - 1 times as large. In a shell, weights being one over the columns' variances:
 *
 *   mercer-cli run kernel-pca --data tests/golden/usarrests.csv --role x=Murder,Assault,UrbanPop,Rape --out scores.csv \
 *     --kernel '0.0527135199 * Linear(offset=0)[Murder] + 0.000143985045 * Linear(offset=0)[Assault]
 *               + 0.00477284194 * Linear(offset=0)[UrbanPop] + 0.0113987186 * Linear(offset=0)[Rape]'
 *   mercer-cli run spectrum-theory --data tests/golden/usarrests.csv --out spectrum.json */
static const double variances[] = { 2.4802416, 0.9897652, 0.3565632, 0.1734301 };
static const double shares[] = { 0.62006039, 0.24744129, 0.08914080, 0.04335752 };
/* Alabama to Colorado; signs are anybody's choice */
static const double scores[4][6] = { { 0.9756604, 1.9305379, 1.7454429, -0.1399989, 2.4986128, 1.4993407 },
                                     { -1.1220012, -1.0624269, 0.7384595, -1.1085423, 1.5274267, 0.9776297 },
                                     { 0.43980366, -2.01950027, -0.05423025, -0.11342217, -0.59254100, -1.08400162 },
                                     { -0.154696581, 0.434175454, 0.826264240, 0.180973554, 0.338559240, -0.001450164 } };

static MercerDataset *
arrests (void)
{
  g_autofree char *path = golden_path ("usarrests.csv");
  return open_table (path);
}

static char *
scaled_linear (MercerDataset *table)
{
  GString *kernel = g_string_new (NULL);
  for (size_t c = 1; c <= 4; c++)
    {
      const MercerColumn *column = mercer_dataset_column (table, c);
      double mean = 0, squares = 0;
      for (size_t i = 0; i < column->n; i++)
        mean += column->values[i] / (double) column->n;
      for (size_t i = 0; i < column->n; i++)
        squares += (column->values[i] - mean) * (column->values[i] - mean);
      g_string_append_printf (kernel, "%s%.17g * Linear(offset=0)[%s]", c > 1 ? " + " : "", (double) (column->n - 1) / squares, column->name);
    }
  return g_string_free (kernel, FALSE);
}

static void
test_arrests (void)
{
  const char *const inputs[] = { "Murder", "Assault", "UrbanPop", "Rape", NULL };
  g_autoptr (MercerDataset) table = arrests ();
  g_autofree char *kernel = scaled_linear (table);
  g_autoptr (MercerRecipe) plain = start_with (table, NULL, NULL);
  g_autoptr (MercerRecipe) columns = mercer_recipe_with_role (plain, "x", inputs);
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse (kernel, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (columns, parsed);
  Caught caught = catch_ok (recipe);
  for (size_t j = 0; j < 4; j++)
    {
      g_autofree char *eigenvalue = g_strdup_printf ("eigenvalue%zu", j + 1), *share = g_strdup_printf ("explained%zu", j + 1);
      g_autofree char *name = g_strdup_printf ("pc%zu", j + 1);
      assert_close (readout (caught.final, eigenvalue) / 49, variances[j], 0, 0.51e-7);
      assert_close (readout (caught.final, share), shares[j], 0, 0.51e-8);
      const double *got = column_named (caught.final, "scores", name);
      double sign = got[0] * scores[j][0] < 0 ? -1 : 1;
      for (size_t i = 0; i < 6; i++)
        assert_close (sign * got[i], scores[j][i], 0, 0.51e-7);
    }
  caught_clear (&caught);

  g_autoptr (MercerRecipe) theory = mercer_recipe_new (mercer_method_find ("spectrum-theory"), table);
  caught = catch_ok (theory);
  assert_close (readout (caught.final, "largest"), variances[0], 0, 0.51e-7);
  caught_clear (&caught);
}

/* --- Gaussians in ten dimensions ---------------------------------------------------------------------------------- */

enum { D = 10, CENTRES = 11, EACH = 100, NEW = 33, N = CENTRES * EACH, M = CENTRES * NEW };

/* Rows about the centres, `each` of them about each. */
static double *
about_centres (const double *centre, size_t each, double sd, uint64_t stream)
{
  size_t n = CENTRES * each;
  double *x = g_new (double, n * D);
  mercer_random_normals (4, stream, 0, n * D, x);
  for (size_t c = 0; c < D; c++)
    for (size_t i = 0; i < n; i++)
      x[i + c * n] = sd * x[i + c * n] + centre[i / each + c * CENTRES];
  return x;
}

/* Squared distance of what new row i has become from its centre. */
static double
off_centre (const double point[D], const double *centre, size_t i)
{
  double sum = 0;
  for (size_t c = 0; c < D; c++)
    sum += pow (point[c] - centre[i / NEW + c * CENTRES], 2);
  return sum;
}

/* The same in the mean after projection of the new rows onto the first q principal components of the old ones. */
static double
by_linear (double *x, const double *z, const double *centre, size_t q)
{
  double covariance[D * D], vectors[D * D], values[D], mean[D] = { 0 }, off = 0;
  MercerMatrix v = mercer_matrix (vectors, D, D);
  for (size_t c = 0; c < D; c++)
    for (size_t i = 0; i < N; i++)
      mean[c] += x[i + c * N] / N;
  mercer_matrix_centre_columns (mercer_matrix (x, N, D));
  g_assert_cmpint (mercer_syrk (true, 1, mercer_matrix (x, N, D), 0, mercer_matrix (covariance, D, D), NULL), ==, MERCER_OK);
  g_assert_cmpint (mercer_eigen (mercer_matrix (covariance, D, D), values, v, NULL), ==, MERCER_OK);
  for (size_t i = 0; i < M; i++)
    {
      double kept[D];
      memcpy (kept, mean, sizeof kept);
      for (size_t j = D - q; j < D; j++)
        {
          double score = 0;
          for (size_t c = 0; c < D; c++)
            score += (z[i + c * M] - mean[c]) * *mercer_matrix_at (v, c, j);
          for (size_t c = 0; c < D; c++)
            kept[c] += score * *mercer_matrix_at (v, c, j);
        }
      off += off_centre (kept, centre, i) / M;
    }
  return off;
}

/* Mika et al. (1999), section 4, de-noise new points about eleven centres, uniform in the cube from -1 to 1 in ten dimensions, 100 rows
 * about each, by the fixed point under exp (- |x - z|^2 / c), c = 2 d sd^2, and compare with principal components: theirs is the claim that
 * the kernel's come nearer to the centres, at small sd by orders of magnitude. The ratios themselves are of centres that they drew. */
static void
test_gaussians (void)
{
  static const struct
  {
    double sd, least;
    size_t q;
  } cases[] = { { 0.05, 30, 4 }, { 0.1, 30, 9 }, { 0.4, 1.2, 4 }, { 0.8, 1.2, 4 }, { 0.8, 1.8, 9 } };
  double centre[CENTRES * D];
  mercer_random_uniforms (4, 1, 0, CENTRES * D, centre);
  for (size_t k = 0; k < CENTRES * D; k++)
    centre[k] = 2 * centre[k] - 1;
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree double *x = about_centres (centre, EACH, cases[k].sd, 2), *z = about_centres (centre, NEW, cases[k].sd, 3);
      g_autofree char *kernel = g_strdup_printf ("RBF(lengthscale=%.17g)", sqrt (D) * cases[k].sd);
      g_autoptr (MercerDataset) table = table_of ("a,b,c,d,e,f,g,h,i,j", N, x), new = table_of ("a,b,c,d,e,f,g,h,i,j", M, z);
      g_autoptr (MercerRecipe) plain = start_with (table, kernel, "show", 2.0, "components", (double) cases[k].q, NULL);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plain, new);
      Caught caught = catch_ok (recipe);
      const MercerTable *denoised = table_named (caught.final, "denoised_new");
      double off = 0, linear = by_linear (x, z, centre, cases[k].q);
      for (size_t i = 0; i < M; i++)
        {
          double point[D];
          for (size_t c = 0; c < D; c++)
            point[c] = denoised->column[c + 1].values[i]; /* after "row" */
          off += off_centre (point, centre, i) / M;
        }
      g_test_message ("sd %g, %zu components: linear / kernel = %.2f", cases[k].sd, cases[k].q, linear / off);
      g_assert_cmpfloat (linear / off, >, cases[k].least);
      caught_clear (&caught);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/published/arrests", test_arrests);
  g_test_add_func ("/published/gaussians", test_gaussians);
  return g_test_run ();
}
