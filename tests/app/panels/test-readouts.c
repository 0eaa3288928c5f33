/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readouts and notes: what they show, that they stand still, and the remedy. */

#include "panel-harness.h"

#include "readouts.h"

static MercerFigure *
figure_new (double likelihood, bool with_score, int notes)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Figure");

  mercer_figure_readout (b, "n", "Points", 521, "");
  mercer_figure_readout (b, "log_marginal_likelihood", "Log marginal likelihood", likelihood, "");
  if (with_score)
    mercer_figure_readout (b, "loo_rmse", "Leave-one-out RMSE", 0.1 + 0.2, "ppm");
  mercer_figure_readout (b, "jitter", "Jitter", 0, "ppm²");
  for (int i = 0; i < notes; i++)
    mercer_figure_note (b, i == 0 ? MERCER_NOTE_WARNING : MERCER_NOTE_INFO, "Twelve inputs occur twice.",
                        i == 0 ? "Raise the Noise" : NULL, i == 0 ? "noise" : NULL, 0.25);
  return mercer_figure_builder_finish (b);
}

static bool
says (GtkWidget *line, gconstpointer text)
{
  return g_strcmp0 (GTK_IS_LABEL (line) ? gtk_label_get_text (GTK_LABEL (line)) : gtk_inscription_get_text (GTK_INSCRIPTION (line)), text)
         == 0;
}

static void
show (MercerReadouts *readouts, MercerFigure *figure, double seconds)
{
  mercer_readouts_show (readouts, figure, seconds);
  if (figure != NULL)
    mercer_figure_unref (figure);
  turn (30);
}

static void
test_values (void)
{
  MercerReadouts *readouts = MERCER_READOUTS (mercer_readouts_new ());
  GtkWindow *window = show_in_window (GTK_WIDGET (readouts), 700, 200);

  show (readouts, figure_new (-83.2138163, true, 0), 0.0123);
  g_assert_nonnull (find (GTK_WIDGET (readouts), GTK_TYPE_INSCRIPTION, says, "521"));
  g_assert_nonnull (find (GTK_WIDGET (readouts), GTK_TYPE_INSCRIPTION, says, "\u221283.2138"));
  g_assert_nonnull (find (GTK_WIDGET (readouts), GTK_TYPE_INSCRIPTION, says, "0.300000 ppm"));
  g_assert_nonnull (find (GTK_WIDGET (readouts), GTK_TYPE_INSCRIPTION, says, "12 ms"));
  /* In full, for quoting. */
  g_autofree char *text = mercer_readouts_text (readouts);
  g_assert_cmpstr (text, ==,
                   "n\t521\t\nlog_marginal_likelihood\t-83.2138163\t\nloo_rmse\t0.30000000000000004\tppm\n"
                   "jitter\t0\tppm²\nseconds\t0.0123\ts\n");
  gtk_widget_activate_action (GTK_WIDGET (readouts), "readouts.copy", NULL);
  g_assert_true (gdk_clipboard_is_local (gtk_widget_get_clipboard (GTK_WIDGET (readouts))));
  close_window (window);
}

/* Nothing moves while values change or are not known yet. */
static void
test_stands_still (void)
{
  MercerReadouts *readouts = MERCER_READOUTS (mercer_readouts_new ());
  GtkWindow *window = show_in_window (GTK_WIDGET (readouts), 500, 300);
  static const double values[] = { -83.2138163, 1e-12, -1.23456789e-10, 1234567.8, NAN, INFINITY, 0 };
  graphene_rect_t first, now;

  show (readouts, figure_new (values[0], true, 0), 0.0123);
  GtkWidget *jitter = find (GTK_WIDGET (readouts), GTK_TYPE_LABEL, says, "Jitter");
  int height = gtk_widget_get_height (GTK_WIDGET (readouts));
  g_assert_true (gtk_widget_compute_bounds (jitter, GTK_WIDGET (readouts), &first));
  for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
    for (int score = 0; score < 2; score++)
      {
        show (readouts, figure_new (values[i], score == 1, 0), i % 2 == 0 ? 125 : -1);
        g_assert_true (find (GTK_WIDGET (readouts), GTK_TYPE_LABEL, says, "Jitter") == jitter);
        g_assert_true (gtk_widget_compute_bounds (jitter, GTK_WIDGET (readouts), &now));
        g_assert_true (graphene_rect_equal (&first, &now));
        g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (readouts)), ==, height);
      }
  /* What a draft does not know is a dash and is not copied. */
  show (readouts, figure_new (1.5, false, 0), -1);
  g_autofree char *text = mercer_readouts_text (readouts);
  g_assert_null (strstr (text, "loo_rmse"));
  g_assert_null (strstr (text, "seconds"));
  close_window (window);
}

static void
test_another_method (void)
{
  MercerReadouts *readouts = MERCER_READOUTS (mercer_readouts_new ());
  GtkWindow *window = show_in_window (GTK_WIDGET (readouts), 500, 300);
  MercerFigureBuilder *b = mercer_figure_builder_new ("Other");

  show (readouts, figure_new (-1.5, true, 0), 0.1);
  mercer_figure_readout (b, "bandwidth", "Bandwidth", 0.25, "cm");
  show (readouts, mercer_figure_builder_finish (b), 0.1);
  g_assert_null (find (GTK_WIDGET (readouts), GTK_TYPE_LABEL, says, "Jitter"));
  g_assert_nonnull (find (GTK_WIDGET (readouts), GTK_TYPE_LABEL, says, "Bandwidth"));
  show (readouts, NULL, -1);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (readouts)), >=, 0);
  close_window (window);
}

static void
remedy_cb (MercerReadouts *readouts, const char *param, double value, gpointer data)
{
  char **heard = data;

  g_free (*heard);
  *heard = g_strdup_printf ("%s=%g", param, value);
}

static void
test_notes (void)
{
  MercerReadouts *readouts = MERCER_READOUTS (mercer_readouts_new ());
  GtkWindow *window = show_in_window (GTK_WIDGET (readouts), 500, 300);
  g_autofree char *heard = NULL;
  int height;

  g_signal_connect (readouts, "remedy", G_CALLBACK (remedy_cb), &heard);
  show (readouts, figure_new (-1.5, true, 2), 0.1);
  GtkWidget *remedy = find (GTK_WIDGET (readouts), GTK_TYPE_BUTTON, button_has_label, "Raise the Noise");
  g_assert_true (gtk_widget_get_mapped (remedy));
  gtk_test_accessible_assert_property (remedy, GTK_ACCESSIBLE_PROPERTY_LABEL, "Raise the Noise");
  press (remedy);
  g_assert_cmpstr (heard, ==, "noise=0.25");
  /* The same widgets again for the next figure; gone notes keep their place for a moment. */
  height = gtk_widget_get_height (GTK_WIDGET (readouts));
  show (readouts, figure_new (-1.6, true, 0), 0.1);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (readouts)), ==, height);
  g_assert_false (gtk_widget_is_sensitive (remedy));
  show (readouts, figure_new (-1.7, true, 2), 0.1);
  g_assert_true (find (GTK_WIDGET (readouts), GTK_TYPE_BUTTON, button_has_label, "Raise the Noise") == remedy);
  g_assert_true (gtk_widget_is_sensitive (remedy));
  show (readouts, figure_new (-1.6, true, 0), 0.1);
  turn (1100);
  g_assert_false (gtk_widget_get_mapped (remedy));
  close_window (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/readouts/values", test_values);
  g_test_add_func ("/app/readouts/stands-still", test_stands_still);
  g_test_add_func ("/app/readouts/another-method", test_another_method);
  g_test_add_func ("/app/readouts/notes", test_notes);
  return g_test_run ();
}
