/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The player: a flow that is held, stepped, looked back at and played again. */
#include "hand.h"

#include "canvas-private.h"
#include "player.h"
#include "window-private.h"

/* Counts to `steps`, one frame each, a thousandth of a second apart; `gain` is live. */
typedef struct
{
  int steps;
  double gain;
} Count;

static const MercerParam count_params[] = {
  MERCER_INT (Count, steps, "steps", "Steps", "", "", 40, 1, 1000000, 0),
  MERCER_REAL (Count, gain, "gain", "Gain", "", "", 1, 0, 10, 0, 10, MERCER_LIVE),
  { 0 },
};

static const MercerRole count_roles[] = { { "x", "Inputs", "", true, 1, 0, NULL, 0 }, { 0 } };

static MercerFigure *
count_figure (int step, double gain)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Count");
  const MercerStyle line = { .role = MERCER_ROLE_DATA, .width = 1 };
  mercer_figure_line (b, mercer_figure_panel (b, "", 0, 0, 1, 1), &line, 2, (double[]) { 0, 1 }, (double[]) { 0, step });
  mercer_figure_readout (b, "step", "Step", step, "");
  mercer_figure_readout (b, "gain", "Gain", gain, "");
  return mercer_figure_builder_finish (b);
}

/* Finds that all is well as it is. */
static const MercerAction count_actions[] = { { "keep", "Keep", "" }, { NULL } };

static MercerStatus
run_count (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  const Count *count = values;
  if (mercer_recipe_action (recipe) != NULL)
    {
      mercer_job_propose (job, mercer_recipe_ref ((MercerRecipe *) recipe), "Keep", NULL);
      return MERCER_OK;
    }
  double gain = count->gain;
  g_usleep (50000); /* methods prepare: what the flow before said last is heard meanwhile */
  for (int i = 0; i < count->steps; i++)
    {
      MercerRecipe *next = mercer_job_refresh (job);
      if (next != NULL)
        gain = ((const Count *) mercer_recipe_values (next))->gain;
      mercer_recipe_unref (next);
      mercer_job_emit (job, MERCER_EMIT_FRAME, count_figure (i, gain));
      mercer_work_progress (mercer_job_work (job), 0.5, "Counting"); /* once more when it is told to stop */
      g_usleep (1000);
      if (!mercer_work_wanted (mercer_job_work (job)))
        return MERCER_STOPPED;
    }
  mercer_job_emit (job, MERCER_EMIT_FINAL, count_figure (count->steps, gain));
  return MERCER_OK;
}

static const MercerMethod count_method = {
  .id = "count", .room = MERCER_ROOM_FLOWS, .title = "Count", .summary = "", .source = "",
  .values_size = sizeof (Count), .params = count_params, .roles = count_roles, .run = run_count,
  .actions = count_actions, .flags = MERCER_METHOD_FLOW,
};

static void
set_count (MercerWindow *window, int steps, double gain)
{
  MercerDataset *dataset = mercer_recipe_dataset (harness_recipe (window));
  Count values = { .steps = steps, .gain = gain };
  MercerRecipe *start = mercer_recipe_new (&count_method, dataset);
  MercerRecipe *recipe = mercer_recipe_with_values (start, &values);
  mercer_session_set (mercer_window_get_session (window), 0, recipe, "Count", NULL);
  mercer_recipe_unref (recipe);
  mercer_recipe_unref (start);
}

static bool
moved_on (void *window)
{
  MercerFigure *figure = mercer_canvas_get_figure (mercer_window_get_canvas (window));
  return mercer_figure_find_readout (figure, "step") != NULL && harness_readout (window, "step") >= 3;
}

static bool
is_early (void *window)
{
  return harness_readout (window, "step") < 100;
}

static bool
has_gain (void *window)
{
  return harness_readout (window, "gain") == 5;
}

static void
press (GtkWidget *button)
{
  gtk_widget_activate (button);
  harness_turn (0.4); /* it lets go after a while */
}

static void
test_flow (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  g_assert_null (harness_find (GTK_WIDGET (window), MERCER_TYPE_PLAYER, NULL)); /* nothing to play */

  set_count (window, 1000000, 1);
  harness_wait (moved_on, window, "the flow to go on");
  GtkWidget *player = harness_find (GTK_WIDGET (window), MERCER_TYPE_PLAYER, NULL);
  g_assert_nonnull (player);
  g_assert_true (mercer_player_is_playing (MERCER_PLAYER (player)));
  GtkWidget *slider = harness_find (player, GTK_TYPE_SCALE, NULL);
  GtkWidget *play = gtk_widget_get_first_child (player), *step = gtk_widget_get_next_sibling (play);
  GtkWidget *restart = gtk_widget_get_next_sibling (step);

  /* what is live goes into the flow that runs, which does not start again */
  double before = harness_readout (window, "step");
  set_count (window, 1000000, 5);
  harness_wait (has_gain, window, "the live change");
  g_assert_cmpfloat (harness_readout (window, "step"), >=, before);

  /* pause holds it; a step is one frame */
  press (play);
  g_assert_false (mercer_player_is_playing (MERCER_PLAYER (player)));
  double held = harness_readout (window, "step");
  harness_turn (0.1);
  g_assert_cmpfloat (harness_readout (window, "step"), ==, held);
  press (step);
  g_assert_cmpfloat (harness_readout (window, "step"), ==, held + 1);
  harness_screenshot (window, "flow");

  /* looking back shows the frame and leaves the flow alone */
  g_signal_emit_by_name (mercer_window_get_canvas (window), "space");
  g_assert_true (mercer_player_is_playing (MERCER_PLAYER (player)));
  gtk_range_set_value (GTK_RANGE (slider), 1);
  double seen = harness_readout (window, "step"), upper = gtk_adjustment_get_upper (gtk_range_get_adjustment (GTK_RANGE (slider)));
  g_assert_cmpfloat (seen, <, held);
  harness_turn (0.3);
  g_assert_cmpfloat (harness_readout (window, "step"), ==, seen);
  g_assert_cmpfloat (gtk_adjustment_get_upper (gtk_range_get_adjustment (GTK_RANGE (slider))), >, upper);
  gtk_range_set_value (GTK_RANGE (slider), 1e9); /* back to the present */
  harness_turn (0.1);
  g_assert_cmpfloat (harness_readout (window, "step"), >, held);

  /* from the start */
  harness_turn (0.3); /* it is later than it can be again when the button has let go */
  gtk_widget_activate (restart);
  harness_wait (is_early, window, "the flow to begin anew");

  /* another method has no use for the player, and a paused slot does not hold it */
  press (play);
  mercer_session_undo (mercer_window_get_session (window));
  mercer_session_undo (mercer_window_get_session (window));
  harness_wait_idle (window);
  g_assert_false (gtk_widget_get_visible (player));
  g_assert_nonnull (mercer_figure_find_readout (mercer_canvas_get_figure (mercer_window_get_canvas (window)),
                                                "log_marginal_likelihood"));
  harness_close (window);
}

/* One that comes to its end can be seen again, and played anew; slower ones take their time. */
static void
test_flow_end (void)
{
  MercerWindow *window = harness_window (360, 640);
  harness_load (window, "sample:faithful");
  int narrow = gtk_widget_get_width (GTK_WIDGET (window));
  set_count (window, 40, 1);
  harness_wait (moved_on, window, "the flow to go on");
  harness_wait_idle (window);
  GtkWidget *player = harness_find (GTK_WIDGET (window), MERCER_TYPE_PLAYER, NULL);
  GtkWidget *slider = harness_find (player, GTK_TYPE_SCALE, NULL);
  g_assert_false (mercer_player_is_playing (MERCER_PLAYER (player)));
  g_assert_cmpfloat (harness_readout (window, "step"), ==, 40);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, narrow); /* the player found room */
  harness_screenshot (window, "flow-narrow");

  /* a particle that is let go of leaves the film alone, and the hand is told why */
  static const char told[] = "The flow has come to its end; play it again to move particles while it runs";
  g_assert_null (harness_find (GTK_WIDGET (window), GTK_TYPE_LABEL, told));
  g_signal_emit_by_name (mercer_window_get_canvas (window), "touch");
  harness_turn (0.2);
  g_assert_nonnull (harness_find (GTK_WIDGET (window), GTK_TYPE_LABEL, told));
  g_assert_cmpfloat (harness_readout (window, "step"), ==, 40);

  gtk_range_set_value (GTK_RANGE (slider), 30);
  g_assert_cmpfloat (harness_readout (window, "step"), ==, 30);
  mercer_player_toggle (MERCER_PLAYER (player)); /* sees the rest again */
  harness_turn (0.7);
  g_assert_cmpfloat (harness_readout (window, "step"), ==, 40); /* the final figure too */

  gtk_drop_down_set_selected (GTK_DROP_DOWN (harness_find (player, GTK_TYPE_DROP_DOWN, NULL)), 2);
  mercer_player_toggle (MERCER_PLAYER (player)); /* at the end it starts anew, five frames a second */
  harness_turn (1.1);
  g_assert_cmpfloat (harness_readout (window, "step"), <, 12);
  g_assert_true (mercer_player_is_playing (MERCER_PLAYER (player)));
  harness_close (window); /* while it plays */
}

/* An action that changes nothing leaves no film without an end behind it, and nothing to undo. */
static void
test_kept (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  set_count (window, 40, 1);
  harness_wait (moved_on, window, "the flow to go on");
  harness_wait_idle (window);
  MercerRecipe *before = harness_recipe (window);
  mercer_window_act (window, "keep");
  harness_turn (0.5);
  harness_wait_idle (window);
  GtkWidget *player = harness_find (GTK_WIDGET (window), MERCER_TYPE_PLAYER, NULL);
  GtkWidget *slider = harness_find (player, GTK_TYPE_SCALE, NULL);
  g_assert_true (harness_recipe (window) == before);
  g_assert_nonnull (harness_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "Keep"));
  g_assert_null (harness_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Undo"));
  g_assert_true (gtk_widget_get_sensitive (slider)); /* there is a film */
  gtk_range_set_value (GTK_RANGE (slider), 30);
  g_assert_cmpfloat (harness_readout (window, "step"), ==, 30);
  harness_close (window);
}

/* The last words of a flow that was held do not stand under the one that follows, which is held before its first step. */
static void
test_last_words (void)
{
  static const char told[] = "Paused";
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  set_count (window, 1000000, 1);
  harness_wait (moved_on, window, "the flow to go on");
  mercer_player_toggle (MERCER_PLAYER (harness_find (GTK_WIDGET (window), MERCER_TYPE_PLAYER, NULL)));
  harness_turn (0.2);
  g_assert_nonnull (harness_find (GTK_WIDGET (window), GTK_TYPE_INSCRIPTION, told));
  set_count (window, 999999, 1); /* another number of steps begins anew */
  harness_wait (is_early, window, "the flow to begin anew");
  harness_turn (0.4);
  g_assert_cmpfloat (harness_readout (window, "step"), ==, 0);
  g_assert_null (harness_find (GTK_WIDGET (window), GTK_TYPE_INSCRIPTION, told));
  harness_close (window);
}

/* In pixels of the screen: the window has no frame here and stands in the corner. */
static void
place_on_screen (MercerWindow *window, GtkWidget *widget, double fx, double fy, int *x, int *y)
{
  graphene_rect_t place;
  double dx, dy;
  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &place));
  gtk_native_get_surface_transform (GTK_NATIVE (window), &dx, &dy);
  *x = (int) (place.origin.x + fx * place.size.width + dx);
  *y = (int) (place.origin.y + fy * place.size.height + dy);
}

static void
drag_along (int x, int y)
{
  hand ("mousemove %d %d sleep 0.1 mousedown 1 mousemove %d %d mousemove %d %d mouseup 1", x, y, x + 30, y, x + 60, y);
  harness_turn (0.2);
}

/* With a real pointer and a real key: looking back with the slider and going on with the space bar; a press that misses the
 * slider does nothing to the picture. */
static void
test_slider (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  set_count (window, 300, 1);
  harness_wait (moved_on, window, "the flow to go on");
  harness_wait_idle (window);
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  GtkWidget *player = harness_find (GTK_WIDGET (window), MERCER_TYPE_PLAYER, NULL);
  GtkWidget *slider = harness_find (player, GTK_TYPE_SCALE, NULL);
  int x, y, length = gtk_widget_get_width (slider);

  place_on_screen (window, slider, 0.25, 0.5, &x, &y);
  hand ("mousemove %d %d sleep 0.1 click 1", x, y);
  harness_turn (0.2);
  double seen = harness_readout (window, "step");
  g_assert_cmpfloat_with_epsilon (seen, 75, 15);
  g_assert_true (gtk_widget_has_focus (slider));
  g_assert_cmpint (gtk_widget_get_width (slider), ==, length); /* “75 / 300” has the room of “300 / 300” */
  hand ("key space");
  harness_turn (0.5);
  g_assert_cmpfloat (harness_readout (window, "step"), >, seen);
  hand ("key space");
  double held = harness_readout (window, "step");
  harness_turn (0.3);
  g_assert_cmpfloat (harness_readout (window, "step"), ==, held);
  g_assert_cmpfloat (held, <, 300);

  int top, unused;
  place_on_screen (window, player, 0, 0, &unused, &top);
  drag_along (x, top + 3);
  g_assert_false (mercer_view_is_changed (mercer_canvas_get_view (canvas)));
  drag_along (x, top - 12); /* the axis */
  g_assert_true (mercer_view_is_changed (mercer_canvas_get_view (canvas)));
  harness_close (window);
}

/* The handle on a film's own timeline looks along it as the slider does, and sets nothing: no step of undo, no other film. */
static void
test_timeline (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  g_autoptr (MercerRecipe) flow = mercer_recipe_with_method (harness_recipe (window), mercer_method_find ("diffusion"));
  g_autoptr (MercerRecipe) few = mercer_recipe_with_value (flow, "particles", 50);
  mercer_session_set (mercer_window_get_session (window), 0, few, "Method", NULL);
  harness_turn (0.2);
  harness_wait_idle (window);
  g_assert_cmpfloat (harness_readout (window, "steps"), ==, 121);
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  MercerRecipe *before = harness_recipe (window);
  const double places[] = { 30, 75, 500, 0 }, shown[] = { 30, 75, 121, 0 };
  for (size_t k = 0; k < G_N_ELEMENTS (places); k++)
    {
      const MercerHandle *handle = mercer_figure_get_handle (canvas->figure, 0, NULL);
      g_assert_cmpstr (handle->value.id, ==, MERCER_HANDLE_FILM);
      mercer_canvas_emit_handle (canvas, &(MercerHandleMove){ handle, { .value = places[k] } });
      g_assert_cmpfloat (harness_readout (window, "steps"), ==, shown[k]);
    }
  g_assert_true (harness_recipe (window) == before);
  harness_close (window);
}

static bool
has_flowed (void *window)
{
  MercerFigure *figure = mercer_canvas_get_figure (mercer_window_get_canvas (window));
  const MercerReadout *steps = figure != NULL ? mercer_figure_find_readout (figure, "steps") : NULL;
  return mercer_dataset_rows (mercer_recipe_dataset (harness_recipe (window))) == 133 && steps != NULL && steps->value >= 3;
}

/* A table opened while the flow before is held flows at once; so does another flow. */
static void
test_new_table (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  set_count (window, 1000000, 1);
  harness_wait (moved_on, window, "the flow to go on");
  MercerPlayer *player = MERCER_PLAYER (harness_find (GTK_WIDGET (window), MERCER_TYPE_PLAYER, NULL));
  mercer_player_toggle (player);
  g_assert_false (mercer_player_is_playing (player));
  g_autoptr (MercerStart) start = mercer_start_new ("sample:mcycle", "mmd-flow"); /* R's mcycle has 133 rows */
  mercer_window_load (window, start);
  harness_wait (has_flowed, window, "the flow to the new table");
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/flows/play", test_flow);
  g_test_add_func ("/flows/end", test_flow_end);
  g_test_add_func ("/flows/kept", test_kept);
  g_test_add_func ("/flows/last-words", test_last_words);
  g_test_add_func ("/flows/slider", test_slider);
  g_test_add_func ("/flows/timeline", test_timeline);
  g_test_add_func ("/flows/new-table", test_new_table);
  return g_test_run ();
}
