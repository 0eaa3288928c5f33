/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "reader.h"

static Caught
look (const char *origin, const char *kernel, double way, double clusters, const char *known)
{
  g_autoptr (GError) error = NULL;
  const char *names[] = { known, NULL };
  g_autoptr (MercerDataset) table = mercer_dataset_open (origin, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("spectral-clustering"), table);
  g_autoptr (MercerRecipe) some = mercer_recipe_with_value (start, "clusters", clusters);
  g_autoptr (MercerRecipe) by = mercer_recipe_with_value (some, "way", way);
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse (kernel, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) with = mercer_recipe_with_kernel (by, parsed);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (with, "known", names);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

/* Two moons: the graph's ways tell them apart, and the contrastive partition is the spectral one. */
static void
test_moons (void)
{
  const char *moons = "generator:two-moons(n=160,noise=0.04,seed=3)", *kernel = "RBF(lengthscale=0.12)";
  Caught spectral = look (moons, kernel, 0, 2, "moon"), contrastive = look (moons, kernel, 2, 2, "moon");
  g_assert_cmpfloat (readout (spectral.final, "rand_index"), >, 0.99);
  g_assert_cmpfloat (readout (contrastive.final, "agreement"), >, 0.95);
  caught_clear (&spectral);
  caught_clear (&contrastive);
}

/* The linear kernel's k-means on the four columns of the iris in three clusters: scikit-learn's KMeans (k-means++, n_init=50)
 * ends at an inertia of 78.851441426146, and adjusted_rand_score with the species is 0.7302382722834697. The objective is a
 * sum of 150 squares, so rounding is all that differs. */
static void
test_iris (void)
{
  Caught caught = look ("sample:iris", "Linear(offset=0)", 1, 3, "species");
  assert_close (readout (caught.final, "objective"), 78.851441426146, 1e-10, 0);
  assert_close (readout (caught.final, "rand_index"), 0.7302382722834697, 1e-12, 0);
  const MercerTable *table = mercer_figure_get_table (caught.final, 0);
  size_t count[3] = { 0 };
  for (size_t i = 0; i < table->rows; i++)
    count[(size_t) table->column[1].values[i] - 1]++;
  g_assert_cmpuint (count[0], ==, 62); /* the same run of scikit-learn: 62, 50, 38 */
  g_assert_cmpuint (count[1], ==, 50);
  g_assert_cmpuint (count[2], ==, 38);
  caught_clear (&caught);
}

/* As it opens on a table, contrastive learning finds the partition of the graph's eigenvectors, from random vectors alone; with a number
 * of clusters that the graph does not show it does not, and says why and which number to ask for. */
static void
test_same_partition (void)
{
  static const char *const tables[] = { "sample:iris", "sample:faithful", "sample:galaxies", "sample:mcycle", "sample:topo",
                                        "generator:blobs", "generator:two-moons" };
  for (size_t t = 0; t <= G_N_ELEMENTS (tables); t++)
    {
      bool fails = t == G_N_ELEMENTS (tables);
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerDataset) table = mercer_dataset_open (fails ? "sample:faithful" : tables[t], NULL, &error);
      g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("spectral-clustering"), table);
      g_autoptr (MercerRecipe) by = mercer_recipe_with_value (start, "way", 2);
      g_autoptr (MercerRecipe) recipe = fails ? mercer_recipe_with_value (by, "clusters", 3) : mercer_recipe_ref (by);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_test_message ("%s: %g clusters, %g", fails ? "3 of faithful" : tables[t], readout (caught.final, "clusters"),
                      readout (caught.final, "agreement"));
      if (fails)
        g_assert_cmpfloat (readout (caught.final, "agreement"), <, 0.9);
      else
        g_assert_cmpfloat (readout (caught.final, "agreement"), >, 0.9);
      assert_close (readout (caught.final, "random_objective"), readout (caught.final, "objective"), 1e-4, 0);
      const MercerNote *note = note_with (caught.final, "does not show 3 clusters");
      g_assert_true ((note != NULL) == fails);
      if (fails)
        g_assert_true (g_str_equal (note->remedy_param, "clusters") && note->remedy_value == 2);
      /* the title's rows are those on which the table's two columns agree */
      const double *ours = column_named (caught.final, "clusters", "cluster"), *theirs = column_named (caught.final, "clusters", "spectral");
      size_t elsewhere = 0;
      for (size_t i = 0; i < table_named (caught.final, "clusters")->rows; i++)
        elsewhere += ours[i] != theirs[i];
      g_assert_cmpfloat (readout (caught.final, "elsewhere"), ==, (double) elsewhere);
      caught_clear (&caught);
    }
}

/* More rows than the graph can join: all get a cluster, and who was not in the graph is told from the moons as well as who was. */
static void
test_many_rows (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open ("generator:two-moons(n=6300,noise=0.05,seed=3)", NULL, &error);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("spectral-clustering"), table);
  g_autoptr (MercerRecipe) to = mercer_recipe_with_role (start, "known", (const char *const[]){ "moon", NULL });
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (to, "clusters", 2);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpfloat (readout (caught.final, "n"), ==, 6300);
  g_assert_cmpuint (table_named (caught.final, "clusters")->rows, ==, 6300);
  g_assert_cmpuint (table_named (caught.final, "graph")->rows, ==, 6000);
  g_assert_cmpfloat (readout (caught.final, "rand_index"), >, 0.99);
  g_assert_nonnull (caught.first_draft);
  g_test_message ("first figure after %g ms", 1e3 * caught.first_seconds);
  assert_note (caught.final, "The graph joins 6000 of the 6300 rows");
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spectral-clustering/moons", test_moons);
  g_test_add_func ("/spectral-clustering/iris", test_iris);
  g_test_add_func ("/spectral-clustering/same-partition", test_same_partition);
  g_test_add_func ("/spectral-clustering/many-rows", test_many_rows);
  return g_test_run ();
}
