/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harness.h"

#include <glib/gstdio.h>

#include "linalg.h"
#include "pool.h"

#define PATIENCE_SECONDS 20

static MercerApplication *application;
static char *folder;

static void
remove_folder (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_rmdir (folder);
}

void
harness_init (int *argc, char ***argv)
{
  mercer_blas_choose_core (*argv);
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      exit (0);
    }
  /* what slides would still be sliding when a test looks for it */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  mercer_pool_init (0);
  g_set_application_name ("Mercer");
  folder = g_dir_make_tmp ("mercer-app-XXXXXX", NULL);
  atexit (remove_folder);
  application = mercer_application_new (G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
}

/* --- The main loop ------------------------------------------------------------------------------ */

static gboolean
wake_cb (void *data)
{
  return G_SOURCE_CONTINUE;
}

void
harness_wait (bool (*done) (void *data), void *data, const char *what)
{
  guint wake = g_timeout_add (10, wake_cb, NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  while (!done (data))
    {
      if (g_get_monotonic_time () > end)
        g_error ("waited %d seconds in vain: %s", PATIENCE_SECONDS, what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (wake);
}

void
harness_turn (double seconds)
{
  guint wake = g_timeout_add (5, wake_cb, NULL);
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
}

static bool
is_idle (void *window)
{
  return mercer_window_is_idle (window);
}

void
harness_wait_idle (MercerWindow *window)
{
  harness_wait (is_idle, window, "the window to be idle");
}

/* --- Windows ------------------------------------------------------------------------------------ */

static bool
is_mapped (void *window)
{
  return gtk_widget_get_mapped (window) && gtk_widget_get_width (window) > 0;
}

MercerWindow *
harness_window (int width, int height)
{
  MercerWindow *window = mercer_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  harness_wait (is_mapped, window, "the window to appear");
  return window;
}

static bool
has_figure (void *window)
{
  return mercer_window_is_idle (window) && mercer_canvas_get_figure (mercer_window_get_canvas (window)) != NULL;
}

void
harness_load (MercerWindow *window, const char *spec)
{
  g_autoptr (MercerStart) start = mercer_start_new (spec, NULL);
  mercer_window_load (window, start);
  harness_wait (has_figure, window, "the picture of a table");
}

static void
gone_cb (void *data, GObject *where)
{
  *(bool *) data = true;
}

static bool
is_true (void *data)
{
  return *(bool *) data;
}

void
harness_close (MercerWindow *window)
{
  bool gone = false;
  g_object_weak_ref (G_OBJECT (window), gone_cb, &gone);
  gtk_window_close (GTK_WINDOW (window));
  harness_wait (is_true, &gone, "the window to go");
}

/* --- Looking ------------------------------------------------------------------------------------ */

MercerRecipe *
harness_recipe (MercerWindow *window)
{
  MercerSession *session = mercer_window_get_session (window);
  return mercer_session_panels (session) > 0 ? mercer_session_recipe (session, 0) : NULL;
}

double
harness_value (MercerWindow *window, const char *param)
{
  MercerRecipe *recipe = harness_recipe (window);
  const MercerParam *spec = mercer_params_find (mercer_recipe_method (recipe)->params, param);
  g_assert_nonnull (spec);
  return mercer_param_get (spec, mercer_recipe_values (recipe));
}

double
harness_readout (MercerWindow *window, const char *id)
{
  MercerFigure *figure = mercer_canvas_get_figure (mercer_window_get_canvas (window));
  const MercerReadout *readout = mercer_figure_find_readout (figure, id);
  g_assert_nonnull (readout);
  return readout->value;
}

static bool
says (GtkWidget *widget, const char *text)
{
  const char *found = NULL;
  if (GTK_IS_LABEL (widget))
    found = gtk_label_get_text (GTK_LABEL (widget));
  else if (GTK_IS_INSCRIPTION (widget))
    found = gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  else if (GTK_IS_BUTTON (widget))
    found = gtk_button_get_label (GTK_BUTTON (widget));
  return found != NULL && strstr (found, text) != NULL;
}

GtkWidget *
harness_find (GtkWidget *root, GType type, const char *text)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (text == NULL || says (root, text)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = harness_find (child, type, text);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The scale whose drag changes this value: each is tried and taken back. */
static GtkWidget *
find_scale (MercerWindow *window, GtkWidget *root, const char *param)
{
  if (GTK_IS_SCALE (root) && gtk_widget_get_sensitive (root))
    {
      double before = harness_value (window, param);
      GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (root));
      double value = gtk_adjustment_get_value (adjustment), upper = gtk_adjustment_get_upper (adjustment);
      double lower = gtk_adjustment_get_lower (adjustment);
      gtk_adjustment_set_value (adjustment, value > (lower + upper) / 2 ? value - 0.01 * (upper - lower)
                                                                         : value + 0.01 * (upper - lower));
      bool found = harness_value (window, param) != before;
      mercer_session_settle (mercer_window_get_session (window));
      while (mercer_session_can_undo (mercer_window_get_session (window)))
        mercer_session_undo (mercer_window_get_session (window));
      if (found)
        return root;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_scale (window, child, param);
      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
harness_find_scale (MercerWindow *window, const char *param)
{
  GtkWidget *scale = find_scale (window, GTK_WIDGET (window), param);
  g_assert_nonnull (scale);
  harness_turn (0.8); /* the row takes the trials for key presses, which end a step when they pause */
  harness_wait_idle (window);
  return scale;
}

GtkWindow *
harness_dialog (MercerWindow *window)
{
  GtkWindow *dialog = NULL;
  GList *all = gtk_window_list_toplevels ();
  for (GList *w = all; w != NULL; w = w->next)
    if (gtk_window_get_transient_for (w->data) == GTK_WINDOW (window) && gtk_widget_get_visible (w->data))
      dialog = w->data;
  g_list_free (all);
  return dialog;
}

/* --- Files and pictures --------------------------------------------------------------------------- */

char *
harness_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

char *
harness_file (const char *name, const char *contents)
{
  char *path = harness_path (name);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  return path;
}

static GskRenderNode *
picture_of (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  return gtk_snapshot_free_to_node (snapshot);
}

void
harness_screenshot (MercerWindow *window, const char *name)
{
  const char *where = g_getenv ("MERCER_SCREENSHOTS");
  if (where == NULL)
    return;
  harness_turn (0.3); /* what slides and fades comes to rest */
  GskRenderNode *node = NULL;
  for (int i = 0; i < 100 && node == NULL; i++)
    {
      /* sizes are settled right after a frame, and nothing comes while one is due */
      gtk_widget_queue_draw (GTK_WIDGET (window));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      node = picture_of (GTK_WIDGET (window));
    }
  g_assert_nonnull (node);
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gsk_render_node_unref (node);
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (where, file, NULL);
  g_mkdir_with_parents (where, 0755);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
