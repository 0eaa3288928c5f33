/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How alive the window is while the engine works: frames a second of a full picture, and for how long the window's
 * thread was ever away. */
#include "harness.h"

#include "canvas-private.h"
#include "probe.h"

#include <stdio.h>
#include <string.h>

#define FRAMES_SECONDS 4.0
#define POINTS 5000

/* --- A picture that is shown anew at every frame ----------------------------------------------------- */

typedef struct
{
  Probe probe;
  int frames;
  MercerWindow *window;
  int submitted;
} Watch;

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  Watch *watch = data;
  watch->frames++;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

/* A steady drag of the noise: a new recipe every 16 ms. */
static gboolean
drag_cb (void *data)
{
  Watch *watch = data;
  double noise = 0.1 * (1 + 0.5 * (watch->submitted++ % 20) / 20.0);
  MercerRecipe *recipe = mercer_recipe_with_value (harness_recipe (watch->window), "noise", noise);
  mercer_session_set (mercer_window_get_session (watch->window), 0, recipe, "Noise", "noise");
  mercer_recipe_unref (recipe);
  return G_SOURCE_CONTINUE;
}

static void
run_watch (MercerWindow *window, bool drag, Watch *watch)
{
  GtkWidget *canvas = GTK_WIDGET (mercer_window_get_canvas (window));
  *watch = (Watch) { .window = window };
  guint frame = gtk_widget_add_tick_callback (canvas, frame_cb, watch, NULL);
  guint hand = drag ? g_timeout_add (16, drag_cb, watch) : 0;
  probe_start (&watch->probe);
  harness_turn (FRAMES_SECONDS);
  probe_stop (&watch->probe);
  gtk_widget_remove_tick_callback (canvas, frame);
  if (hand != 0)
    g_source_remove (hand);
}

/* --- The picture ---------------------------------------------------------------------------------- */

static MercerFigure *
full_picture (int variant)
{
  enum { NX = 1000, NY = 700 };
  g_autofree double *values = g_new (double, NX * NY);
  g_autofree double *x = g_new (double, POINTS), *y = g_new (double, POINTS);
  for (int j = 0; j < NY; j++)
    for (int i = 0; i < NX; i++)
      values[i + j * NX] = sin (0.01 * i + variant) * cos (0.013 * j);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (int i = 0; i < POINTS; i++)
    {
      x[i] = g_rand_double (random);
      y[i] = g_rand_double (random);
    }
  const MercerStyle dots = { .role = MERCER_ROLE_DATA };
  MercerFigureBuilder *b = mercer_figure_builder_new ("Raster and points");
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_raster (b, panel, NX, NY, 0, 1, 0, 1, values, MERCER_MAP_VIRIDIS, -1, 1, false, NULL, NULL);
  mercer_figure_points (b, panel, &dots, POINTS, x, y, NULL);
  return mercer_figure_builder_finish (b);
}

static void
report (const char *what, const Watch *watch)
{
  const Probe *probe = &watch->probe;
  printf ("%-44s %6.1f frames/s of %.1f ms work each, most work at a time %.1f ms, worst gap %.1f ms (work %.1f, no processor %.1f)\n",
          what, watch->frames / FRAMES_SECONDS, 1e3 * probe->spent / MAX (watch->frames, 1), 1e3 * probe->worst_own,
          1e3 * probe->worst.wall, 1e3 * probe->worst.own, 1e3 * probe->worst.waiting);
}

/* --- What the display itself can do ----------------------------------------------------------------- */

typedef struct
{
  GdkTexture *textures[2];
  int shown;
} Flicker;

static gboolean
flicker_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  Flicker *flicker = data;
  gtk_picture_set_paintable (GTK_PICTURE (widget), GDK_PAINTABLE (flicker->textures[flicker->shown++ % 2]));
  return G_SOURCE_CONTINUE;
}

static GdkTexture *
plain_texture (int width, int height, int grey)
{
  gsize size = (gsize) width * height * 4;
  guchar *pixels = g_malloc (size);
  memset (pixels, grey, size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize) width * 4);
}

/* Two ready textures of the canvas's size in turn, every frame: no program can show new pictures faster here. */
static double
bare_frames (int width, int height)
{
  Flicker flicker = { { plain_texture (width, height, 100), plain_texture (width, height, 200) }, 0 };
  GtkWidget *window = gtk_window_new (), *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (flicker.textures[0]));
  gtk_window_set_child (GTK_WINDOW (window), picture);
  gtk_window_present (GTK_WINDOW (window));
  harness_turn (0.5);
  flicker.shown = 0;
  gtk_widget_add_tick_callback (picture, flicker_cb, &flicker, NULL);
  harness_turn (FRAMES_SECONDS);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (flicker.textures[0]);
  g_object_unref (flicker.textures[1]);
  return flicker.shown / FRAMES_SECONDS;
}

/* --- The canvas panned by a pixel at every frame: everything is painted anew ----------------------------- */

typedef struct
{
  MercerCanvas *canvas;
  int steps, painted;
} Pan;

static gboolean
pan_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  Pan *pan = data;
  if (mercer_canvas_is_settled (pan->canvas))
    {
      pan->painted++;
      mercer_canvas_pan (pan->canvas, 400, 300, pan->steps++ % 40 < 20 ? 1 : -1, 0);
    }
  return G_SOURCE_CONTINUE;
}

static void
new_pictures (MercerCanvas *canvas, const char *what)
{
  Pan pan = { .canvas = canvas };
  double bare = bare_frames (gtk_widget_get_width (GTK_WIDGET (canvas)), gtk_widget_get_height (GTK_WIDGET (canvas)));
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (canvas), pan_cb, &pan, NULL);
  harness_turn (FRAMES_SECONDS);
  gtk_widget_remove_tick_callback (GTK_WIDGET (canvas), tick);
  double own = pan.painted / FRAMES_SECONDS;
  printf ("%-44s %6.1f new pictures/s, bare textures %.1f, ratio %.2f\n", what, own, bare, own / bare);
  mercer_canvas_reset_view (canvas);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  MercerWindow *window = harness_window (1360, 960);
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  Watch watch;

  harness_load (window, "generator:noisy-sine(n=4000,seed=1)");
  harness_turn (1);
  g_autoptr (MercerFigure) picture = full_picture (0);
  mercer_canvas_set_figure (canvas, picture);
  harness_turn (0.5);
  printf ("canvas of %d x %d pixels; ", gtk_widget_get_width (GTK_WIDGET (canvas)), gtk_widget_get_height (GTK_WIDGET (canvas)));
  probe_say_load ();
  run_watch (window, false, &watch);
  report ("raster and 5000 points, engine idle", &watch);
  new_pictures (canvas, "the same panned at every frame");

  /* the fit of 4000 points keeps every core of the engine at work and sends no picture that would replace this one soon */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fit", NULL);
  harness_turn (0.5);
  mercer_canvas_set_figure (canvas, picture);
  run_watch (window, false, &watch);
  report ("raster and 5000 points, engine fitting 4000", &watch);
  new_pictures (canvas, "the same panned at every frame");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fit", NULL);
  harness_turn (0.5);

  run_watch (window, true, &watch);
  report ("steady drag of the noise, n = 4000", &watch);

  harness_load (window, NULL);
  run_watch (window, true, &watch);
  report ("steady drag of the noise, CO2", &watch);
  harness_close (window);
  return 0;
}
