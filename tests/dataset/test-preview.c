/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preview: what was decided, in words, and whether it is sure. */
#include "reading.h"

typedef struct
{
  const char *what, *text, *in_words;
  const char *doubt; /* part of the sentence; NULL: sure */
} Case;

static const Case cases[] = {
  { "plain", "x,y\n1,2\n3,4\n", "Values separated by commas, the first line holds names", NULL },
  { "no names", "1;2.5\n3;4.5\n", "Values separated by semicolons, no line with names", NULL },
  { "decimal comma", "x;y\n1,5;2,25\n3,5;4,75\n",
    "Values separated by semicolons, decimal commas, the first line holds names", NULL },
  { "tabs", "x\ty\n1\t2\n3\t4\n", "Values separated by tabs, the first line holds names", NULL },
  { "blanks", "x y\n1 2\n3 4\n", "Values separated by blanks, the first line holds names", NULL },
  { "mixed table", "species,mass\nAdelie,3750\nGentoo,5000\n",
    "Values separated by commas, the first line holds names", NULL },
  { "thousands or decimals", "x;y\n1,500;2,250\n3,500;4,750\n",
    "Values separated by semicolons, decimal commas, the first line holds names",
    "set off thousands" },
  { "points and commas", "x;y\n1,5;2.25\n3,5;4.75\n5,5;6\n",
    "Values separated by semicolons, decimal commas, the first line holds names",
    "some a decimal point" },
  { "two columns or decimals", "1,2\n3,4\n", "Values separated by commas, no line with names",
    "two columns" },
  { "one name over commas", "x\n1,2\n3,4\n",
    "Values separated by semicolons, decimal commas, the first line holds names", "two columns" },
  { "only text", "name,colour\nann,red\nbob,blue\n",
    "Values separated by commas, the first line holds names", "All columns hold text" },
  { "only dates", "start,end\n2024-01-01,2024-02\n2024-01-02,2024-03\n",
    "Values separated by commas, the first line holds names", NULL },
  { "only dates without names", "2024-01-01\n2024-01-02\n", "Values separated by commas, no line with names", NULL },
  { "half a header", "x,1990\n1,2\n3,4\n", "Values separated by commas, the first line holds names",
    "partly like names" },
  { "prose", "all happy families\nare alike every\nunhappy family is\n",
    "Values separated by blanks, the first line holds names", "words of a text" },
  { "Latin-1", "k,v\n\xe4,1\n\xf6,2\n",
    "Values separated by commas, the first line holds names, encoded as ISO-8859-1", "Latin-1" },
  { "years as names", "country,1990,1991\nFrance,1.5,2.5\nSpain,3.5,4.25\n",
    "Values separated by commas, the first line holds names", "partly like names" },
  { "labelled rows without names", "France,1,2\nSpain,3,4\n",
    "Values separated by commas, no line with names", NULL },
  { "ragged", "x,y\n1,2\n3,4\n5\n", "Values separated by commas, the first line holds names",
    "Not all of the first lines" },
  { "two readings", "a;b c\n1;2 3\n4;5 6\n",
    "Values separated by semicolons, the first line holds names", "More than one character" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *path = file_with ("preview.csv", c->text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerPreview) preview = mercer_dataset_preview (path, NULL, &error);
  g_assert_no_error (error);
  if (strcmp (preview->in_words, c->in_words) != 0)
    g_test_fail_printf ("“%s” instead of “%s”", preview->in_words, c->in_words);
  if (preview->sure != (c->doubt == NULL) || preview->sure != (preview->doubt == NULL)
      || (c->doubt != NULL && strstr (preview->doubt, c->doubt) == NULL))
    g_test_fail_printf ("the doubt is “%s” instead of “%s”", preview->doubt, c->doubt);
  g_assert_nonnull (preview->head);
  /* What the preview decided, given back as options, leads to the same table as guessing. */
  g_autoptr (MercerDataset) guessed = mercer_dataset_read (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerDataset) decided = mercer_dataset_read (path, &preview->options, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mercer_hash_equal (mercer_dataset_hash (guessed), mercer_dataset_hash (decided)));
  g_assert_true (
      mercer_hash_equal (mercer_dataset_hash (guessed), mercer_dataset_hash (preview->head)));
}

static void
test_given_options_are_not_doubted (void)
{
  g_autofree char *path = file_with ("preview.csv", "1,2\n3,4\n", -1);
  const MercerReadOptions options = { ',', MERCER_NO, MERCER_NO, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerPreview) preview = mercer_dataset_preview (path, &options, &error);
  g_assert_no_error (error);
  g_assert_true (preview->sure);
}

static void
test_head_is_short (void)
{
  g_autoptr (GString) text = g_string_new ("x,y\n");
  for (int i = 0; i < 200000; i++)
    g_string_append_printf (text, "%d,%d\n", i, -i);
  g_autofree char *path = file_with ("long.csv", text->str, (gssize) text->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerPreview) preview = mercer_dataset_preview (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (preview->sure);
  g_assert_cmpuint (mercer_dataset_rows (preview->head), ==, 100);
  g_assert_cmpfloat (mercer_dataset_column (preview->head, 1)->values[99], ==, -99);
}

static void
test_unreadable (void)
{
  g_autofree char *path = file_with ("names.csv", "x,y\n", -1), *none = in_folder ("none.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerPreview) preview = mercer_dataset_preview (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (preview->head);
  g_assert_error (preview->head_error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_EMPTY);
  g_assert_null (mercer_dataset_preview (none, NULL, &error));
  g_assert_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/preview/case/%s", cases[i].what);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/preview/given-options-are-not-doubted", test_given_options_are_not_doubted);
  g_test_add_func ("/preview/head-is-short", test_head_is_short);
  g_test_add_func ("/preview/unreadable", test_unreadable);
  const int result = g_test_run ();
  remove_folder ();
  return result;
}
