/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens once in a while: a button that becomes another, panes that open, a method that is switched. For how long the
 * window's thread was away at the worst of each, most of them while a fit of 4000 points keeps the engine at work. An argument
 * chooses those whose title has it. */
#include "harness.h"

#include "method.h"
#include "probe.h"

#include <stdio.h>
#include <string.h>

#define TIMES 5
#define WATCHED_SECONDS 0.8
#define BAR_MS 8.0
#define MANY "generator:noisy-sine(n=4000,seed=1)"
#define FEW "generator:noisy-sine(n=200,seed=1)"

static void
act (MercerWindow *window, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
}

static void
show_page (MercerWindow *window, const char *page)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", page);
}

static void
set_method (MercerWindow *window, const char *id)
{
  g_autoptr (MercerRecipe) other = mercer_recipe_with_method (harness_recipe (window), mercer_method_find (id));
  mercer_session_set (mercer_window_get_session (window), 0, other, "Method", NULL);
}

static void
set_noise (MercerWindow *window, double noise)
{
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (harness_recipe (window), "noise", noise);
  mercer_session_set (mercer_window_get_session (window), 0, recipe, "Noise", NULL);
}

/* --- Events ------------------------------------------------------------------------------------------- */

/* Each begins in a quiet window; what `before` does is not measured, and `after` brings the quiet back. */
static void
fit (MercerWindow *window)
{
  act (window, "win.fit");
}

static void
fit_and_wait (MercerWindow *window)
{
  act (window, "win.fit");
  harness_turn (0.6);
}

static void
from_afar (MercerWindow *window)
{
  static int n;
  set_noise (window, n++ % 2 ? 0.9 : 0.05);
}

static void
one_more_noise (MercerWindow *window)
{
  static int n;
  set_noise (window, 0.2 + 0.01 * (n++ % 7));
}

static void
pane (MercerWindow *window)
{
  act (window, "win.toggle-pane");
}

static void
data_page (MercerWindow *window)
{
  show_page (window, "data");
}

static void
numbers_page (MercerWindow *window)
{
  show_page (window, "numbers");
}

static void
plot_page (MercerWindow *window)
{
  show_page (window, "plot");
}

static void
density (MercerWindow *window)
{
  set_method (window, "kde");
}

static void
regression (MercerWindow *window)
{
  set_method (window, "gp-regression");
}

static void
undo (MercerWindow *window)
{
  act (window, "win.undo");
}

static void
open_few (MercerWindow *window)
{
  harness_load (window, FEW);
}

static const struct
{
  const char *title, *table;
  void (*before) (MercerWindow *window);
  void (*event) (MercerWindow *window);
  void (*after) (MercerWindow *window);
} events[] = {
  { "Fit is pressed, 4000 points", MANY, NULL, fit, fit },
  { "Fit is cancelled", MANY, fit_and_wait, fit, NULL },
  { "a fit ends, 200 points", FEW, from_afar, fit, NULL },
  { "a noise is set, 4000 points", MANY, NULL, one_more_noise, NULL },
  { "a step is undone, 4000 points", MANY, one_more_noise, undo, NULL },
  { "controls open and close while fitting", MANY, fit_and_wait, pane, fit },
  { "the data are shown while fitting", MANY, fit_and_wait, data_page, fit },
  { "the plot is shown again while fitting", MANY, fit_and_wait, plot_page, fit },
  { "the numbers are shown", MANY, NULL, numbers_page, plot_page },
  { "another method while fitting", MANY, fit_and_wait, density, regression },
  { "the first method again", MANY, density, regression, NULL },
  { "a table is opened, 200 points", MANY, NULL, open_few, NULL },
};

static int
ascending (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
quiet (MercerWindow *window)
{
  harness_wait_idle (window);
  harness_turn (0.4);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  MercerWindow *window = harness_window (1360, 960);
  probe_say_load ();
  printf ("%-44s %28s %28s\n", "", "own work, median and worst", "gap, median and worst");
  for (size_t i = 0; i < G_N_ELEMENTS (events); i++)
    {
      if (argc > 1 && strstr (events[i].title, argv[1]) == NULL)
        continue;
      double cpu[TIMES], wall[TIMES];
      for (int k = 0; k < TIMES; k++)
        {
          Probe probe;
          harness_load (window, events[i].table);
          if (events[i].before != NULL)
            events[i].before (window);
          if (events[i].before != fit_and_wait)
            quiet (window);
          probe_start (&probe);
          events[i].event (window);
          harness_turn (WATCHED_SECONDS);
          probe_stop (&probe);
          if (events[i].after != NULL)
            events[i].after (window);
          quiet (window);
          cpu[k] = 1e3 * probe.worst_own;
          wall[k] = 1e3 * probe.worst.wall;
        }
      qsort (cpu, TIMES, sizeof *cpu, ascending);
      qsort (wall, TIMES, sizeof *wall, ascending);
      printf ("%-44s %12.1f %12.1f ms %12.1f %12.1f ms %s\n", events[i].title, cpu[TIMES / 2], cpu[TIMES - 1], wall[TIMES / 2],
              wall[TIMES - 1], cpu[TIMES / 2] > BAR_MS ? "ABOVE THE BAR" : "");
      fflush (stdout);
    }
  harness_close (window);
  return 0;
}
