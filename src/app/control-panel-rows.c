/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of rows that come from a method's tables. */

#include "control-panel-private.h"

#include <glib/gi18n.h>

#include "param-row-list.h"
#include "param-row-text.h"

/* The values of the model stand above the kernel, where they are at hand, unless they would push it out of sight. */
#define FEW 3

/* Where a row's value lives in the recipe. */
typedef struct
{
  double (*get) (const MercerRecipe *recipe, const char *name);
  MercerRecipe *(*with) (MercerRecipe *recipe, const char *name, double value);
} Home;

struct _MercerPanelRows
{
  GtkBox *above, *below; /* the kernel editor */
  GPtrArray *groups; /* borrowed, in one of the boxes */
  GPtrArray *rows;   /* borrowed; data "home" and "name" */
  GPtrArray *lists;  /* borrowed, of MercerListRow */
  GPtrArray *texts;  /* borrowed, of MercerTextRow */
  GQueue later;      /* Later */
  guint idle;
  MercerRecipe *recipe, *baseline;
  MercerFigure *marked; /* whose marks stand on the rows, or NULL */
  bool showing;
  MercerPanelRowsFunc chosen;
  GCallback settled;
  gpointer data;
};

/* A row that nobody sees yet: of a group that is folded. */
typedef struct
{
  GtkWidget *expander;
  const MercerParam *param;
} Later;

static double
get_param (const MercerRecipe *recipe, const char *id)
{
  return mercer_param_get (mercer_params_find (mercer_recipe_method (recipe)->params, id),
                           mercer_recipe_values (recipe));
}

static double
get_seed (const MercerRecipe *recipe, const char *name)
{
  return (double) mercer_recipe_seed (recipe);
}

static MercerRecipe *
with_seed (MercerRecipe *recipe, const char *name, double value)
{
  return mercer_recipe_with_seed (recipe, (uint64_t) value);
}

static const Home home_param = { get_param, mercer_recipe_with_value };
static const Home home_position = { mercer_recipe_position, mercer_recipe_with_position };
static const Home home_seed = { get_seed, with_seed };

/* --- Rows ------------------------------------------------------------------------------------- */

static void
changed_cb (MercerParamRow *row, double value, gpointer data)
{
  MercerPanelRows *rows = data;
  const Home *home = g_object_get_data (G_OBJECT (row), "home");
  const MercerRowSpec *spec = mercer_param_row_spec (row);

  if (!rows->showing)
    rows->chosen (home->with (rows->recipe, g_object_get_data (G_OBJECT (row), "name"), value), spec->title, spec->key,
                  rows->data);
}

/* Takes spec. */
static GtkWidget *
row_new (MercerPanelRows *rows, MercerRowSpec *spec, const Home *home, const char *name)
{
  GtkWidget *row = mercer_param_row_new (spec, home->get (rows->recipe, name));

  g_object_set_data (G_OBJECT (row), "home", (gpointer) home);
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (name), g_free);
  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), rows);
  g_signal_connect_swapped (row, "settled", rows->settled, rows->data);
  g_ptr_array_add (rows->rows, row);
  return row;
}

static void
list_changed_cb (MercerListRow *row, const MercerList *list, gpointer data)
{
  MercerPanelRows *rows = data;
  const MercerParam *param = mercer_list_row_param (row);
  g_autofree char *merge = g_strconcat ("param:", param->id, NULL);

  if (!rows->showing)
    rows->chosen (mercer_recipe_by_hand (mercer_recipe_with_list (rows->recipe, param->id, list->at, list->n), param->id),
                  _ (param->title), merge, rows->data);
}

static GtkWidget *
list_row_new (MercerPanelRows *rows, const MercerParam *param)
{
  GtkWidget *row = mercer_list_row_new (param, rows->recipe);

  g_signal_connect (row, "changed", G_CALLBACK (list_changed_cb), rows);
  g_signal_connect_swapped (row, "settled", rows->settled, rows->data);
  g_ptr_array_add (rows->lists, row);
  return row;
}

/* Words are confirmed as a whole, so each change is a step of its own. */
static void
text_changed_cb (MercerTextRow *row, const char *text, gpointer data)
{
  MercerPanelRows *rows = data;
  const MercerParam *param = mercer_text_row_param (row);

  if (!rows->showing)
    rows->chosen (mercer_recipe_with_text (rows->recipe, param->id, text), _ (param->title), NULL, rows->data);
}

static GtkWidget *
text_row_new (MercerPanelRows *rows, const MercerParam *param)
{
  GtkWidget *row = mercer_text_row_new (param, rows->recipe);

  g_signal_connect (row, "text-changed", G_CALLBACK (text_changed_cb), rows);
  g_ptr_array_add (rows->texts, row);
  return row;
}

static GtkWidget *
param_row_new (MercerPanelRows *rows, const MercerParam *param)
{
  if (param->kind == MERCER_PARAM_LIST)
    return list_row_new (rows, param);
  if (param->kind == MERCER_PARAM_TEXT)
    return text_row_new (rows, param);
  return row_new (rows, mercer_row_spec_new_param (param, rows->recipe, rows->baseline), &home_param, param->id);
}

/* One at a time: all at once the window would be away for longer than a person should feel. */
static gboolean
build_later_cb (gpointer data)
{
  MercerPanelRows *rows = data;
  Later *later = g_queue_pop_head (&rows->later);

  adw_expander_row_add_row (ADW_EXPANDER_ROW (later->expander), param_row_new (rows, later->param));
  g_free (later);
  if (!g_queue_is_empty (&rows->later))
    return G_SOURCE_CONTINUE;
  rows->idle = 0;
  if (rows->marked != NULL)
    mercer_panel_rows_mark (rows, rows->marked);
  return G_SOURCE_REMOVE;
}

static void
build_later (MercerPanelRows *rows, GtkWidget *expander, const MercerParam *param)
{
  const Later later = { expander, param };

  g_queue_push_tail (&rows->later, g_memdup2 (&later, sizeof later));
  if (rows->idle == 0)
    rows->idle = g_idle_add (build_later_cb, rows);
}

static AdwPreferencesGroup *
group_new (MercerPanelRows *rows, GtkBox *box, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  g_ptr_array_add (rows->groups, group);
  gtk_box_append (box, group);
  return ADW_PREFERENCES_GROUP (group);
}

/* --- Groups ----------------------------------------------------------------------------------- */

/* Params with just these of the flags VIEW and EXPERT; kernels have their own place. */
static GPtrArray *
params_with (const MercerMethod *method, unsigned flags)
{
  GPtrArray *some = g_ptr_array_new ();

  for (const MercerParam *param = method->params; param != NULL && param->id != NULL; param++)
    if ((param->flags & (MERCER_VIEW | MERCER_EXPERT)) == flags && param->kernels == NULL)
      g_ptr_array_add (some, (gpointer) param);
  return some;
}

static void
add_params (MercerPanelRows *rows, unsigned flags, const char *title, bool folded)
{
  g_autoptr (GPtrArray) params = params_with (mercer_recipe_method (rows->recipe), flags);
  AdwPreferencesGroup *group;
  GtkWidget *expander = NULL;

  if (params->len == 0)
    return;
  group = group_new (rows, flags == 0 && params->len <= FEW ? rows->above : rows->below, folded ? "" : title);
  if (folded)
    {
      expander = adw_expander_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
      adw_preferences_group_add (group, expander);
    }
  for (guint i = 0; i < params->len; i++)
    if (folded)
      build_later (rows, expander, params->pdata[i]);
    else
      adw_preferences_group_add (group, param_row_new (rows, params->pdata[i]));
}

static bool
is_drawn (const MercerRecipe *recipe, const char *column)
{
  const char *drawn[2];
  bool found = false;

  for (size_t n = mercer_recipe_drawn (recipe, drawn); n > 0 && !found; n--)
    found = g_str_equal (drawn[n - 1], column);
  return found;
}

/* Columns of x that are not drawn. */
static void
add_positions (MercerPanelRows *rows)
{
  MercerRecipe *recipe = rows->recipe;
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  AdwPreferencesGroup *group = NULL;

  if ((mercer_recipe_method (recipe)->flags & MERCER_METHOD_POSITIONS) == 0)
    return;
  for (const char *const *name = mercer_recipe_role (recipe, "x"); *name != NULL; name++)
    {
      int index = mercer_dataset_find (dataset, *name);
      if (index < 0 || is_drawn (recipe, *name))
        continue;
      if (group == NULL)
        group = group_new (rows, rows->below, _ ("Slice"));
      adw_preferences_group_add (
        group, row_new (rows, mercer_row_spec_new_position (mercer_dataset_column (dataset, (size_t) index)),
                        &home_position, *name));
    }
}

static void
add_seed (MercerPanelRows *rows)
{
  unsigned flags = mercer_recipe_method (rows->recipe)->flags;
  MercerRowSpec *spec;

  if ((flags & MERCER_METHOD_RANDOM) == 0)
    return;
  spec = mercer_row_spec_new_seed (mercer_recipe_seed (rows->baseline));
  spec->anew = (flags & MERCER_METHOD_FLOW) != 0;
  adw_preferences_group_add (group_new (rows, rows->below, _ ("Random Numbers")), row_new (rows, spec, &home_seed, "seed"));
}

MercerPanelRows *
mercer_panel_rows_new (GtkBox *above, GtkBox *below, MercerRecipe *recipe, MercerRecipe *baseline,
                       MercerPanelRowsFunc chosen, GCallback settled, gpointer data)
{
  MercerPanelRows *rows = g_new0 (MercerPanelRows, 1);

  rows->above = above;
  rows->below = below;
  rows->groups = g_ptr_array_new ();
  rows->rows = g_ptr_array_new ();
  rows->lists = g_ptr_array_new ();
  rows->texts = g_ptr_array_new ();
  g_queue_init (&rows->later);
  rows->recipe = mercer_recipe_ref (recipe);
  rows->baseline = mercer_recipe_ref (baseline);
  rows->chosen = chosen;
  rows->settled = settled;
  rows->data = data;
  add_params (rows, 0, _ ("Model"), false);
  add_positions (rows);
  add_params (rows, MERCER_VIEW, _ ("Picture"), false);
  add_params (rows, MERCER_VIEW | MERCER_EXPERT, _ ("More of the Picture"), true);
  add_seed (rows);
  add_params (rows, MERCER_EXPERT, _ ("Expert"), true);
  return rows;
}

static void
fall_silent (MercerPanelRows *rows, gpointer row)
{
  g_signal_handlers_disconnect_by_data (row, rows);
  g_signal_handlers_disconnect_by_data (row, rows->data);
}

void
mercer_panel_rows_free (MercerPanelRows *rows)
{
  g_clear_handle_id (&rows->idle, g_source_remove);
  g_queue_clear_full (&rows->later, g_free);
  /* Leaving an entry confirms it; but not this late. */
  rows->showing = true;
  for (guint i = 0; i < rows->rows->len; i++)
    fall_silent (rows, rows->rows->pdata[i]);
  for (guint i = 0; i < rows->lists->len; i++)
    fall_silent (rows, rows->lists->pdata[i]);
  for (guint i = 0; i < rows->texts->len; i++)
    fall_silent (rows, rows->texts->pdata[i]);
  for (guint i = 0; i < rows->groups->len; i++)
    gtk_box_remove (GTK_BOX (gtk_widget_get_parent (rows->groups->pdata[i])), rows->groups->pdata[i]);
  g_ptr_array_unref (rows->groups);
  g_ptr_array_unref (rows->rows);
  g_ptr_array_unref (rows->lists);
  g_ptr_array_unref (rows->texts);
  mercer_recipe_unref (rows->recipe);
  mercer_recipe_unref (rows->baseline);
  mercer_figure_unref (rows->marked);
  g_free (rows);
}

void
mercer_panel_rows_show (MercerPanelRows *rows, MercerRecipe *recipe)
{
  mercer_recipe_ref (recipe);
  mercer_recipe_unref (rows->recipe);
  rows->recipe = recipe;
  rows->showing = true;
  for (guint i = 0; i < rows->rows->len; i++)
    {
      GObject *row = rows->rows->pdata[i];
      const Home *home = g_object_get_data (row, "home");
      mercer_param_row_set_value (MERCER_PARAM_ROW (row), home->get (recipe, g_object_get_data (row, "name")));
    }
  for (guint i = 0; i < rows->lists->len; i++)
    mercer_list_row_show (rows->lists->pdata[i], recipe);
  for (guint i = 0; i < rows->texts->len; i++)
    mercer_text_row_show (rows->texts->pdata[i], recipe);
  rows->showing = false;
}

void
mercer_panel_rows_mark (MercerPanelRows *rows, MercerFigure *figure)
{
  if (figure != rows->marked)
    {
      mercer_figure_unref (rows->marked);
      rows->marked = figure != NULL ? mercer_figure_ref (figure) : NULL;
    }
  for (guint i = 0; i < rows->rows->len; i++)
    {
      GObject *row = rows->rows->pdata[i];
      if (g_object_get_data (row, "home") == &home_param)
        mercer_param_row_mark (MERCER_PARAM_ROW (row), figure, g_object_get_data (row, "name"));
    }
  for (guint i = 0; i < rows->lists->len; i++)
    mercer_list_row_mark (rows->lists->pdata[i], figure);
}

/* --- When rows serve -------------------------------------------------------------------------- */

static bool
same_units (MercerRecipe *old, MercerRecipe *new, const char *role)
{
  for (const char *const *name = mercer_recipe_role (new, role); *name != NULL; name++)
    {
      int there = mercer_dataset_find (mercer_recipe_dataset (old), *name);
      int here = mercer_dataset_find (mercer_recipe_dataset (new), *name);
      if (there < 0 || here < 0
          || g_strcmp0 (mercer_dataset_column (mercer_recipe_dataset (old), (size_t) there)->unit,
                        mercer_dataset_column (mercer_recipe_dataset (new), (size_t) here)->unit)
                 != 0)
        return false;
    }
  return true;
}

bool
mercer_panel_rows_serve (MercerRecipe *old, MercerRecipe *new)
{
  MercerDataset *before = mercer_recipe_dataset (old), *now = mercer_recipe_dataset (new);

  if (mercer_recipe_method (old) != mercer_recipe_method (new))
    return false;
  /* An edited table is still the same one: while a point is dragged, sliders keep their span. */
  if (before != now
      && (g_strcmp0 (mercer_dataset_title (before), mercer_dataset_title (now)) != 0
          || g_strcmp0 (mercer_dataset_origin (before), mercer_dataset_origin (now)) != 0))
    return false;
  for (const MercerRole *role = mercer_recipe_method (new)->roles; role != NULL && role->id != NULL; role++)
    if (!g_strv_equal (mercer_recipe_role (old, role->id), mercer_recipe_role (new, role->id))
        || (before != now && !same_units (old, new, role->id)))
      return false;
  return true;
}
