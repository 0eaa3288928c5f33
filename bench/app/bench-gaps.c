/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For how long the window's thread was ever away while jobs of every size run: nobody should feel that there is work. The
 * longest absence of each run and what it was made of; the rest of it the thread was blocked, as a rule on the display server.
 * An argument chooses the cases whose title has it. */
#include "harness.h"

#include "method.h"
#include "probe.h"

#include <stdio.h>
#include <string.h>

#define RUNS 3
#define SECONDS 3.0
#define BAR_MS 8.0
#define LENGTH_SCALE "length scale of the kernel"

typedef struct
{
  const char *title, *table, *method;
  const char *param; /* dragged between low and high; NULL: nothing is */
  double low, high;
  bool fits;           /* a fit runs */
  const char *more;    /* another value */
  double value;
} Case;

static const Case cases[] = {
  { "nothing runs", "generator:noisy-sine(n=4000,seed=1)", NULL },
  { "fit of 4000 points", "generator:noisy-sine(n=4000,seed=1)", NULL, .fits = true },
  { "noise dragged, 4000 points", "generator:noisy-sine(n=4000,seed=1)", NULL, "noise", 0.1, 0.15 },
  { "noise dragged, CO2", NULL, NULL, "noise", 0.2, 0.3 },
  { "length scale dragged, 4000 points", "generator:noisy-sine(n=4000,seed=1)", NULL, LENGTH_SCALE, 0.9, 1.1 },
  { "bandwidth dragged, density of 100000 rows", "generator:blobs(n=100000,seed=1)", "kde", "smoothing", 0.8, 1.2 },
  { "length scale dragged, kernel PCA of 5000", "generator:blobs(n=5000,seed=1)", "kernel-pca", LENGTH_SCALE, 0.9, 1.1 },
  { "sliced flow of 10000 particles", "generator:two-moons(n=1000,seed=1)", "sliced-mmd-flow", .more = "particles", .value = 10000 },
  { "MMD flow of 10000 particles", "generator:two-moons(n=1000,seed=1)", "mmd-flow", .more = "particles", .value = 10000 },
};

typedef struct
{
  MercerWindow *window;
  const Case *what;
  int submitted;
} Hand;

static MercerRecipe *
with_length_scale (MercerRecipe *recipe, double length_scale)
{
  char text[64], number[G_ASCII_DTOSTR_BUF_SIZE];
  g_snprintf (text, sizeof text, "RBF(lengthscale=%s)", g_ascii_dtostr (number, sizeof number, length_scale));
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return mercer_recipe_with_kernel (recipe, kernel);
}

static void
set_value (MercerWindow *window, const char *param, double value)
{
  bool kernel = g_str_equal (param, LENGTH_SCALE);
  g_autoptr (MercerRecipe) recipe = kernel ? with_length_scale (harness_recipe (window), value)
                                           : mercer_recipe_with_value (harness_recipe (window), param, value);
  mercer_session_set (mercer_window_get_session (window), 0, recipe, param, param);
}

/* A hand that moves steadily: a new recipe every 16 ms. */
static gboolean
drag_cb (void *data)
{
  Hand *hand = data;
  const Case *what = hand->what;
  int at = hand->submitted++ % 40;
  set_value (hand->window, what->param, what->low + (what->high - what->low) * (at < 20 ? at : 40 - at) / 20.0);
  return G_SOURCE_CONTINUE;
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  ++*(int *) data;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static void
begin (MercerWindow *window, const Case *what)
{
  harness_load (window, what->table);
  if (what->method != NULL)
    {
      g_autoptr (MercerRecipe) other = mercer_recipe_with_method (harness_recipe (window), mercer_method_find (what->method));
      g_autoptr (MercerRecipe) more = what->more != NULL ? mercer_recipe_with_value (other, what->more, what->value) : mercer_recipe_ref (other);
      mercer_session_set (mercer_window_get_session (window), 0, more, "Method", NULL);
    }
  harness_turn (1);
}

static void
watch (MercerWindow *window, const Case *what, Probe *probe, int *frames)
{
  GtkWidget *canvas = GTK_WIDGET (mercer_window_get_canvas (window));
  Hand hand = { window, what, 0 };
  if (what->fits)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.fit", NULL);
      harness_turn (0.5);
    }
  *frames = 0;
  guint frame = gtk_widget_add_tick_callback (canvas, frame_cb, frames, NULL);
  guint source = what->param != NULL ? g_timeout_add (16, drag_cb, &hand) : 0;
  probe_start (probe);
  harness_turn (SECONDS);
  probe_stop (probe);
  gtk_widget_remove_tick_callback (canvas, frame);
  if (source != 0)
    g_source_remove (source);
  if (what->fits)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.fit", NULL);
      harness_turn (0.5);
    }
}

static void
run (MercerWindow *window, const Case *what)
{
  int longer = 0;
  begin (window, what);
  printf ("%s\n", what->title);
  for (int k = 0; k < RUNS; k++)
    {
      Probe probe;
      int frames;
      watch (window, what, &probe, &frames);
      longer += 1e3 * probe.worst.wall > BAR_MS;
      printf ("  %5.1f frames/s of %.1f ms work each, most work at a time %.1f ms, worst gap %4.1f ms (work %.1f, no processor %.1f)\n",
              frames / SECONDS, 1e3 * probe.spent / MAX (frames, 1), 1e3 * probe.worst_own, 1e3 * probe.worst.wall, 1e3 * probe.worst.own,
              1e3 * probe.worst.waiting);
    }
  printf ("  %d of %d runs above %.0f ms\n", longer, RUNS, BAR_MS);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  MercerWindow *window = harness_window (1360, 960);
  probe_say_load ();
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 2 || strstr (cases[i].title, argv[1]) != NULL)
      run (window, &cases[i]);
  harness_close (window);
  return 0;
}
