/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of cards and the rows in them. */

#include "kernel-editor-private.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-params.h"

#define INDENT 12

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

  mercer_kernel_editor_change (editor, mercer_kernel_with_param (mercer_kernel_editor_kernel (editor), index_of (row), value), spec->title,
          spec->key);
}

static void
param_pinned_cb (MercerParamRow *row, gboolean fixed, gpointer data)
{
  MercerKernelEditor *editor = data;

  mercer_kernel_editor_change (editor, mercer_kernel_with_fixed (mercer_kernel_editor_kernel (editor), index_of (row), fixed),
          fixed ? _ ("Fix Parameter") : _ ("Free Parameter"), NULL);
}

static void
param_settled_cb (MercerParamRow *row, gpointer data)
{
  mercer_kernel_editor_settle (data);
}

static void
param_menu_cb (MercerParamRow *row, GMenu *menu, gpointer data)
{
  mercer_kernel_params_append_menu (data, index_of (row), menu);
}

static void
update_links (MercerKernelEditor *editor)
{
  for (guint i = 0; i < editor->rows->len; i++)
    {
      GtkWidget *link = g_object_get_data (editor->rows->pdata[i], "link");
      if (link != NULL)
        mercer_kernel_params_update_link (editor, i, link);
    }
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
  if (param.spec->choices == NULL && !param.spec->integer)
    {
      GtkWidget *link = mercer_kernel_params_link_new (index);
      mercer_param_row_add_suffix (MERCER_PARAM_ROW (row), link);
      g_object_set_data (G_OBJECT (row), "link", link);
      mercer_param_row_set_menu (MERCER_PARAM_ROW (row), param_menu_cb, editor);
    }
  editor->rows->pdata[index] = row;
  return row;
}

static void
power_changed_cb (MercerParamRow *row, double value, gpointer data)
{
  MercerKernelEditor *editor = data;
  const MercerKernelPath *path = g_object_get_data (G_OBJECT (row), "path");

  mercer_kernel_editor_change (editor, mercer_kernel_edit_power (mercer_kernel_editor_kernel (editor), path, (int) value),
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

void
mercer_kernel_editor_update_rows (MercerKernelEditor *editor)
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
  for (guint i = 0; i < editor->cards->len; i++)
    mercer_kernel_card_update (editor->cards->pdata[i]);
  update_links (editor);
}

/* --- Cards ------------------------------------------------------------------------------------ */

static void append_node (MercerKernelEditor *editor, GtkWidget *box, const MercerKernelPath *path);

static void
toggle_join_cb (GtkButton *button, gpointer data)
{
  MercerKernelEditor *editor = data;
  const MercerKernelPath *path = g_object_get_data (G_OBJECT (button), "path");
  size_t gap = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (button), "gap"));
  MercerKernelPath before = mercer_kernel_path_child (path, gap);

  mercer_kernel_editor_edit (editor, mercer_kernel_edit_toggle_join (mercer_kernel_editor_kernel (editor), path, gap),
                             _ ("Kernel Join"), &before);
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
  mercer_kernel_card_set_inside (MERCER_KERNEL_CARD (card), group);
  append_children (editor, children, path);
}

void
mercer_kernel_editor_build_cards (MercerKernelEditor *editor)
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
  mercer_kernel_editor_restore_folds (editor);
  update_links (editor);
}
