/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel editor: keeps recipe, cards and text (kernel-text.c) in step. */

#include "kernel-editor-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "compat.h"
#include "kernel-chooser.h"
#include "kernel-text.h"

#define INDENT 12

struct _MercerKernelEditor
{
  GtkBox parent_instance;

  MercerKernelModel *model;
  MercerRecipe *recipe, *baseline;
  char *shape;        /* of the cards that are there */
  GPtrArray *rows;    /* of the parameters by flat index, borrowed */
  GPtrArray *powers;  /* rows of exponents; their paths are data "path" */
  GPtrArray *cards;   /* borrowed */
  GtkWidget *text, *tree;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_SETTLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerKernelEditor, mercer_kernel_editor, GTK_TYPE_BOX)

static void show_kernel (MercerKernelEditor *editor, bool afresh);

MercerKernel *
mercer_kernel_editor_kernel (MercerKernelEditor *editor)
{
  return mercer_kernel_model_kernel (editor->model);
}

MercerRecipe *
mercer_kernel_editor_recipe (MercerKernelEditor *editor)
{
  return editor->recipe;
}

/* --- Changes by a person ---------------------------------------------------------------------- */

static void
tell (MercerKernelEditor *editor, const char *done, const char *merge)
{
  g_signal_emit (editor, signals[SIGNAL_CHANGED], 0, mercer_kernel_editor_kernel (editor), done, merge);
}

/* Takes kernel; NULL does nothing. */
static void
change (MercerKernelEditor *editor, MercerKernel *kernel, const char *done, const char *merge)
{
  g_autoptr (MercerKernel) taken = kernel;

  if (taken == NULL)
    return;
  mercer_kernel_model_set (editor->model, taken);
  show_kernel (editor, false);
  tell (editor, done, merge);
}

static void
settled (MercerKernelEditor *editor)
{
  mercer_kernel_text_release (MERCER_KERNEL_TEXT (editor->text));
  g_signal_emit (editor, signals[SIGNAL_SETTLED], 0);
}

static void
focus_card (MercerKernelEditor *editor, const MercerKernelPath *path)
{
  for (guint i = 0; i < editor->cards->len; i++)
    {
      MercerKernelCard *card = editor->cards->pdata[i];
      const MercerKernelPath *place = mercer_kernel_card_path (card);
      if (place->depth == path->depth && memcmp (place->index, path->index, path->depth * sizeof *path->index) == 0)
        {
          mercer_kernel_card_focus (card);
          return;
        }
    }
}

void
mercer_kernel_editor_edit (MercerKernelEditor *editor, MercerKernel *kernel, const char *done,
                           const MercerKernelPath *at)
{
  MercerKernelPath place = *at; /* `at` may belong to a card that is about to go */

  if (kernel == NULL)
    return;
  g_object_ref (editor);
  change (editor, kernel, done, NULL);
  settled (editor);
  focus_card (editor, &place);
  g_object_unref (editor);
}

static void
typed_cb (MercerKernelText *text, gpointer data)
{
  MercerKernelEditor *editor = data;

  show_kernel (editor, false);
  tell (editor, _ ("Kernel"), "kernel-text");
}

static void
text_settled_cb (MercerKernelText *text, gpointer data)
{
  settled (data);
}

/* --- Leaves that suit the data ----------------------------------------------------------------- */

/* Families start at 1; columns may run in years or in nanometres. */
static MercerKernel *
suited (MercerKernelEditor *editor, MercerKernel *leaf)
{
  for (size_t i = 0; i < mercer_kernel_params (leaf); i++)
    {
      MercerKernelParam param;
      double value, low, high, beyond;
      mercer_kernel_param (leaf, i, &param);
      value = param.value;
      if (param.spec->integer || param.spec->lower <= 0 || *param.spec->unit == '\0')
        continue;
      /* The range reaches to the value that there is, so ask with values beyond either end. */
      param.value = G_MAXDOUBLE;
      mercer_recipe_kernel_slider_range (editor->recipe, &param, &low, &beyond);
      param.value = G_MINDOUBLE;
      mercer_recipe_kernel_slider_range (editor->recipe, &param, &beyond, &high);
      if (value > low && value < high)
        continue;
      MercerKernel *moved = mercer_kernel_with_param (leaf, i, pow (10, round (log10 (sqrt (low * high)))));
      mercer_kernel_unref (leaf);
      leaf = moved;
    }
  return leaf;
}

const char *const *
mercer_kernel_editor_columns (MercerKernelEditor *editor, const MercerKernelPath *path)
{
  const char *const *columns = mercer_kernel_columns_at (mercer_kernel_editor_kernel (editor), path);

  return columns != NULL ? columns : mercer_recipe_role (editor->recipe, "x");
}

MercerKernel *
mercer_kernel_editor_leaf (MercerKernelEditor *editor, const MercerKernelFamily *family,
                           const MercerKernelPath *path)
{
  const char *const *inputs = mercer_kernel_editor_columns (editor, path);
  MercerKernel *leaf = suited (editor, mercer_kernel_new (family));

  if ((family->flags & MERCER_KERNEL_ONE_COLUMN) != 0 && inputs[0] != NULL && inputs[1] != NULL)
    {
      const char *const first[] = { inputs[0], NULL };
      MercerKernel *tied = mercer_kernel_with_columns (leaf, first);
      mercer_kernel_unref (leaf);
      leaf = tied;
    }
  return leaf;
}

static void
add_term_cb (MercerKernelChooser *chooser, const char *id, gpointer data)
{
  MercerKernelEditor *editor = data;
  MercerKernelPath root = { 0 }, last;
  MercerKernel *kernel = mercer_kernel_editor_kernel (editor);
  g_autoptr (MercerKernel) leaf = mercer_kernel_editor_leaf (editor, mercer_kernel_family (id), &root);
  MercerKernel *sum = mercer_kernel_edit_join (kernel, &root, MERCER_JOIN_SUM, leaf);

  last = mercer_kernel_path_child (&root, mercer_kernel_children (sum) - 1);
  mercer_kernel_editor_edit (editor, sum, _ ("Add Kernel"), &last);
}

/* --- Rows of parameters ------------------------------------------------------------------------ */

static size_t
index_of (gpointer row)
{
  return GPOINTER_TO_SIZE (g_object_get_data (row, "index"));
}

static void
param_changed_cb (MercerParamRow *row, double value, gpointer data)
{
  MercerKernelEditor *editor = data;
  const MercerRowSpec *spec = mercer_param_row_spec (row);

  change (editor, mercer_kernel_with_param (mercer_kernel_editor_kernel (editor), index_of (row), value), spec->title,
          spec->key);
}

static void
param_pinned_cb (MercerParamRow *row, gboolean fixed, gpointer data)
{
  MercerKernelEditor *editor = data;

  change (editor, mercer_kernel_with_fixed (mercer_kernel_editor_kernel (editor), index_of (row), fixed),
          fixed ? _ ("Fix Parameter") : _ ("Free Parameter"), NULL);
}

static void
param_settled_cb (MercerParamRow *row, gpointer data)
{
  settled (data);
}

/* Where "reset" goes: what the method suggests if the expression has that shape, else the family's start. */
static double
start_of (MercerKernelEditor *editor, const MercerKernelParam *param, size_t index)
{
  MercerKernel *suggested = editor->baseline != NULL ? mercer_recipe_kernel (editor->baseline) : NULL;
  g_autofree char *shape = suggested != NULL ? mercer_kernel_shape (suggested) : NULL;
  MercerKernelParam there;

  if (shape == NULL || g_strcmp0 (shape, editor->shape) != 0)
    return param->spec->start;
  mercer_kernel_param (suggested, index, &there);
  return there.value;
}

GtkWidget *
mercer_kernel_editor_param_row (MercerKernelEditor *editor, const MercerKernelPath *leaf, size_t index,
                                const char *title)
{
  MercerKernelParam param;
  MercerRowSpec *spec;
  GtkWidget *row;

  mercer_kernel_param (mercer_kernel_editor_kernel (editor), index, &param);
  spec = mercer_row_spec_new_kernel (&param, editor->recipe, mercer_kernel_editor_columns (editor, leaf),
                                     start_of (editor, &param, index));
  if (title != NULL)
    {
      g_free (spec->title);
      spec->title = g_strdup (title);
    }
  row = mercer_param_row_new (spec, param.value);
  mercer_param_row_set_pinned (MERCER_PARAM_ROW (row), param.fixed);
  g_object_set_data (G_OBJECT (row), "index", GSIZE_TO_POINTER (index));
  g_signal_connect_object (row, "changed", G_CALLBACK (param_changed_cb), editor, 0);
  g_signal_connect_object (row, "pinned", G_CALLBACK (param_pinned_cb), editor, 0);
  g_signal_connect_object (row, "settled", G_CALLBACK (param_settled_cb), editor, 0);
  editor->rows->pdata[index] = row;
  return row;
}

static void
power_changed_cb (MercerParamRow *row, double value, gpointer data)
{
  MercerKernelEditor *editor = data;
  const MercerKernelPath *path = g_object_get_data (G_OBJECT (row), "path");

  change (editor, mercer_kernel_edit_power (mercer_kernel_editor_kernel (editor), path, (int) value),
          mercer_param_row_spec (row)->title, mercer_param_row_spec (row)->key);
}

GtkWidget *
mercer_kernel_editor_power_row (MercerKernelEditor *editor, const MercerKernelPath *path)
{
  int exponent = mercer_kernel_exponent (mercer_kernel_at (mercer_kernel_editor_kernel (editor), path));
  GtkWidget *row = mercer_param_row_new (mercer_row_spec_new_exponent (editor->powers->len), exponent);

  g_object_set_data_full (G_OBJECT (row), "path", g_memdup2 (path, sizeof *path), g_free);
  g_signal_connect_object (row, "changed", G_CALLBACK (power_changed_cb), editor, 0);
  g_signal_connect_object (row, "settled", G_CALLBACK (param_settled_cb), editor, 0);
  g_ptr_array_add (editor->powers, row);
  return row;
}

static void
update_rows (MercerKernelEditor *editor)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (editor);

  for (guint i = 0; i < editor->rows->len; i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, i, &param);
      mercer_param_row_set_value (editor->rows->pdata[i], param.value);
      mercer_param_row_set_pinned (editor->rows->pdata[i], param.fixed);
    }
  for (guint i = 0; i < editor->powers->len; i++)
    mercer_param_row_set_value (editor->powers->pdata[i],
                                mercer_kernel_exponent (mercer_kernel_at (
                                  kernel, g_object_get_data (editor->powers->pdata[i], "path"))));
}

/* --- Cards ------------------------------------------------------------------------------------ */

static void append_node (MercerKernelEditor *editor, GtkWidget *box, const MercerKernelPath *path);

static void
toggle_join_cb (GtkButton *button, gpointer data)
{
  MercerKernelEditor *editor = data;
  const MercerKernelPath *path = g_object_get_data (G_OBJECT (button), "path");
  size_t gap = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (button), "gap"));

  mercer_kernel_editor_edit (editor, mercer_kernel_edit_toggle_join (mercer_kernel_editor_kernel (editor), path, gap),
                             _ ("Kernel Join"), path);
}

static GtkWidget *
join_new (MercerKernelEditor *editor, const MercerKernelPath *path, size_t gap)
{
  bool sum = mercer_kernel_kind (mercer_kernel_at (mercer_kernel_editor_kernel (editor), path)) == MERCER_KERNEL_SUM;
  GtkWidget *button = gtk_button_new_with_label (sum ? "+" : "×");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, sum ? _ ("Added; press to multiply instead")
                                           : _ ("Multiplied; press to add instead"));
  mercer_set_accessible_label (button, sum ? _ ("Added; press to multiply instead")
                                           : _ ("Multiplied; press to add instead"));
  g_object_set_data_full (G_OBJECT (button), "path", g_memdup2 (path, sizeof *path), g_free);
  g_object_set_data (G_OBJECT (button), "gap", GSIZE_TO_POINTER (gap));
  g_signal_connect_object (button, "clicked", G_CALLBACK (toggle_join_cb), editor, 0);
  return button;
}

static void
append_children (MercerKernelEditor *editor, GtkWidget *box, const MercerKernelPath *path)
{
  const MercerKernel *node = mercer_kernel_at (mercer_kernel_editor_kernel (editor), path);
  size_t first = mercer_kernel_is_scaled (node) ? 1 : 0;

  for (size_t i = first; i < mercer_kernel_children (node); i++)
    {
      MercerKernelPath child = mercer_kernel_path_child (path, i);
      if (i > first)
        gtk_box_append (GTK_BOX (box), join_new (editor, path, i - 1));
      append_node (editor, box, &child);
    }
}

static void
append_node (MercerKernelEditor *editor, GtkWidget *box, const MercerKernelPath *path)
{
  const MercerKernel *node = mercer_kernel_at (mercer_kernel_editor_kernel (editor), path);
  GtkWidget *card, *group, *children;

  /* The outermost sum explains itself. */
  if (path->depth == 0 && mercer_kernel_kind (node) == MERCER_KERNEL_SUM && mercer_kernel_columns (node) == NULL)
    {
      append_children (editor, box, path);
      return;
    }
  card = mercer_kernel_card_new (editor, path);
  g_ptr_array_add (editor->cards, card);
  gtk_box_append (GTK_BOX (box), card);
  if (mercer_kernel_is_simple (node))
    return;
  group = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, INDENT - 1);
  children = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_margin_top (group, 6);
  gtk_widget_set_hexpand (children, TRUE);
  gtk_box_append (GTK_BOX (group), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (group), children);
  gtk_box_append (GTK_BOX (box), group);
  append_children (editor, children, path);
}

static void
build_cards (MercerKernelEditor *editor)
{
  MercerKernelPath root = { 0 };
  GtkWidget *child;

  g_ptr_array_set_size (editor->cards, 0);
  g_ptr_array_set_size (editor->powers, 0);
  g_ptr_array_set_size (editor->rows, 0);
  while ((child = gtk_widget_get_first_child (editor->tree)) != NULL)
    gtk_box_remove (GTK_BOX (editor->tree), child);
  g_ptr_array_set_size (editor->rows, (int) mercer_kernel_params (mercer_kernel_editor_kernel (editor)));
  append_node (editor, editor->tree, &root);
}

/* --- Showing ---------------------------------------------------------------------------------- */

/* What is wrong with this kernel on these columns, though it reads well. */
static void
show_objection (MercerKernelEditor *editor)
{
  const char *const *inputs = mercer_recipe_role (editor->recipe, "x");
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) bound
      = mercer_kernel_bind (mercer_kernel_editor_kernel (editor), inputs, g_strv_length ((GStrv) inputs), &error);

  mercer_kernel_text_object (MERCER_KERNEL_TEXT (editor->text), bound == NULL ? error->message : NULL);
}

static void
show_kernel (MercerKernelEditor *editor, bool afresh)
{
  g_autofree char *shape = mercer_kernel_shape (mercer_kernel_editor_kernel (editor));

  mercer_kernel_text_update (MERCER_KERNEL_TEXT (editor->text));
  if (!afresh && g_strcmp0 (shape, editor->shape) == 0)
    {
      update_rows (editor);
      return;
    }
  g_free (editor->shape);
  editor->shape = g_steal_pointer (&shape);
  build_cards (editor);
  show_objection (editor);
}

void
mercer_kernel_editor_show (MercerKernelEditor *editor, MercerRecipe *recipe, MercerRecipe *baseline, gboolean afresh)
{
  g_return_if_fail (MERCER_IS_KERNEL_EDITOR (editor));

  mercer_recipe_ref (recipe);
  g_clear_pointer (&editor->recipe, mercer_recipe_unref);
  editor->recipe = recipe;
  if (baseline != editor->baseline)
    {
      g_clear_pointer (&editor->baseline, mercer_recipe_unref);
      editor->baseline = baseline != NULL ? mercer_recipe_ref (baseline) : NULL;
    }
  gtk_widget_set_visible (GTK_WIDGET (editor), mercer_recipe_kernel (recipe) != NULL);
  if (mercer_recipe_kernel (recipe) == NULL)
    return;
  if (!afresh && mercer_recipe_kernel (recipe) == mercer_kernel_editor_kernel (editor))
    return;
  mercer_kernel_model_set (editor->model, mercer_recipe_kernel (recipe));
  show_kernel (editor, afresh);
}

GtkWidget *
mercer_kernel_editor_new (void)
{
  return g_object_new (MERCER_TYPE_KERNEL_EDITOR, NULL);
}

static void
mercer_kernel_editor_finalize (GObject *object)
{
  MercerKernelEditor *editor = MERCER_KERNEL_EDITOR (object);

  mercer_kernel_model_free (editor->model);
  g_clear_pointer (&editor->recipe, mercer_recipe_unref);
  g_clear_pointer (&editor->baseline, mercer_recipe_unref);
  g_free (editor->shape);
  g_ptr_array_unref (editor->rows);
  g_ptr_array_unref (editor->powers);
  g_ptr_array_unref (editor->cards);
  G_OBJECT_CLASS (mercer_kernel_editor_parent_class)->finalize (object);
}

static void
mercer_kernel_editor_class_init (MercerKernelEditorClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mercer_kernel_editor_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MERCER_TYPE_KERNEL_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", MERCER_TYPE_KERNEL_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
mercer_kernel_editor_init (MercerKernelEditor *editor)
{
  GtkWidget *title = gtk_label_new (_ ("Kernel"));
  GtkWidget *add = mercer_kernel_chooser_new (_ ("Add Term"), _ ("Add a term to the sum"));

  editor->model = mercer_kernel_model_new ();
  editor->rows = g_ptr_array_new ();
  editor->powers = g_ptr_array_new ();
  editor->cards = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (editor), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (editor), 6);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (editor), title);
  editor->text = mercer_kernel_text_new (editor->model);
  g_signal_connect_object (editor->text, "typed", G_CALLBACK (typed_cb), editor, 0);
  g_signal_connect_object (editor->text, "settled", G_CALLBACK (text_settled_cb), editor, 0);
  gtk_box_append (GTK_BOX (editor), editor->text);
  editor->tree = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (editor), editor->tree);
  g_signal_connect_object (add, "chosen", G_CALLBACK (add_term_cb), editor, 0);
  gtk_box_append (GTK_BOX (editor), add);
}
