/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader makes of good and odd tables. */
#include "reading.h"

typedef struct
{
  const char *what, *text, *want;
  const char *note; /* part of one of the notes; NULL: there are none */
} Case;

#define T(what, text, want)                                                                        \
  {                                                                                                \
    what, text, want, NULL                                                                         \
  }

static const Case cases[] = {
  T ("comma", "x,y\n1,2\n3,4.5\n", "x[1 3] y[2 4.5]"),
  T ("tab", "x\ty z\n1\t2\n3\t4\n", "x[1 3] y z[2 4]"),
  T ("semicolon", "x;y\n1;2\n3;4\n", "x[1 3] y[2 4]"),
  T ("bar", "x|y\n1|2\n3|4\n", "x[1 3] y[2 4]"),
  T ("blanks", "  x   y\n  1 2\n 10   -20\n", "x[1 10] y[2 -20]"),
  T ("blanks and tabs", "x \t y\n1 \t2\n3\t\t4\n", "x[1 3] y[2 4]"),
  T ("decimal comma", "x;y\n1,5;2,25\n3,5;-4e2\n", "x[1.5 3.5] y[2.25 -400]"),
  T ("decimal comma, blanks", "x y\n1,5 2\n3,5 4\n", "x[1.5 3.5] y[2 4]"),
  T ("decimal comma, quoted", "x,y\n\"1,5\",2\n\"3,25\",4\n", "x[1.5 3.25] y[2 4]"),
  T ("decimal comma, one column", "x\n1,5\n2,25\n", "x[1.5 2.25]"),
  T ("no header", "1,2\n3,4\n", "column 1[1 3] column 2[2 4]"),
  T ("no header, text", "1,a\n3,b\n4,a\n", "column 1[1 3 4] column 2{a b a}"),
  T ("text header over text", "name,colour\nann,red\nbob,blue\n", "name{ann bob} colour{red blue}"),
  T ("one column", "x\n1\n2\n", "x[1 2]"),
  T ("one column of text", "hello\nworld\nhello\n", "column 1{hello world hello}"),
  T ("one row without header", "1,2,3\n", "column 1[1] column 2[2] column 3[3]"),
  T ("one number", "7", "column 1[7]"),
  T ("one row below a header", "x,y\n1,2\n", "x[1] y[2]"),
  T ("missing", "a,b\n1,x\n,\nNA,NA\nn/a,N/A\nNaN,nan\nnull,NULL\n?,?\n-,-\n.,.\n2,y\n",
     "a[1 ? ? ? ? ? ? ? ? 2] b{x ? ? ? ? ? ? ? ? y}"),
  T ("missing first", "a,b\nNA,\n,q\n3,r\n", "a[? ? 3] b{? q r}"),
  T ("quotes", "\"a\",\"b c\"\n\"1\",\"x, y\"\n\"2\",\"say \"\"hi\"\"\"\n",
     "a[1 2] b c{x, y say \"hi\"}"),
  T ("line end in quotes", "a,b\n1,\"two\nlines\"\n2,z\n", "a[1 2] b{two\nlines z}"),
  T ("quote inside a field", "a,b\n1,5\" pipe\n2,z\n", "a[1 2] b{5\" pipe z}"),
  T ("blanks around", " a , b \n 1 ,  x y \n2, z\n", "a[1 2] b{x y z}"),
  T ("line end in a name", "\"a\nb\",c\n1,2\n", "a b[1] c[2]"),
  T ("CR LF", "x,y\r\n1,2\r\n3,4\r\n", "x[1 3] y[2 4]"),
  T ("CR", "x,y\r1,2\r3,4\r", "x[1 3] y[2 4]"),
  T ("CR LF in quotes", "x,y\r\n\"1\",\"2\"\r\n\"3\",\"4\"\r\n", "x[1 3] y[2 4]"),
  T ("no last line end", "x,y\n1,2\n3,4", "x[1 3] y[2 4]"),
  T ("no last line end, quoted", "x,y\n1,2\n3,\"4\"", "x[1 3] y[2 4]"),
  T ("empty lines", "\n\nx,y\n\n1,2\n  \n3,4\n\n", "x[1 3] y[2 4]"),
  T ("comments before", "# made by hand\n#more, here\nx,y\n1,2\n3,4\n", "x[1 3] y[2 4]"),
  { "# behind the header", "x,y\n1,2\n#3,4\n5,6\n", "x{1 #3 5} y[2 4 6]",
    "because of “#3” in line 3" },
  T ("sep hint", "sep=;\nx;y\n1;2\n3;4\n", "x[1 3] y[2 4]"),
  T ("UTF-8 mark", "\xef\xbb\xbfx,y\n1,2\n3,4\n", "x[1 3] y[2 4]"),
  T ("UTF-8", "größe,σ\n1,ä\n2,β\n", "größe[1 2] σ{ä β}"),
  T ("Latin-1",
     "gr\xf6\xdf"
     "e,k\n1,\xe4\n2,\x80\n",
     "größe[1 2] k{ä €}"),
  T ("units stay text", "m,v\n5 kg,1\n6 kg,2\n", "m{5 kg 6 kg} v[1 2]"),
  T ("leading zeros of codes", "id,v\n007,1\nA12,2\n", "id{007 A12} v[1 2]"),
  T ("numbers of all kinds", "x\n-1\n+2\n.5\n3.\n1e3\n-2.5E-1\n", "x[-1 2 0.5 3 1000 -0.25]"),
  T ("separator at the end of rows", "x,y\n1,2,\n3,4,\n", "x[1 3] y[2 4]"),
  T ("separator at the end of all lines", "x,y,\n1,2,\n3,4,\n", "x[1 3] y[2 4]"),
  T ("names of rows", "\"x\" \"y\"\n\"one\" 1 2\n\"two\" 3 4\n", "row{one two} x[1 3] y[2 4]"),
  T ("quoted names that look like numbers", "\"1990\",\"1991\"\r\n1,2\r\n3,4\r\n",
     "1990[1 3] 1991[2 4]"),
  T ("a blank first name", ",y\n1,2\n3,4\n", "column 1[1 3] y[2 4]"),
  { "equal names", "x,x,\n1,2,3\n3,4,5\n", "x[1 3] x (2)[2 4] column 3[3 5]",
    "More than one column is called “x”" },
  { "short rows", "x,y,z\n1,2,3\n4,5\n6\n7,8,9\n", "x[1 4 6 7] y[2 5 ? 8] z[3 ? ? 9]",
    "2 rows have too few values (the first is in line 3)" },
  { "long rows", "x,y\n1,2\n3,4,5\n6,7\n8,9\n", "x[1 3 6 8] y[2 4 7 9]",
    "1 row has more than 2 values (line 3)" },
  { "infinite", "x,y\n1,inf\n2,-Infinity\n3,1e999\n4,5\n", "x[1 2 3 4] y[? ? ? 5]",
    "3 infinite values" },
  { "constant", "x,y\n1,5\n2,5\n", "x[1 2] y[5 5]", "“y” has the same value in every row" },
  { "nothing in a column", "x,y\n1,\n2,NA\n", "x[1 2] y[? ?]", "“y” holds no values" },
  { "one slip, no name", "1,2\n3,4o\n5,6\n", "column 1[1 3 5] column 2{2 4o 6}",
    "“column 2” is read as text because of “4o” in line 2" },
  { "one slip", "x,y\n1,2\n3,4o\n5,6\n", "x[1 3 5] y{2 4o 6}",
    "“y” is read as text because of “4o” in line 3; 2 of its 3 values are numbers. With a number there, or nothing, all" },
  { "half of them", "x,y\n1,2\n2,foo\n3,bar\n4,5\n", "x[1 2 3 4] y{2 foo bar 5}",
    "“y” is read as text because of “foo” in line 3; 2 of its 4 values are numbers" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = read_text (c->text, -1, &error);
  g_assert_no_error (error);
  g_autofree char *got = dump (table);
  g_autofree char *notes = g_strjoinv (" ", (char **) mercer_dataset_notes (table));
  if (strcmp (got, c->want) != 0)
    g_test_fail_printf ("read %s instead of %s", got, c->want);
  if (c->note == NULL ? *notes != '\0' : strstr (notes, c->note) == NULL)
    g_test_fail_printf ("the notes are “%s” instead of “%s”", notes,
                        c->note != NULL ? c->note : "");
}

/* The same text as UTF-16 in both byte orders, with and without a mark. */
static void
test_utf16 (void)
{
  const char *text = "größe,k\n1,𝛼\n2,β\n";
  for (int big = 0; big < 2; big++)
    for (int mark = 0; mark < 2; mark++)
      {
        gsize size;
        g_autoptr (GError) error = NULL;
        g_autofree char *marked = g_strconcat (mark ? "\xef\xbb\xbf" : "", text, NULL);
        g_autofree char *wide
            = g_convert (marked, -1, big ? "UTF-16BE" : "UTF-16LE", "UTF-8", NULL, &size, &error);
        g_assert_no_error (error);
        g_autoptr (MercerDataset) table = read_text (wide, (gssize) size, &error);
        g_assert_no_error (error);
        g_autofree char *got = dump (table);
        g_assert_cmpstr (got, ==, "größe[1 2] k{𝛼 β}");
      }
}

/* Enough text that letters and lines fall across the borders of chunks, in every encoding. */
static void
test_chunks (void)
{
  static const char *const encodings[] = { "UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1" };
  g_autoptr (GString) text = g_string_new ("i,k,q\n");
  const int n = 40000;
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%d,ü%d,%s\n", i, i % 10,
                            i % 3 == 0 ? "\"a \"\"ß\"\"\nb\"" : "é");
  for (gsize e = 0; e < G_N_ELEMENTS (encodings); e++)
    {
      gsize size;
      g_autoptr (GError) error = NULL;
      g_autofree char *bytes
          = g_convert (text->str, (gssize) text->len, encodings[e], "UTF-8", NULL, &size, &error);
      g_assert_no_error (error);
      g_autoptr (MercerDataset) table = read_text (bytes, (gssize) size, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (mercer_dataset_rows (table), ==, n);
      const MercerColumn *numbers = mercer_dataset_column (table, 0),
                         *k = mercer_dataset_column (table, 1);
      const MercerColumn *q = mercer_dataset_column (table, 2);
      g_assert_cmpuint (k->n_levels, ==, 10);
      g_assert_cmpuint (q->n_levels, ==, 2);
      g_assert_cmpstr (q->levels[0], ==, "a \"ß\"\nb");
      for (int i = 0; i < n; i++)
        {
          g_assert_cmpfloat (numbers->values[i], ==, i);
          g_assert_cmpint (k->codes[i], ==, i % 10);
          g_assert_cmpint (q->codes[i], ==, i % 3 == 0 ? 0 : 1);
        }
      g_assert_cmpstr (mercer_dataset_column (table, 1)->levels[3], ==, "ü3");
    }
}

/* Codes such as 007 keep their spelling though text comes only long after the part that decides the
 * types. */
static void
test_late_text (void)
{
  g_autoptr (GString) text = g_string_new ("id,v\n");
  const int n = 60000;
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%07d,%d\n", i % 100, i);
  g_string_append (text, "A12,-1\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = read_text (text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  const MercerColumn *id = mercer_dataset_column (table, 0), *v = mercer_dataset_column (table, 1);
  g_assert_cmpint (id->kind, ==, MERCER_COLUMN_CATEGORICAL);
  g_assert_cmpint (v->kind, ==, MERCER_COLUMN_NUMERIC);
  g_assert_cmpuint (id->n, ==, n + 1);
  g_assert_cmpuint (id->n_levels, ==, 101);
  g_assert_cmpstr (id->levels[id->codes[7]], ==, "0000007");
  g_assert_cmpstr (id->levels[id->codes[n]], ==, "A12");
  for (int i = 0; i < n; i++)
    g_assert_cmpfloat (v->values[i], ==, i);
  const char *const *notes = mercer_dataset_notes (table);
  g_assert_nonnull (notes[0]);
  g_assert_nonnull (strstr (notes[0], "“A12” in line 60002"));
}

/* A text that is not UTF-8 far behind the part that decides the encoding. */
static void
test_late_latin1 (void)
{
  g_autoptr (GString) text = g_string_new ("v,k\n");
  for (int i = 0; i < 60000; i++)
    g_string_append_printf (text, "%d,plain\n", i);
  g_string_append (text, "0,\xe4\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = read_text (text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mercer_dataset_column (table, 1)->levels[1], ==, "ä");
  g_assert_nonnull (strstr (mercer_dataset_notes (table)[0], "Latin-1"));
}

static void
test_thousands_of_ragged_rows (void)
{
  g_autoptr (GString) text = g_string_new ("a,b,c\n");
  for (int i = 0; i < 9000; i++)
    g_string_append (text, i % 3 == 0 ? "1,2\n" : "1,2,3\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = read_text (text->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mercer_dataset_rows (table), ==, 9000);
  g_assert_cmpuint (mercer_dataset_column (table, 2)->n_missing, ==, 3000);
  g_assert_nonnull (strstr (mercer_dataset_notes (table)[0], "3000 rows have too few values"));
}

static void
test_given_options (void)
{
  g_autofree char *path = file_with ("given.csv", "a;1,5\nb;2,5\n", -1);
  g_autoptr (GError) error = NULL;
  const MercerReadOptions options = { ',', MERCER_YES, MERCER_NO, "UTF-8" };
  g_autoptr (MercerDataset) table = mercer_dataset_read (path, &options, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *got = dump (table);
  g_assert_cmpstr (got, ==, "a;1{b;2} 5[5]");
  const MercerReadOptions unknown = { 0, MERCER_GUESS, MERCER_GUESS, "EBCDIC" };
  g_assert_null (mercer_dataset_read (path, &unknown, NULL, &error));
  g_assert_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_UNKNOWN);
}

static void
test_title_and_origin (void)
{
  g_autofree char *path = file_with ("my table.csv", "x\n1\n", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mercer_dataset_title (table), ==, "my table.csv");
  g_assert_cmpstr (mercer_dataset_origin (table), ==, path);
  g_assert_cmpstr (mercer_dataset_source (table), ==, "");
  g_autoptr (MercerDataset) again
      = mercer_dataset_open (mercer_dataset_origin (table), NULL, &error);
  g_assert_true (mercer_hash_equal (mercer_dataset_hash (table), mercer_dataset_hash (again)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/read/case/%s", cases[i].what);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/read/utf16", test_utf16);
  g_test_add_func ("/read/chunks", test_chunks);
  g_test_add_func ("/read/late-text", test_late_text);
  g_test_add_func ("/read/late-latin1", test_late_latin1);
  g_test_add_func ("/read/thousands-of-ragged-rows", test_thousands_of_ragged_rows);
  g_test_add_func ("/read/given-options", test_given_options);
  g_test_add_func ("/read/title-and-origin", test_title_and_origin);
  const int result = g_test_run ();
  remove_folder ();
  return result;
}
