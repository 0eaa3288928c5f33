/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "testing.h"
#include "toy.h"

typedef struct
{
  int calls, last_panel;
} Seen;

static void
seen_cb (MercerSession *session, int panel, void *data)
{
  Seen *seen = data;
  seen->calls++;
  seen->last_panel = panel;
}

static double
noise (const MercerSession *session, int panel)
{
  return ((const ToyValues *) mercer_recipe_values (mercer_session_recipe (session, panel)))->noise;
}

static void
set_noise (MercerSession *session, double value, const char *merge)
{
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (mercer_session_recipe (session, 0), "noise", value);
  mercer_session_set (session, 0, recipe, "Noise", merge);
}

static MercerSession *
session_with_panel (void)
{
  MercerSession *session = mercer_session_new ();
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) a = mercer_recipe_new (&toy_method, dataset);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (a, "noise", 1);
  MercerRecipe *recipes[] = { recipe };
  mercer_session_reset (session, recipes, 1);
  return session;
}

static void
test_drag_is_one_step (void)
{
  MercerSession *session = session_with_panel ();
  Seen seen = { 0 };
  mercer_session_watch (session, seen_cb, &seen);
  g_assert_false (mercer_session_is_modified (session));
  for (int i = 2; i <= 50; i++)
    set_noise (session, i, "noise");
  g_assert_cmpint (seen.calls, ==, 49);
  g_assert_cmpint (seen.last_panel, ==, 0);
  mercer_session_settle (session);
  set_noise (session, 60, "noise");
  g_assert_true (mercer_session_is_modified (session));
  mercer_session_undo (session);
  g_assert_cmpfloat (noise (session, 0), ==, 50);
  g_assert_cmpstr (mercer_session_undo_name (session), ==, "Noise");
  mercer_session_undo (session);
  g_assert_cmpfloat (noise (session, 0), ==, 1);
  g_assert_false (mercer_session_can_undo (session));
  g_assert_null (mercer_session_undo_name (session));
  g_assert_false (mercer_session_is_modified (session));
  mercer_session_redo (session);
  mercer_session_redo (session);
  mercer_session_redo (session);
  g_assert_cmpfloat (noise (session, 0), ==, 60);
  g_assert_false (mercer_session_can_redo (session));
  mercer_session_free (session);
}

/* A new step after an undo drops what could be redone; after an undo no drag goes on in the old step; the same value
 * again is no step at all. */
static void
test_branches (void)
{
  MercerSession *session = session_with_panel ();
  set_noise (session, 2, "noise");
  mercer_session_undo (session);
  set_noise (session, 3, "noise");
  set_noise (session, 3, NULL);
  g_assert_false (mercer_session_can_redo (session));
  mercer_session_undo (session);
  g_assert_cmpfloat (noise (session, 0), ==, 1);
  g_assert_false (mercer_session_can_undo (session));
  mercer_session_free (session);
}

static void
test_panels (void)
{
  MercerSession *session = session_with_panel ();
  Seen seen = { 0 };
  mercer_session_watch (session, seen_cb, &seen);
  g_assert_cmpint (mercer_session_add (session, mercer_session_recipe (session, 0), "Add panel"), ==, 1);
  g_assert_cmpint (seen.last_panel, ==, -1);
  set_noise (session, 4, NULL);
  g_assert_cmpfloat (noise (session, 1), ==, 1);
  mercer_session_remove (session, 0, "Remove panel");
  g_assert_cmpint (mercer_session_panels (session), ==, 1);
  g_assert_cmpfloat (noise (session, 0), ==, 1);
  mercer_session_undo (session);
  g_assert_cmpint (mercer_session_panels (session), ==, 2);
  g_assert_cmpfloat (noise (session, 0), ==, 4);
  mercer_session_free (session);
}

/* More steps than are kept: the oldest go, the newest stay, and "saved" is not confused with another state. */
static void
test_long_history (void)
{
  MercerSession *session = session_with_panel ();
  for (int i = 2; i <= 1500; i++)
    set_noise (session, i, NULL);
  int steps = 0;
  while (mercer_session_can_undo (session))
    {
      mercer_session_undo (session);
      steps++;
    }
  g_assert_cmpint (steps, >=, 100);
  g_assert_cmpfloat (noise (session, 0), ==, 1500 - steps);
  g_assert_true (mercer_session_is_modified (session));
  mercer_session_free (session);
}

static void
test_file (void)
{
  g_autofree char *dir = g_dir_make_tmp ("mercer-session-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "a.mercer", NULL);
  MercerSession *session = session_with_panel ();
  mercer_session_add (session, mercer_session_recipe (session, 0), "Add");
  set_noise (session, 0.1 + 0.2, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (mercer_session_save (session, path, &error));
  g_assert_false (mercer_session_is_modified (session));

  MercerSession *other = mercer_session_new ();
  g_assert_true (mercer_session_open (other, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mercer_session_panels (other), ==, 2);
  g_assert_cmpfloat (noise (other, 0), ==, 0.1 + 0.2);
  g_assert_cmpfloat (noise (other, 1), ==, 1);
  g_assert_false (mercer_session_can_undo (other));
  mercer_session_free (other);

  /* A file that cannot be read changes nothing. */
  static const char *const damaged[] = { "", "{}", "{\"mercer\": 1}", "{\"mercer\": 99, \"panels\": [{}]}",
                                         "{\"mercer\": 1, \"panels\": []}", "{\"mercer\": 1, \"panels\": [{}]}",
                                         "{\"mercer\": 1, \"panels\": [3]}", "\x7f" "ELF" };
  for (size_t i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_assert_true (g_file_set_contents (path, damaged[i], -1, NULL));
      g_clear_error (&error);
      g_assert_false (mercer_session_open (session, path, &error));
      g_test_message ("%s", error->message);
      g_assert_cmpint (mercer_session_panels (session), ==, 2);
    }
  mercer_session_free (session);
  g_unlink (path);
  g_rmdir (dir);
}

static void
set (MercerSession *session, MercerRecipe *recipe)
{
  mercer_session_set (session, 0, recipe, "Step", NULL);
  mercer_recipe_unref (recipe);
}

static void
visit (MercerSession *session, const MercerMethod *method)
{
  set (session, mercer_session_recall (session, 0, method));
}

static char *
kernel_text (const MercerSession *session)
{
  return mercer_kernel_print (mercer_recipe_kernel (mercer_session_recipe (session, 0)));
}

/* A method is found as it was left, with the table as it is now; a kernel made since comes along. */
static void
test_recall (void)
{
  MercerMethod other = toy_method;
  other.id = "other";
  MercerSession *session = session_with_panel ();
  set_noise (session, 5, NULL);
  visit (session, &other);
  g_assert_true (mercer_recipe_method (mercer_session_recipe (session, 0)) == &other);
  g_assert_cmpfloat (noise (session, 0), !=, 5); /* a first visit begins afresh */
  set_noise (session, 7, NULL);
  MercerRecipe *present = mercer_session_recipe (session, 0);
  MercerDataset *fewer = mercer_dataset_without_row (mercer_recipe_dataset (present), 0);
  set (session, mercer_recipe_with_dataset (present, fewer));

  visit (session, &toy_method);
  g_assert_cmpfloat (noise (session, 0), ==, 5);
  g_assert_true (mercer_recipe_dataset (mercer_session_recipe (session, 0)) == fewer);
  visit (session, &other);
  g_assert_cmpfloat (noise (session, 0), ==, 7);

  g_autoptr (MercerKernel) mine = mercer_kernel_parse ("Matern(nu=1.5, lengthscale=2)", NULL, NULL, NULL);
  set (session, mercer_recipe_with_kernel (mercer_session_recipe (session, 0), mine));
  visit (session, &toy_method);
  g_autofree char *carried = kernel_text (session);
  g_assert_cmpstr (carried, ==, "Matern(nu=1.5, lengthscale=2)");
  g_assert_cmpfloat (noise (session, 0), ==, 5);

  /* undo goes back step by step, whatever is remembered */
  mercer_session_undo (session);
  g_assert_true (mercer_recipe_method (mercer_session_recipe (session, 0)) == &other);
  while (mercer_session_can_undo (session))
    mercer_session_undo (session);
  g_assert_cmpfloat (noise (session, 0), ==, 1);
  mercer_dataset_unref (fewer);
  mercer_session_free (session);
}

/* A state that was written while the person went on is the saved one, not what is on screen by then. */
static void
test_saved_state (void)
{
  MercerSession *session = session_with_panel ();
  set_noise (session, 2, NULL);
  g_autoptr (GPtrArray) written = mercer_session_recipes (session);
  set_noise (session, 3, NULL);
  mercer_session_mark_saved (session, written);
  g_assert_true (mercer_session_is_modified (session));
  mercer_session_undo (session);
  g_assert_false (mercer_session_is_modified (session));
  mercer_session_redo (session);
  mercer_session_mark_saved (session, NULL);
  g_assert_false (mercer_session_is_modified (session));
  mercer_session_free (session);
}

/* One selection for all panels of a table, edited or not; another table has none, and undo does not touch it. */
static void
test_brushed (void)
{
  MercerSession *session = session_with_panel ();
  size_t n;
  g_autoptr (MercerDataset) table = mercer_dataset_ref (mercer_recipe_dataset (mercer_session_recipe (session, 0)));
  const uint64_t rows[] = { mercer_dataset_row_id (table, 0), mercer_dataset_row_id (table, 2) };
  g_assert_null (mercer_session_brushed (session, 0, &n));
  mercer_session_brush (session, 0, rows, 2);
  g_assert_false (mercer_session_can_undo (session) || mercer_session_is_modified (session));
  mercer_session_add (session, mercer_session_recipe (session, 0), "Add");
  g_assert_cmpuint (mercer_session_brushed (session, 1, &n)[1], ==, rows[1]);
  g_assert_cmpuint (n, ==, 2);

  g_autoptr (MercerDataset) edited = mercer_dataset_without_row (table, 1);
  g_autoptr (MercerRecipe) fewer = mercer_recipe_with_dataset (mercer_session_recipe (session, 0), edited);
  mercer_session_set (session, 0, fewer, "Remove point", NULL);
  g_assert_cmpuint (mercer_session_brushed (session, 0, &n)[1], ==, rows[1]);

  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("other", "");
  for (const char *const *name = (const char *const[]) { "a", "b", NULL }; *name != NULL; name++)
    mercer_dataset_builder_add_numeric (builder, *name, "", g_memdup2 ((double[]) { 1, 2, 4 }, 3 * sizeof (double)), 3);
  g_autoptr (MercerDataset) other = mercer_dataset_builder_finish (builder);
  g_autoptr (MercerRecipe) elsewhere = mercer_recipe_new (&toy_method, other);
  mercer_session_set (session, 0, elsewhere, "Open other", NULL);
  g_assert_null (mercer_session_brushed (session, 0, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_nonnull (mercer_session_brushed (session, 1, &n));
  mercer_session_undo (session);
  g_assert_nonnull (mercer_session_brushed (session, 0, &n));
  mercer_session_brush (session, 0, NULL, 0);
  g_assert_null (mercer_session_brushed (session, 1, &n));
  mercer_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/drag-is-one-step", test_drag_is_one_step);
  g_test_add_func ("/session/branches", test_branches);
  g_test_add_func ("/session/panels", test_panels);
  g_test_add_func ("/session/long-history", test_long_history);
  g_test_add_func ("/session/file", test_file);
  g_test_add_func ("/session/recall", test_recall);
  g_test_add_func ("/session/saved-state", test_saved_state);
  g_test_add_func ("/session/brushed", test_brushed);
  return g_test_run ();
}
