/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include <glib/gi18n.h>

/* From the hand to the session: every verb makes a new recipe and sets it as one undo step. */

static void
set_dataset (MercerWindow *self, MercerDataset *dataset, const char *done, const char *merge)
{
  MercerRecipe *recipe = mercer_recipe_with_dataset (mercer_window_recipe (self), dataset);
  mercer_session_set (self->session, PANEL, recipe, done, merge);
  mercer_recipe_unref (recipe);
}

static bool
is_input (MercerRecipe *recipe, const char *name)
{
  return g_strv_contains (mercer_recipe_role (recipe, "x"), name);
}

double *
mercer_window_new_cells (MercerWindow *self, const char *x_column, const char *y_column, double x, double y)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  MercerDataset *table = mercer_recipe_dataset (recipe);
  size_t n = mercer_dataset_columns (table);
  double *cells = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      const MercerColumn *column = mercer_dataset_column (table, i);
      bool numeric = column->kind == MERCER_COLUMN_NUMERIC;
      if (g_strcmp0 (column->name, x_column) == 0)
        cells[i] = x;
      else if (g_strcmp0 (column->name, y_column) == 0)
        cells[i] = y;
      else if (numeric && is_input (recipe, column->name))
        cells[i] = mercer_recipe_position (recipe, column->name);
      else
        cells[i] = numeric ? NAN : -1;
    }
  return cells;
}

static void
add_point (MercerWindow *self, const MercerEdit *edit)
{
  MercerDataset *table = mercer_recipe_dataset (mercer_window_recipe (self));
  g_autofree double *cells = mercer_window_new_cells (self, edit->x_column, edit->y_column, edit->x, edit->y);
  MercerDataset *more = mercer_dataset_with_row (table, cells);
  uint64_t row_id = mercer_dataset_row_id (more, mercer_dataset_rows (more) - 1);
  set_dataset (self, more, _("Add point"), NULL);
  mercer_dataset_unref (more);
  mercer_canvas_select_row (self->canvas, row_id);
  mercer_window_toast (self, _("Point added"), _("Undo"), "win.undo");
}

static void
move_point (MercerWindow *self, const MercerEdit *edit)
{
  MercerDataset *table = mercer_recipe_dataset (mercer_window_recipe (self));
  ptrdiff_t row = mercer_dataset_find_row (table, edit->row_id);
  const char *const names[] = { edit->x_column, edit->y_column };
  const double coordinates[] = { edit->x, edit->y };
  int columns[2];
  double values[2];
  size_t n = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i] != NULL && (columns[n] = mercer_dataset_find (table, names[i])) >= 0)
      values[n++] = coordinates[i];
  if (row < 0 || n == 0)
    return;
  MercerDataset *moved = mercer_dataset_with_cells (table, row, columns, values, n);
  g_autofree char *merge = g_strdup_printf ("move-point-%" G_GUINT64_FORMAT, edit->row_id);
  set_dataset (self, moved, _("Move point"), merge);
  mercer_dataset_unref (moved);
}

static void
remove_point (MercerWindow *self, const MercerEdit *edit)
{
  MercerDataset *table = mercer_recipe_dataset (mercer_window_recipe (self));
  ptrdiff_t row = mercer_dataset_find_row (table, edit->row_id);
  if (row < 0)
    return;
  MercerDataset *fewer = mercer_dataset_without_row (table, row);
  set_dataset (self, fewer, _("Remove point"), NULL);
  mercer_dataset_unref (fewer);
  mercer_window_toast (self, _("Point removed"), _("Undo"), "win.undo");
}

static void
edit_cb (MercerCanvas *canvas, const MercerEdit *edit, MercerWindow *self)
{
  static void (*const verbs[]) (MercerWindow *, const MercerEdit *) = {
    [MERCER_EDIT_ADD] = add_point,
    [MERCER_EDIT_MOVE] = move_point,
    [MERCER_EDIT_REMOVE] = remove_point,
  };
  if (mercer_window_recipe (self) != NULL)
    verbs[edit->kind](self, edit);
}

static void
settle_cb (MercerCanvas *canvas, MercerWindow *self)
{
  mercer_session_settle (self->session);
}

/* --- Handles, particles, and what is in view ------------------------------------------------------ */

static void
handle_cb (MercerCanvas *canvas, const MercerHandleMove *move, MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  if (recipe == NULL)
    return;
  if (g_strcmp0 (move->handle->value.id, MERCER_HANDLE_FILM) == 0)
    {
      mercer_player_look (self->player, move->value.value);
      return;
    }
  g_autoptr (MercerRecipe) moved = mercer_recipe_with_handle (recipe, move->handle, &move->value);
  const char *id = move->handle->value.id != NULL ? move->handle->value.id : move->handle->value_y.id;
  g_autofree char *merge = g_strconcat ("handle:", id != NULL ? id : "", NULL);
  if (!mercer_hash_equal (mercer_recipe_hash (moved), mercer_recipe_hash (recipe)))
    mercer_session_set (self->session, PANEL, moved, move->handle->title, merge);
}

/* Neither is part of the session: only what is computed next knows of them. A fit goes on as it is, and a flow that has
 * ended does not begin anew because of them. */
static void
picture_cb (MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  bool flow = recipe != NULL && (mercer_recipe_method (recipe)->flags & MERCER_METHOD_FLOW) != 0;
  if (recipe != NULL && self->action_serial == 0 && (!flow || self->busy))
    mercer_window_start_running (self);
}

/* A particle in the hand. Where a flow that has ended does not go on with it, a film that took long is not given up for a touch: when
 * it lets go the hand is told. */
static void
touch_cb (MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  bool flow = recipe != NULL && (mercer_recipe_method (recipe)->flags & MERCER_METHOD_FLOW) != 0;
  const MercerTouch *touch = mercer_canvas_get_touch (self->canvas);
  if (!flow || self->busy)
    picture_cb (self);
  else if (mercer_slot_is_resting (mercer_feed_slot (self->feed)))
    mercer_window_start_running (self);
  else if (touch == NULL || touch->let_go)
    mercer_window_toast (self, _("The flow has come to its end; play it again to move particles while it runs"), NULL, NULL);
}

/* The selection is the session's, so that other methods and panels of the table show the same. */
static void
brushed_cb (MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  if (recipe == NULL)
    return;
  size_t n;
  const uint64_t *rows = mercer_canvas_get_brushed (self->canvas, &n);
  mercer_session_brush (self->session, PANEL, rows, n);
  g_autofree char *text = g_strdup_printf (ngettext ("%zu point selected; Escape lets it go",
                                                     "%zu points selected; Escape lets them go", n), n);
  if (n > 0)
    mercer_window_toast (self, text, NULL, NULL);
  else
    mercer_window_outdate_notice (self);
  if ((mercer_recipe_method (recipe)->flags & MERCER_METHOD_BRUSH) != 0)
    picture_cb (self);
}

MercerRecipe *
mercer_window_with_picture (MercerWindow *self, MercerRecipe *recipe)
{
  MercerAskedView views[MERCER_ASKED_VIEWS_MAX];
  size_t n = mercer_canvas_asked_views (self->canvas, views);
  MercerRecipe *seen = mercer_recipe_with_touch (recipe, mercer_canvas_get_touch (self->canvas));
  for (size_t i = 0; i < n; i++)
    {
      MercerRecipe *next = mercer_recipe_with_view (seen, views[i].axis, views[i].low, views[i].high);
      mercer_recipe_unref (seen);
      seen = next;
    }
  size_t n_rows;
  const uint64_t *rows = mercer_session_brushed (self->session, PANEL, &n_rows);
  MercerRecipe *brushed = mercer_recipe_with_brushed (seen, rows, n_rows);
  mercer_recipe_unref (seen);
  return brushed;
}

/* --- A remedy from a note, an action from the panel, columns from the data page ------------------- */

static void
remedy_cb (MercerReadouts *readouts, const char *param, double value, MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  const MercerParam *spec = recipe != NULL ? mercer_params_find (mercer_recipe_method (recipe)->params, param) : NULL;
  if (spec == NULL)
    return;
  MercerRecipe *mended = mercer_recipe_with_value (recipe, param, value);
  mercer_session_set (self->session, PANEL, mended, _(spec->title), NULL);
  mercer_recipe_unref (mended);
  g_autofree char *text = g_strdup_printf (_("%s changed"), _(spec->title));
  mercer_window_toast (self, text, _("Undo"), "win.undo");
}

/* As it was left; on the first visit the table stays, and what of the rest has a place in the other method. */
static void
method_cb (MercerMethodChooser *chooser, const MercerMethod *method, MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  if (recipe == NULL)
    return;
  MercerRecipe *other = mercer_session_recall (self->session, PANEL, method);
  mercer_session_settle (self->session);
  mercer_session_set (self->session, PANEL, other, _(method->title), NULL);
  mercer_recipe_unref (other);
}

static void
action_cb (MercerControlPanel *panel, const char *action_id, MercerWindow *self)
{
  mercer_window_act (self, action_id);
}

static void
cancel_cb (MercerControlPanel *panel, MercerWindow *self)
{
  mercer_window_cancel_action (self);
}

/* The recipe with one column moved to `role` (NULL: to none). A role for one column gives up the one it had. */
static MercerRecipe *
with_column_in_role (MercerRecipe *recipe, const char *column, const char *role)
{
  MercerRecipe *result = mercer_recipe_ref (recipe);
  for (const MercerRole *r = mercer_recipe_method (recipe)->roles; r->id != NULL; r++)
    {
      bool wanted = g_strcmp0 (r->id, role) == 0;
      const char *const *old = mercer_recipe_role (recipe, r->id);
      if (r->within != NULL || (!wanted && !g_strv_contains (old, column)))
        continue;
      g_autoptr (GPtrArray) columns = g_ptr_array_new ();
      for (size_t i = 0; old[i] != NULL; i++)
        if (!g_str_equal (old[i], column) && !(wanted && r->max == 1))
          g_ptr_array_add (columns, (void *) old[i]);
      if (wanted)
        g_ptr_array_add (columns, (void *) column);
      g_ptr_array_add (columns, NULL);
      MercerRecipe *next = mercer_recipe_with_role (result, r->id, (const char *const *) columns->pdata);
      mercer_recipe_unref (result);
      result = next;
    }
  return result;
}

static void
role_cb (MercerDataView *view, const char *column, const char *role, MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  if (recipe == NULL)
    return;
  MercerRecipe *chosen = with_column_in_role (recipe, column, role);
  mercer_session_set (self->session, PANEL, chosen, _("Choose columns"), NULL);
  mercer_recipe_unref (chosen);
}

void
mercer_window_connect_edits (MercerWindow *self)
{
  g_signal_connect (self->canvas, "edit", G_CALLBACK (edit_cb), self);
  g_signal_connect (self->canvas, "handle", G_CALLBACK (handle_cb), self);
  g_signal_connect_swapped (self->canvas, "touch", G_CALLBACK (touch_cb), self);
  g_signal_connect_swapped (self->canvas, "views-asked", G_CALLBACK (picture_cb), self);
  g_signal_connect_swapped (self->canvas, "brushed", G_CALLBACK (brushed_cb), self);
  g_signal_connect_swapped (self->canvas, "space", G_CALLBACK (mercer_player_toggle), self->player);
  g_signal_connect (self->canvas, "settle", G_CALLBACK (settle_cb), self);
  g_signal_connect (self->readouts, "remedy", G_CALLBACK (remedy_cb), self);
  g_signal_connect (self->methods, "chosen", G_CALLBACK (method_cb), self);
  g_signal_connect (self->panel, "action", G_CALLBACK (action_cb), self);
  g_signal_connect (self->panel, "cancel", G_CALLBACK (cancel_cb), self);
  g_signal_connect (self->data_view, "role-chosen", G_CALLBACK (role_cb), self);
}
