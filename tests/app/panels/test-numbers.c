/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of numbers: what it shows, order by a column, and that neither order, selection nor scrolling is lost while
 * figures come. */

#include "panel-harness.h"

#include "numbers-rows.h"
#include "numbers-table.h"
#include "numbers-view.h"

/* value[i] = start + step i, but row 1 is missing; square is its square. */
static MercerFigure *
figure_new (size_t n, double start, double step, const char *words)
{
  g_autofree double *value = g_new (double, n), *square = g_new (double, n);
  for (size_t i = 0; i < n; i++)
    {
      value[i] = i == 1 ? NAN : start + step * (double) i;
      square[i] = value[i] * value[i];
    }
  MercerFigureBuilder *b = mercer_figure_builder_new ("Figure");
  int table = mercer_figure_table (b, "main", "Main", n);
  mercer_figure_table_column (b, table, "value", "ppm", value);
  mercer_figure_table_column (b, table, "square", "", square);
  table = mercer_figure_table (b, "other", "Other", 1);
  mercer_figure_table_column (b, table, "one", "", value);
  if (words != NULL)
    mercer_figure_text_output (b, "kernel", "Kernel", words);
  return mercer_figure_builder_finish (b);
}

static void
show (MercerNumbersView *view, MercerFigure *figure)
{
  mercer_numbers_view_show (view, figure);
  mercer_figure_unref (figure);
  for (int i = 0; i < 200 && !mercer_numbers_view_is_settled (view); i++)
    turn (20);
  g_assert_true (mercer_numbers_view_is_settled (view));
  turn (30);
}

static bool
says (GtkWidget *widget, gconstpointer text)
{
  return g_strcmp0 (GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
                                          : gtk_inscription_get_text (GTK_INSCRIPTION (widget)),
                    text)
         == 0;
}

static GtkColumnView *
table_of (MercerNumbersView *view)
{
  return mercer_numbers_table_view (
    MERCER_NUMBERS_TABLE (find (GTK_WIDGET (view), MERCER_TYPE_NUMBERS_TABLE, NULL, NULL)));
}

static void
test_order (void)
{
  g_autoptr (MercerFigure) figure = figure_new (4, 3, -1, NULL); /* 3, missing, 1, 0 */
  const MercerTable *table = mercer_figure_get_table (figure, 0);
  g_autofree guint *up = mercer_numbers_order (table, 0, false), *down = mercer_numbers_order (table, 0, true);
  const guint up_wanted[] = { 3, 2, 0, 1 }, down_wanted[] = { 0, 2, 3, 1 };
  g_assert_cmpmem (up, sizeof up_wanted, up_wanted, sizeof up_wanted);
  g_assert_cmpmem (down, sizeof down_wanted, down_wanted, sizeof down_wanted);
  g_autofree char *text = mercer_numbers_text (table, up, 2);
  g_assert_cmpstr (text, ==, "value (ppm)\tsquare\n0\t0\n1\t1\n");
  g_autofree char *all = mercer_numbers_text (table, NULL, 0);
  g_assert_cmpstr (all, ==, "value (ppm)\tsquare\n3\t9\n\t\n1\t1\n0\t0\n");
}

static void
test_follows (void)
{
  MercerNumbersView *view = MERCER_NUMBERS_VIEW (mercer_numbers_view_new ());
  GtkWindow *window = show_in_window (GTK_WIDGET (view), 600, 400);
  show (view, figure_new (1000, 0.5, 1, "RBF(lengthscale=1)"));
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_LABEL, says, "RBF(lengthscale=1)"));
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_LABEL, says, "1000 rows"));
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_INSCRIPTION, says, "2.500000"));
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_INSCRIPTION, says, "–"));

  /* the greatest first: 999.5 stands on top, and row 997 third */
  GtkColumnView *columns = table_of (view);
  g_autoptr (GtkColumnViewColumn) value = g_list_model_get_item (gtk_column_view_get_columns (columns), 0);
  gtk_column_view_sort_by_column (columns, value, GTK_SORT_DESCENDING);
  turn (100);
  GtkSelectionModel *selection = gtk_column_view_get_model (columns);
  gtk_selection_model_select_item (selection, 2, TRUE);
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_INSCRIPTION, says, "999.5000"));
  g_assert_null (find (GTK_WIDGET (view), GTK_TYPE_INSCRIPTION, says, "2.500000"));

  /* now the greatest comes last in the table: row 997 is the third from the end of those that are there */
  show (view, figure_new (1000, 0.25, -1, "RBF(lengthscale=2)"));
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_INSCRIPTION, says, "0.2500000"));
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_LABEL, says, "RBF(lengthscale=2)"));
  g_assert_true (gtk_column_view_get_model (columns) == selection);
  g_assert_true (gtk_selection_model_is_selected (selection, 996));
  g_assert_false (gtk_selection_model_is_selected (selection, 2));
  close_window (window);
}

static void
test_scroll (void)
{
  MercerNumbersView *view = MERCER_NUMBERS_VIEW (mercer_numbers_view_new ());
  GtkWindow *window = show_in_window (GTK_WIDGET (view), 600, 400);
  show (view, figure_new (1000, 0.5, 1, NULL));
  GtkAdjustment *place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table_of (view)));
  gtk_adjustment_set_value (place, 4000);
  turn (60);
  double before = gtk_adjustment_get_value (place);
  g_assert_cmpfloat (before, >, 1000);
  show (view, figure_new (1000, 7.5, 1, NULL));
  g_assert_cmpfloat (gtk_adjustment_get_value (place), ==, before);
  show (view, figure_new (1200, 7.5, 1, NULL)); /* more rows after those in view */
  g_assert_cmpfloat (gtk_adjustment_get_value (place), ==, before);
  close_window (window);
}

/* A table chosen by hand is shown as long as there is one of its name; a figure without any says so. */
static void
test_choice (void)
{
  MercerNumbersView *view = MERCER_NUMBERS_VIEW (mercer_numbers_view_new ());
  GtkWindow *window = show_in_window (GTK_WIDGET (view), 600, 400);
  show (view, figure_new (10, 0, 1, NULL));
  GtkDropDown *choice = GTK_DROP_DOWN (find (GTK_WIDGET (view), GTK_TYPE_DROP_DOWN, NULL, NULL));
  gtk_drop_down_set_selected (choice, 1);
  turn (50);
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_LABEL, says, "1 row"));
  show (view, figure_new (20, 0, 1, NULL));
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_LABEL, says, "1 row"));
  MercerFigureBuilder *bare = mercer_figure_builder_new ("Bare");
  show (view, mercer_figure_builder_finish (bare));
  GtkStack *stack = GTK_STACK (find (GTK_WIDGET (view), GTK_TYPE_STACK, NULL, NULL));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "none");
  show (view, figure_new (5, 0, 1, NULL));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "numbers");
  mercer_numbers_view_show (view, NULL);
  turn (200);
  close_window (window);
}

/* Words stand at the left of a column that is as wide as the longest of them needs, numbers at the right of theirs. */
static void
test_words (void)
{
  static const char *const names[] = { "Squared exponential, isotropic", "RBF" };
  const double which[] = { 1, 0 }, value[] = { 2.5, 3.5 };
  MercerFigureBuilder *b = mercer_figure_builder_new ("Figure");
  int table = mercer_figure_table (b, "main", "Main", 2);
  mercer_figure_table_column (b, table, "a", "", which);
  mercer_figure_table_names (b, table, 2, names);
  mercer_figure_table_column (b, table, "b", "", value);
  MercerNumbersView *view = MERCER_NUMBERS_VIEW (mercer_numbers_view_new ());
  GtkWindow *window = show_in_window (GTK_WIDGET (view), 600, 400);
  show (view, mercer_figure_builder_finish (b));
  GtkWidget *word = find (GTK_WIDGET (view), GTK_TYPE_INSCRIPTION, says, names[0]);
  GtkWidget *number = find (GTK_WIDGET (view), GTK_TYPE_INSCRIPTION, says, "2.500000");
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (word)), ==, 0);
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (number)), ==, 1);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (word, names[0]);
  int width;
  pango_layout_get_pixel_size (layout, &width, NULL);
  g_assert_cmpint (gtk_widget_get_width (word), >=, width);
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/numbers/order", test_order);
  g_test_add_func ("/app/numbers/follows", test_follows);
  g_test_add_func ("/app/numbers/scroll", test_scroll);
  g_test_add_func ("/app/numbers/choice", test_choice);
  g_test_add_func ("/app/numbers/words", test_words);
  return g_test_run ();
}
