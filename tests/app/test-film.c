/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A film leaves the window as an animation: every frame of the reel, or nothing. */
#include "harness.h"

#include <gif_lib.h>
#include <glib/gstdio.h>

#include "alert.h"
#include "feed.h"
#include "method.h"
#include "window-private.h"

static void
set_flow (MercerWindow *window, double particles, double steps)
{
  g_autoptr (MercerRecipe) flow = mercer_recipe_with_method (harness_recipe (window), mercer_method_find ("sliced-mmd-flow"));
  g_autoptr (MercerRecipe) some = mercer_recipe_with_value (flow, "particles", particles);
  g_autoptr (MercerRecipe) ending = mercer_recipe_with_value (some, "steps", steps);
  mercer_session_set (mercer_window_get_session (window), 0, ending, "Method", NULL);
  harness_turn (0.2);
  harness_wait_idle (window);
}

static size_t
reel_count (MercerWindow *window)
{
  size_t step, count;
  mercer_figure_unref (mercer_slot_frame (mercer_feed_slot (window->feed), 0, &step, &count));
  return count;
}

static void
test_whole (void)
{
  int code;
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "export-film")); /* no flow */
  set_flow (window, 50, 12);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "export-film"));

  g_autofree char *path = harness_path ("film.gif");
  mercer_window_export (window, path);
  harness_wait_idle (window);
  GifFileType *gif = DGifOpenFileName (path, &code);
  g_assert_nonnull (gif);
  g_assert_cmpint (DGifSlurp (gif), ==, GIF_OK);
  g_assert_cmpuint ((size_t) gif->ImageCount, ==, reel_count (window));
  g_assert_cmpint (gif->SWidth, ==, gtk_widget_get_width (GTK_WIDGET (mercer_window_get_canvas (window))));
  DGifCloseFile (gif, NULL);
  harness_screenshot (window, "film");
  harness_close (window);
}

static void
test_given_up (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  set_flow (window, 50, 60);
  g_autofree char *path = harness_path ("given-up.gif");
  mercer_window_export (window, path);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "export-film")); /* one at a time */
  g_action_group_activate_action (G_ACTION_GROUP (window), "cancel-film", NULL);
  harness_wait_idle (window);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "export-film"));

  /* a folder that is not there */
  g_autofree char *nowhere = harness_path ("nowhere/film.gif");
  mercer_window_export (window, nowhere);
  harness_wait_idle (window);
  g_assert_nonnull (mercer_alert_body (GTK_WINDOW (window)));
  mercer_alert_dismiss (GTK_WINDOW (window));
  harness_turn (0.1);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/film/whole", test_whole);
  g_test_add_func ("/film/given-up", test_given_up);
  return g_test_run ();
}
