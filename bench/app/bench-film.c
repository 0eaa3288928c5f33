/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A film of very many particles with trails while the engine computes it: frames a second of the window, new pictures a second,
 * and what each frame costs the window's thread. Two flows: one whose steps are cheap, so that the painter is the one that is
 * asked for more than it can do, and one whose steps keep every core busy. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "canvas-private.h"
#include "method.h"

#define SECONDS 4.0
#define BAR 55.0

typedef struct
{
  MercerCanvas *canvas;
  uint64_t last; /* the painting that was shown before */
  int frames, pictures;
} Count;

static double
own_seconds (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  Count *count = data;
  count->frames++;
  count->pictures += count->canvas->shown.generation != count->last;
  count->last = count->canvas->shown.generation;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static void
play (MercerWindow *window, const char *method, const char *title)
{
  g_autoptr (MercerRecipe) flow = mercer_recipe_with_method (harness_recipe (window), mercer_method_find (method));
  g_autoptr (MercerRecipe) many = mercer_recipe_with_value (flow, "particles", 10000);
  g_autoptr (MercerRecipe) slow = mercer_recipe_with_value (many, "step", 0.02);
  g_autoptr (MercerRecipe) endless = mercer_recipe_with_value (slow, "steps", 10000);
  mercer_session_set (mercer_window_get_session (window), 0, endless, "Method", NULL);
  harness_turn (2);
  Count count = { .canvas = mercer_window_get_canvas (window) };
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (count.canvas), frame_cb, &count, NULL);
  double began = own_seconds ();
  harness_turn (SECONDS);
  double spent = own_seconds () - began, rate = count.frames / SECONDS;
  gtk_widget_remove_tick_callback (GTK_WIDGET (count.canvas), tick);
  printf ("%-44s %6.1f frames/s of %.1f ms work each, %.1f new pictures/s  (bar %.0f) %s\n", title, rate,
          1e3 * spent / MAX (count.frames, 1), count.pictures / SECONDS, BAR, rate >= BAR ? "" : "BELOW THE BAR");
  fflush (stdout);
  harness_screenshot (window, method);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  MercerWindow *window = harness_window (1360, 960);
  double load[1] = { -1 };
  getloadavg (load, 1);
  harness_load (window, "generator:two-moons(n=1000,seed=1)");
  printf ("load of the machine %.1f on %d processors\n", load[0], g_get_num_processors ());
  play (window, "sliced-mmd-flow", "sliced flow, 10000 particles with trails");
  play (window, "mmd-flow", "MMD flow, 10000 particles with trails");
  harness_close (window);
  return 0;
}
