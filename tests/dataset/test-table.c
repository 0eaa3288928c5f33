/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables: sharing, identities, hashes, summaries. */
#include <string.h>

#include "dataset.h"
#include "random.h"
#include "testing.h"

/* x normal numbers with every 7th missing, y whole ones, c categorical. */
static MercerDataset *
make_table (gsize n)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("Made", "here");
  double *x = g_new (double, n), *y = g_new (double, n);
  int32_t *c = g_new (int32_t, n);
  for (gsize i = 0; i < n; i++)
    {
      x[i] = i % 7 == 3 ? NAN : 1e6 + mercer_random_normal (1, 0, i);
      y[i] = (double) i;
      c[i] = (int32_t) (i % 3) - 1;
    }
  char **levels = g_strsplit ("red,blue", ",", -1);
  mercer_dataset_builder_add_numeric (builder, "x", "m", x, n);
  mercer_dataset_builder_add_numeric (builder, "y", NULL, y, n);
  mercer_dataset_builder_add_categorical (builder, "c", c, n, levels);
  return mercer_dataset_builder_finish (builder);
}

/* The slow obvious twin of the summary, in long double. */
static void
check_summary (const MercerColumn *column)
{
  long double sum = 0, squares = 0;
  gsize present = 0;
  double min = INFINITY, max = -INFINITY;
  for (gsize i = 0; i < column->n; i++)
    if (!isnan (column->values[i]))
      {
        present++;
        sum += (long double) column->values[i];
        min = MIN (min, column->values[i]);
        max = MAX (max, column->values[i]);
      }
  const long double mean = sum / (long double) present;
  for (gsize i = 0; i < column->n; i++)
    if (!isnan (column->values[i]))
      squares
          += ((long double) column->values[i] - mean) * ((long double) column->values[i] - mean);
  g_assert_cmpuint (column->n_missing, ==, column->n - present);
  g_assert_cmpfloat (column->min, ==, min);
  g_assert_cmpfloat (column->max, ==, max);
  assert_close (column->mean, (double) mean, 1e-14, 0);
  /* Deviations of 1 about 1e6 cost six digits of the input's sixteen. */
  assert_close (column->sd, (double) sqrtl (squares / (long double) (present - 1)), 1e-10, 0);
}

static void
test_summary (void)
{
  /* 4096 rows make a block. */
  static const gsize sizes[] = { 2, 100, 4095, 4096, 4097, 20000 };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (MercerDataset) table = make_table (sizes[i]);
      check_summary (mercer_dataset_column (table, 0));
      check_summary (mercer_dataset_column (table, 1));
      g_assert_false (mercer_dataset_column (table, 0)->integral);
      g_assert_true (mercer_dataset_column (table, 1)->integral);
      const MercerColumn *c = mercer_dataset_column (table, 2);
      g_assert_cmpuint (c->n_missing, ==, (sizes[i] + 2) / 3);
      g_assert_cmpuint (c->n_levels, ==, 2);
      g_assert_true (isnan (c->mean));
    }
}

static void
test_nothing_to_summarise (void)
{
  g_autoptr (MercerDataset) one = make_table (1);
  g_assert_cmpfloat (mercer_dataset_column (one, 1)->mean, ==, 0);
  g_assert_true (isnan (mercer_dataset_column (one, 1)->sd));
  g_autoptr (MercerDataset) none = mercer_dataset_without_row (one, 0);
  g_assert_cmpuint (mercer_dataset_rows (none), ==, 0);
  g_assert_true (isnan (mercer_dataset_column (none, 1)->min));
  g_assert_cmpint (mercer_dataset_find_row (none, 0), ==, -1);
}

/* Moving a point replaces the columns it names and shares the others, and what it replaces equals a
 * column made from scratch in every bit. */
static void
test_move_shares (void)
{
  const gsize n = 10000;
  g_autoptr (MercerDataset) table = make_table (n);
  const int columns[] = { 1 };
  const double cells[] = { 0.5 };
  for (gsize row = 0; row < n; row += 1999)
    {
      g_autoptr (MercerDataset) moved = mercer_dataset_with_cells (table, row, columns, cells, 1);
      g_assert_true (mercer_dataset_column (moved, 0) == mercer_dataset_column (table, 0));
      g_assert_true (mercer_dataset_column (moved, 2) == mercer_dataset_column (table, 2));
      const MercerColumn *edited = mercer_dataset_column (moved, 1);
      g_assert_cmpfloat (edited->values[row], ==, 0.5);
      g_assert_cmpfloat (mercer_dataset_column (table, 1)->values[row], ==, (double) row);
      g_assert_false (edited->integral);
      g_assert_true (mercer_dataset_is_edited (moved));
      g_assert_false (mercer_dataset_is_edited (table));

      MercerDatasetBuilder *builder = mercer_dataset_builder_new ("", "");
      mercer_dataset_builder_add_numeric (builder, "y", NULL,
                                          g_memdup2 (edited->values, n * sizeof (double)), n);
      g_autoptr (MercerDataset) scratch = mercer_dataset_builder_finish (builder);
      const MercerColumn *fresh = mercer_dataset_column (scratch, 0);
      g_assert_true (mercer_hash_equal (fresh->hash, edited->hash));
      g_assert_true (memcmp (&fresh->mean, &edited->mean, sizeof (double)) == 0);
      g_assert_true (memcmp (&fresh->sd, &edited->sd, sizeof (double)) == 0);
    }
}

static void
test_hash (void)
{
  g_autoptr (MercerDataset) a = make_table (5000), b = make_table (5000);
  g_assert_true (mercer_hash_equal (mercer_dataset_hash (a), mercer_dataset_hash (b)));
  const int columns[] = { 0 };
  const double there[] = { 3 }, back[] = { mercer_dataset_column (a, 0)->values[4200] };
  g_autoptr (MercerDataset) moved = mercer_dataset_with_cells (a, 4200, columns, there, 1);
  g_autoptr (MercerDataset) returned = mercer_dataset_with_cells (moved, 4200, columns, back, 1);
  g_assert_false (mercer_hash_equal (mercer_dataset_hash (a), mercer_dataset_hash (moved)));
  g_assert_true (mercer_hash_equal (mercer_dataset_hash (a), mercer_dataset_hash (returned)));
  /* The same cells under other identities are another table, but the same columns. */
  const double row[] = { 1, 2, 0 };
  g_autoptr (MercerDataset) longer = mercer_dataset_with_row (a, row);
  g_autoptr (MercerDataset) cut = mercer_dataset_without_row (longer, 5000);
  g_autoptr (MercerDataset) longer_again = mercer_dataset_with_row (cut, row);
  g_assert_true (mercer_hash_equal (mercer_dataset_hash (a), mercer_dataset_hash (cut)));
  g_assert_true (mercer_hash_equal (mercer_dataset_column (longer, 0)->hash,
                                    mercer_dataset_column (longer_again, 0)->hash));
  g_assert_false (
      mercer_hash_equal (mercer_dataset_hash (longer), mercer_dataset_hash (longer_again)));
  /* A unit shows in figures, so it counts for the table, but the numbers stay the same. */
  g_autoptr (MercerDataset) unit = mercer_dataset_with_unit (a, 0, "km");
  g_assert_cmpstr (mercer_dataset_column (unit, 0)->unit, ==, "km");
  g_assert_true (mercer_hash_equal (mercer_dataset_column (a, 0)->hash,
                                    mercer_dataset_column (unit, 0)->hash));
  g_assert_false (mercer_hash_equal (mercer_dataset_hash (a), mercer_dataset_hash (unit)));
}

static MercerDataset *
one_column (const char *name, double first, double second)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("", "");
  double *values = g_new (double, 2);
  values[0] = first;
  values[1] = second;
  mercer_dataset_builder_add_numeric (builder, name, NULL, values, 2);
  return mercer_dataset_builder_finish (builder);
}

static void
test_column_hash_depends_on (void)
{
  g_autoptr (MercerDataset) base = one_column ("a", 1, 2), same = one_column ("a", 1, 2);
  g_autoptr (MercerDataset) name = one_column ("b", 1, 2), order = one_column ("a", 2, 1);
  g_autoptr (MercerDataset) missing = one_column ("a", 1, NAN),
                            negative = one_column ("a", 1, -NAN);
  const MercerHash hash = mercer_dataset_column (base, 0)->hash;
  g_assert_true (mercer_hash_equal (hash, mercer_dataset_column (same, 0)->hash));
  g_assert_false (mercer_hash_equal (hash, mercer_dataset_column (name, 0)->hash));
  g_assert_false (mercer_hash_equal (hash, mercer_dataset_column (order, 0)->hash));
  g_assert_false (mercer_hash_equal (hash, mercer_dataset_column (missing, 0)->hash));
  /* All missing values are the same, whatever the bits of the NaN. */
  g_assert_true (mercer_hash_equal (mercer_dataset_column (missing, 0)->hash,
                                    mercer_dataset_column (negative, 0)->hash));
}

/* A random walk of edits beside a plain list of (id, y). */
static void
test_identities (void)
{
  MercerDataset *table = make_table (50);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint64 i = 0; i < 50; i++)
    {
      g_array_append_val (ids, i);
      g_hash_table_add (used, g_memdup2 (&i, sizeof i));
    }
  for (guint64 step = 0; step < 400; step++)
    {
      const gsize n = mercer_dataset_rows (table);
      MercerDataset *next;
      if (n == 0 || mercer_random_below (7, 0, step, 2) == 0)
        {
          const double row[] = { 1, (double) step, -1 };
          next = mercer_dataset_with_row (table, row);
          const guint64 id = mercer_dataset_row_id (next, n);
          g_assert_true (g_hash_table_add (used, g_memdup2 (&id, sizeof id)));
          g_array_append_val (ids, id);
        }
      else
        {
          const gsize row = mercer_random_below (7, 1, step, n);
          next = mercer_dataset_without_row (table, row);
          g_array_remove_index (ids, (guint) row);
        }
      mercer_dataset_unref (table);
      table = next;
      g_assert_cmpuint (mercer_dataset_rows (table), ==, ids->len);
      for (guint r = 0; r < ids->len; r++)
        {
          const guint64 id = g_array_index (ids, guint64, r);
          g_assert_cmpuint (mercer_dataset_row_id (table, r), ==, id);
          g_assert_cmpint (mercer_dataset_find_row (table, id), ==, r);
        }
    }
  g_array_unref (ids);
  mercer_dataset_unref (table);
}

/* Two rows added to the same table on two ways never share an identity: a selection that survives
 * undo stays with its row. */
static void
test_branches_do_not_share_ids (void)
{
  g_autoptr (MercerDataset) table = make_table (10);
  const double row[] = { 1, 2, 0 };
  g_autoptr (MercerDataset) one = mercer_dataset_with_row (table, row);
  g_autoptr (MercerDataset) other = mercer_dataset_with_row (table, row);
  g_assert_cmpuint (mercer_dataset_row_id (one, 10), !=, mercer_dataset_row_id (other, 10));
  g_assert_cmpint (mercer_dataset_find_row (other, mercer_dataset_row_id (one, 10)), ==, -1);
}

static void
test_filter (void)
{
  g_autoptr (MercerDataset) table = make_table (10000);
  const gsize rows[] = { 9999, 3, 4096, 3 };
  g_autoptr (MercerDataset) some = mercer_dataset_with_rows (table, rows, 3);
  g_assert_cmpuint (mercer_dataset_rows (some), ==, 3);
  for (gsize i = 0; i < 3; i++)
    {
      g_assert_cmpuint (mercer_dataset_row_id (some, i), ==, rows[i]);
      g_assert_cmpfloat (mercer_dataset_column (some, 1)->values[i], ==, (double) rows[i]);
      g_assert_cmpint (mercer_dataset_column (some, 2)->codes[i], ==, (int) (rows[i] % 3) - 1);
    }
  g_assert_cmpstr (mercer_dataset_column (some, 2)->levels[1], ==, "blue");
  g_autoptr (MercerDataset) none = mercer_dataset_with_rows (table, NULL, 0);
  g_assert_cmpuint (mercer_dataset_rows (none), ==, 0);
}

static void
test_cells_are_sane (void)
{
  g_autoptr (MercerDataset) table = make_table (3);
  const double row[] = { INFINITY, NAN, 17 };
  g_autoptr (MercerDataset) longer = mercer_dataset_with_row (table, row);
  g_assert_true (isnan (mercer_dataset_column (longer, 0)->values[3]));
  g_assert_true (isnan (mercer_dataset_column (longer, 1)->values[3]));
  g_assert_cmpint (mercer_dataset_column (longer, 2)->codes[3], ==, -1);
}

static void
test_builder_names (void)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("t", "o");
  static const char *const names[] = { "x", "x", "x (2)", "", NULL, "x" };
  static const char *const want[] = { "x", "x (2)", "x (2) (2)", "column 4", "column 5", "x (3)" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    mercer_dataset_builder_add_numeric (builder, names[i], NULL, g_new0 (double, 1), 1);
  double *infinite = g_new (double, 1);
  infinite[0] = -INFINITY;
  mercer_dataset_builder_add_numeric (builder, "z", NULL, infinite, 1);
  g_autoptr (MercerDataset) table = mercer_dataset_builder_finish (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (want); i++)
    {
      g_assert_cmpstr (mercer_dataset_column (table, i)->name, ==, want[i]);
      g_assert_cmpint (mercer_dataset_find (table, want[i]), ==, (int) i);
    }
  g_assert_cmpint (mercer_dataset_find (table, "X"), ==, -1);
  g_assert_cmpuint (mercer_dataset_column (table, 6)->n_missing, ==, 1);
  const char *const *notes = mercer_dataset_notes (table);
  g_assert_cmpuint (g_strv_length ((char **) notes), ==, 4);
  g_assert_nonnull (strstr (notes[3], "infinite"));
}

/* 10,000 equal names: unique in the end, and not a note for each. */
static void
test_many_equal_names (void)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("t", "o");
  for (int i = 0; i < 10000; i++)
    mercer_dataset_builder_add_numeric (builder, "same", NULL, g_new0 (double, 1), 1);
  g_autoptr (MercerDataset) table = mercer_dataset_builder_finish (builder);
  g_assert_cmpstr (mercer_dataset_column (table, 9999)->name, ==, "same (10000)");
  g_assert_cmpuint (g_strv_length ((char **) mercer_dataset_notes (table)), ==, 4);
}

static gpointer
hammer_cb (gpointer data)
{
  for (int i = 0; i < 2000; i++)
    {
      MercerDataset *table = mercer_dataset_ref (data);
      const double row[] = { i, i, 0 };
      MercerDataset *longer = mercer_dataset_with_row (table, row);
      mercer_dataset_unref (table);
      mercer_dataset_unref (longer);
    }
  return NULL;
}

/* For the sanitizers: counts and identities from four threads at once. */
static void
test_threads (void)
{
  g_autoptr (MercerDataset) table = make_table (20);
  GThread *threads[4];
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("hammer", hammer_cb, table);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  const double row[] = { 0, 0, 0 };
  g_autoptr (MercerDataset) last = mercer_dataset_with_row (table, row);
  g_assert_cmpuint (mercer_dataset_row_id (last, 20), ==, 20 + 8000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/summary", test_summary);
  g_test_add_func ("/table/nothing-to-summarise", test_nothing_to_summarise);
  g_test_add_func ("/table/move-shares", test_move_shares);
  g_test_add_func ("/table/hash", test_hash);
  g_test_add_func ("/table/column-hash-depends-on", test_column_hash_depends_on);
  g_test_add_func ("/table/identities", test_identities);
  g_test_add_func ("/table/branches-do-not-share-ids", test_branches_do_not_share_ids);
  g_test_add_func ("/table/filter", test_filter);
  g_test_add_func ("/table/cells-are-sane", test_cells_are_sane);
  g_test_add_func ("/table/builder-names", test_builder_names);
  g_test_add_func ("/table/many-equal-names", test_many_equal_names);
  g_test_add_func ("/table/threads", test_threads);
  return g_test_run ();
}
