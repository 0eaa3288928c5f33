/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands still while words change: the picture and the player, in windows large and small. */
#include "harness.h"

#include "method.h"
#include "player.h"
#include "readouts.h"

static const struct
{
  int width, height;
} sizes[] = { { 1280, 860 }, { 1024, 700 }, { 800, 600 }, { 360, 640 } };

static const char short_note[] = "Twelve inputs occur twice.";
static const char long_note[] = "The kernel has a kink at distance 0: points at exactly the same place neither pull nor push each "
                                "other, which holds particles together that ought to part.";

static graphene_rect_t
place_of (MercerWindow *window, GtkWidget *widget)
{
  graphene_rect_t place;
  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &place));
  return place;
}

static void
assert_same_place (const graphene_rect_t *a, const graphene_rect_t *b)
{
  g_assert_cmpfloat (a->origin.x, ==, b->origin.x);
  g_assert_cmpfloat (a->origin.y, ==, b->origin.y);
  g_assert_cmpfloat (a->size.width, ==, b->size.width);
  g_assert_cmpfloat (a->size.height, ==, b->size.height);
}

/* The figure on show said this many sentences. */
static void
say (MercerWindow *window, int n, const char *sentence, const char *remedy)
{
  MercerReadouts *readouts = MERCER_READOUTS (harness_find (GTK_WIDGET (window), MERCER_TYPE_READOUTS, NULL));
  MercerFigureBuilder *b = mercer_figure_builder_new ("Figure");
  mercer_figure_readout (b, "n", "Points", 150, "");
  for (int i = 0; i < n; i++)
    mercer_figure_note (b, MERCER_NOTE_INFO, sentence, remedy, remedy != NULL ? "noise" : NULL, 0.25);
  g_autoptr (MercerFigure) figure = mercer_figure_builder_finish (b);
  mercer_readouts_show (readouts, figure, 0.1);
  harness_turn (0.15);
}

/* Nothing of the words lies over the numbers, and of few words nothing is beyond the edge. */
static void
assert_seen (MercerWindow *window, const char *sentence)
{
  GtkWidget *label = harness_find (GTK_WIDGET (window), GTK_TYPE_LABEL, sentence);
  g_assert_nonnull (label);
  GtkWidget *scrolled = gtk_widget_get_ancestor (label, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t words = place_of (window, label), room = place_of (window, scrolled);
  graphene_rect_t numbers = place_of (window, harness_find (scrolled, GTK_TYPE_FLOW_BOX, NULL));
  g_assert_cmpfloat (words.origin.y + words.size.height, <=, room.origin.y + room.size.height);
  g_assert_true (words.origin.y + words.size.height <= numbers.origin.y || numbers.origin.y + numbers.size.height <= words.origin.y);
}

static void
test_notes (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      MercerWindow *window = harness_window (sizes[i].width, sizes[i].height);
      harness_load (window, "sample:iris");
      harness_turn (0.3);
      GtkWidget *canvas = GTK_WIDGET (mercer_window_get_canvas (window));
      graphene_rect_t before = place_of (window, canvas);
      for (int n = 0; n <= 4; n++)
        {
          say (window, n, n == 1 ? long_note : short_note, n == 4 ? "Raise the Noise" : NULL);
          graphene_rect_t after = place_of (window, canvas);
          assert_same_place (&before, &after);
          if (n > 0)
            assert_seen (window, n == 1 ? long_note : short_note);
          if (n == 2)
            harness_screenshot (window, "steady-notes");
        }
      harness_turn (1.2); /* those that go linger */
      say (window, 0, NULL, NULL);
      harness_turn (1.2);
      graphene_rect_t after = place_of (window, canvas);
      assert_same_place (&before, &after);
      harness_close (window);
    }
}

static void
set_method (MercerWindow *window, const char *id)
{
  g_autoptr (MercerRecipe) other = mercer_recipe_with_method (harness_recipe (window), mercer_method_find (id));
  mercer_session_set (mercer_window_get_session (window), 0, other, "Method", NULL);
}

/* Both count points; that is no reason to keep the other numbers of the first. */
static void
test_numbers_of_another_method (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:iris");
  GtkWidget *readouts = harness_find (GTK_WIDGET (window), MERCER_TYPE_READOUTS, NULL);
  g_assert_nonnull (harness_find (readouts, GTK_TYPE_LABEL, "Leave-one-out"));
  set_method (window, "kernel-pca");
  harness_wait_idle (window);
  g_assert_nonnull (harness_find (readouts, GTK_TYPE_LABEL, "Points"));
  g_assert_nonnull (harness_find (readouts, GTK_TYPE_LABEL, "Eigenvalue"));
  g_assert_null (harness_find (readouts, GTK_TYPE_LABEL, "Leave-one-out"));
  harness_close (window);
}

static bool
has_frames (void *player)
{
  GtkWidget *slider = harness_find (player, GTK_TYPE_SCALE, NULL);
  return slider != NULL && gtk_widget_is_sensitive (slider);
}

/* A pointer that is over Pause is over Pause still when the film has ended and says so. */
static void
test_end_of_film (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:iris");
  set_method (window, "mmd-flow");
  GtkWidget *player = harness_find (GTK_WIDGET (window), MERCER_TYPE_PLAYER, NULL);
  harness_wait (has_frames, player, "a film");
  harness_turn (0.1);
  graphene_rect_t before = place_of (window, player);
  harness_wait_idle (window);
  harness_turn (0.3);
  MercerFigure *figure = mercer_canvas_get_figure (mercer_window_get_canvas (window));
  g_assert_cmpuint (mercer_figure_n_notes (figure), >, 0);
  graphene_rect_t after = place_of (window, player);
  assert_same_place (&before, &after);
  harness_screenshot (window, "steady-film");
  harness_close (window);
}

/* The desktop's switch for large text: the picture's grows with it, and words find their room. The default font of a display
 * without a desktop is one of 10 points, a little under the 11 that are usual, so that 1.5 times it is 15 / 11. */
static void
test_large_text (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  MercerWindow *window = harness_window (1024, 700);
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  MercerLook look;
  harness_load (window, "sample:iris");
  mercer_canvas_get_look (canvas, &look);
  g_assert_cmpfloat (look.font_size, ==, 10);

  g_object_set (settings, "gtk-xft-dpi", 144 * 1024, NULL);
  harness_turn (0.5);
  mercer_canvas_get_look (canvas, &look);
  g_assert_cmpfloat_with_epsilon (look.font_size, 150.0 / 11, 0.01);
  graphene_rect_t before = place_of (window, GTK_WIDGET (canvas));
  say (window, 1, long_note, NULL);
  graphene_rect_t after = place_of (window, GTK_WIDGET (canvas));
  assert_same_place (&before, &after);
  assert_seen (window, long_note);
  harness_screenshot (window, "steady-large-text");

  g_object_set (settings, "gtk-xft-dpi", 96 * 1024, NULL);
  harness_turn (0.3);
  mercer_canvas_get_look (canvas, &look);
  g_assert_cmpfloat (look.font_size, ==, 10);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/steady/notes", test_notes);
  g_test_add_func ("/steady/numbers-of-another-method", test_numbers_of_another_method);
  g_test_add_func ("/steady/end-of-film", test_end_of_film);
  g_test_add_func ("/steady/large-text", test_large_text);
  return g_test_run ();
}
