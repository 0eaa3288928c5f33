/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include <glib/gi18n.h>

/* Strokes of the brush: rows that come and go while the hand moves, one step of undo for each stroke. */

static MercerDataset *
with_points (MercerWindow *self, const MercerStroke *stroke)
{
  MercerDataset *more = mercer_dataset_ref (mercer_recipe_dataset (mercer_window_recipe (self)));
  for (size_t i = 0; i < stroke->n; i++)
    {
      g_autofree double *cells = mercer_window_new_cells (self, stroke->x_column, stroke->y_column, stroke->x[i], stroke->y[i]);
      MercerDataset *next = mercer_dataset_with_row (more, cells);
      mercer_dataset_unref (more);
      more = next;
    }
  return more;
}

static int
by_id_cb (const void *a, const void *b)
{
  uint64_t i = *(const uint64_t *) a, j = *(const uint64_t *) b;
  return (i > j) - (i < j);
}

static MercerDataset *
without_rows (MercerWindow *self, const MercerStroke *stroke)
{
  MercerDataset *table = mercer_recipe_dataset (mercer_window_recipe (self));
  size_t n = mercer_dataset_rows (table), kept = 0;
  g_autofree uint64_t *gone = g_memdup2 (stroke->rows, stroke->n * sizeof *gone);
  g_autofree size_t *rows = g_new (size_t, MAX (n, 1));
  qsort (gone, stroke->n, sizeof *gone, by_id_cb);
  for (size_t i = 0; i < n; i++)
    {
      uint64_t id = mercer_dataset_row_id (table, i);
      if (bsearch (&id, gone, stroke->n, sizeof id, by_id_cb) == NULL)
        rows[kept++] = i;
    }
  return kept < n ? mercer_dataset_with_rows (table, rows, kept) : mercer_dataset_ref (table);
}

static void
say_so (MercerWindow *self, const MercerStroke *stroke)
{
  const char *format = stroke->erases ? ngettext ("%zu point removed", "%zu points removed", stroke->total)
                                      : ngettext ("%zu point painted", "%zu points painted", stroke->total);
  g_autofree char *text = g_strdup_printf (format, stroke->total);
  if (stroke->total > 0)
    mercer_window_toast (self, text, _("Undo"), "win.undo");
}

static void
stroke_cb (MercerCanvas *canvas, const MercerStroke *stroke, MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  if (recipe == NULL)
    return;
  if (stroke->ended)
    {
      say_so (self, stroke);
      return;
    }
  g_autoptr (MercerDataset) table = (stroke->erases ? without_rows : with_points) (self, stroke);
  if (table == mercer_recipe_dataset (recipe))
    return;
  g_autoptr (MercerRecipe) painted = mercer_recipe_with_dataset (recipe, table);
  mercer_session_set (self->session, PANEL, painted, stroke->erases ? _("Remove points") : _("Paint points"), "stroke");
}

/* A table that starts empty is there to be painted: it opens with the brush in the hand, and another table takes it away. */
void
mercer_window_suit_tool (MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  MercerDataset *table = recipe != NULL ? mercer_recipe_dataset (recipe) : NULL;
  const char *origin = table != NULL ? mercer_dataset_origin (table) : NULL;
  double low, high;
  if (g_strcmp0 (origin, self->tool_origin) == 0)
    return;
  g_free (self->tool_origin);
  self->tool_origin = g_strdup (origin);
  g_object_set (self->canvas, "painting", table != NULL && mercer_dataset_rows (table) == 0 && mercer_dataset_ground (table, &low, &high),
                NULL);
}

void
mercer_window_connect_paint (MercerWindow *self)
{
  g_autoptr (GPropertyAction) paint = g_property_action_new ("paint", self->canvas, "painting");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (paint));
  g_signal_connect (self->canvas, "stroke", G_CALLBACK (stroke_cb), self);
}
