/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and numbers with their thousands set off. The years are worked out by hand: days before this one over the days of
 * the year. */
#include "reading.h"

#include <math.h>

static void
assert_column (const char *table_text, bool numeric, const char *note, double *values, size_t n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = read_text (table_text, -1, &error);
  g_assert_no_error (error);
  const MercerColumn *column = mercer_dataset_column (table, 0);
  g_assert_cmpint (column->kind, ==, numeric ? MERCER_COLUMN_NUMERIC : MERCER_COLUMN_CATEGORICAL);
  for (size_t i = 0; i < n; i++)
    if (isnan (values[i]))
      g_assert_true (isnan (column->values[i]));
    else
      g_assert_cmpfloat (fabs (column->values[i] - values[i]), <=, 1e-12 * fabs (values[i])); /* a few roundings */
  g_autofree char *notes = g_strjoinv ("\n", (char **) mercer_dataset_notes (table));
  if (note == NULL)
    g_assert_cmpstr (notes, ==, "");
  else
    g_assert_nonnull (strstr (notes, note));
}

static void
test_dates (void)
{
  double days[] = { 2020, 2020 + 183. / 366, NAN, 2021 + 364. / 365, 1900 + 59. / 365 };
  assert_column ("date,y\n2020-01-01,1\n2020-07-02,2\n,3\n2021-12-31,4\n1900-03-01,5\n", true, "holds dates (“2020-01-01”)", days,
                 5);
  double months[] = { 2020 + 335. / 366, 2019 };
  assert_column ("month;y\n2020-12;1\n2019-01;2\n", true, "holds dates", months, 2);
  double moments[] = { 2020 + 0.5 / 366, 2020 + 0.25 / 366, 2020 + 1800. / 86400 / 366 };
  assert_column ("t,y\n2020-01-01T12:00,1\n2020-01-01 06:00:00Z,2\n2019-12-31T23:30:00-01:00,3\n", true, "holds dates",
                 moments, 3);
  g_autoptr (MercerDataset) table = read_text ("date,y\n2020-01-01,1\n2020-01-02,2\n", -1, NULL);
  g_assert_cmpstr (mercer_dataset_column (table, 0)->unit, ==, "year");
}

/* One day that is none, or that two people read differently, leaves the column as it is written. */
static void
test_no_dates (void)
{
  assert_column ("date,y\n2020-02-30,1\n2020-01-01,2\n", false, NULL, NULL, 0);
  assert_column ("date,y\n2020-01-01,1\nsoon,2\n", false, NULL, NULL, 0);
  assert_column ("date,y\n03/04/2020,1\n12/11/2020,2\n", false, "seems to hold dates (“03/04/2020”)", NULL, 0);
  assert_column ("date,y\n31.12.20,1\n30.11.20,2\n", false, "seems to hold dates", NULL, 0);
  assert_column ("version,y\n1.2.3-b,1\n1.2.4,2\n", false, NULL, NULL, 0);
}

static void
test_thousands (void)
{
  double values[] = { 1234567, 999, -12345.5, NAN, 1000 };
  assert_column ("n;y\n1,234,567;1\n999;2\n-12,345.5;3\nNA;4\n1,000;5\n", true, "thousands set off (“1,234,567”)", values, 5);
  assert_column ("n,y\n1 234 567,1\n999,2\n-12 345.5,3\nNA,4\n1 000,5\n", true, "thousands set off", values, 5);
  assert_column ("n,y\n1'234'567,1\n999,2\n-12'345.5,3\nNA,4\n1'000,5\n", true, "thousands set off", values, 5);
  assert_column ("n;y\n1.234.567;1,5\n999;2,5\n-12.345,5;3,5\nNA;4,5\n1.000,0;5,5\n", true, "thousands set off", values, 5);
  /* and the note shows one that is, though plain ones come first */
  assert_column ("n;y\n2,76;1,5\n1.234,5;2,5\n", true, "thousands set off (“1.234,5”)", (double[]){ 2.76, 1234.5 }, 2);
}

/* Between quotes in a table of commas they are thousands, but the preview asks. */
static void
test_quoted (void)
{
  double values[] = { 1234, 2345 };
  assert_column ("a,b\n\"1,234\",1\n\"2,345\",2\n", true, "thousands set off", values, 2);
  g_autofree char *path = in_folder ("table.csv");
  g_autoptr (MercerPreview) preview = mercer_dataset_preview (path, NULL, NULL);
  g_assert_false (preview->sure);
}

static void
test_no_thousands (void)
{
  assert_column ("n,y\n\"1,23,456\",1\n\"1,234,567\",2\n", false, NULL, NULL, 0);  /* groups of two */
  assert_column ("n,y\n\"1,234 567\",1\n\"1,234,567\",2\n", false, NULL, NULL, 0); /* two marks in one number */
  assert_column ("n,y\n\"1234,567,890\",1\n\"1,234,567\",2\n", false, NULL, NULL, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/dataset/spelled/dates", test_dates);
  g_test_add_func ("/dataset/spelled/no-dates", test_no_dates);
  g_test_add_func ("/dataset/spelled/thousands", test_thousands);
  g_test_add_func ("/dataset/spelled/quoted", test_quoted);
  g_test_add_func ("/dataset/spelled/no-thousands", test_no_thousands);
  const int result = g_test_run ();
  remove_folder ();
  return result;
}
