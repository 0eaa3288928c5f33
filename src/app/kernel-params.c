/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-params.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-bounds.h"

static MercerKernelPath
path_of_row (MercerKernelEditor *editor, size_t index)
{
  GtkWidget *card = gtk_widget_get_ancestor (editor->rows->pdata[index], MERCER_TYPE_KERNEL_CARD);

  return card != NULL ? *mercer_kernel_card_path (MERCER_KERNEL_CARD (card)) : (MercerKernelPath){ 0 };
}

/* "Length scale of Periodic, 12 months". Free with g_free. */
static char *
name_of (MercerKernelEditor *editor, size_t index)
{
  MercerKernelParam param;
  const MercerRowSpec *spec = mercer_param_row_spec (editor->rows->pdata[index]);

  mercer_kernel_param (mercer_kernel_editor_kernel (editor), index, &param);
  g_autofree char *value = mercer_row_spec_show (spec, param.value);
  g_autofree char *amount = g_strstrip (g_strdup_printf ("%s %s", value, spec->unit));
  /* Translators: a parameter, the kernel that it belongs to, its value: "Length scale of Periodic, 12 months". */
  return g_strdup_printf (_ ("%s of %s, %s"), spec->title, _ (mercer_kernel_leaf_family (param.leaf)->title), amount);
}

/* --- Actions ---------------------------------------------------------------------------------- */

static bool
is_there (MercerKernelEditor *editor, guint index)
{
  return index < mercer_kernel_params (mercer_kernel_editor_kernel (editor));
}

static void
tie_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelEditor *editor = MERCER_KERNEL_EDITOR (widget);
  guint index, other;
  MercerKernelPath at;

  g_variant_get (parameter, "(uu)", &index, &other);
  if (!is_there (editor, index) || !is_there (editor, other))
    return;
  at = path_of_row (editor, index);
  /* this one takes what the other holds */
  mercer_kernel_editor_edit (editor, mercer_kernel_with_tie (mercer_kernel_editor_kernel (editor), other, index),
                             _ ("Tie Parameters"), &at);
}

static void
untie_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelEditor *editor = MERCER_KERNEL_EDITOR (widget);
  guint index = g_variant_get_uint32 (parameter);
  MercerKernelPath at;

  if (!is_there (editor, index))
    return;
  at = path_of_row (editor, index);
  mercer_kernel_editor_edit (editor, mercer_kernel_without_tie (mercer_kernel_editor_kernel (editor), index),
                             _ ("Untie Parameter"), &at);
}

static void
bounds_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelEditor *editor = MERCER_KERNEL_EDITOR (widget);

  if (is_there (editor, g_variant_get_uint32 (parameter)))
    mercer_kernel_bounds_open (editor, g_variant_get_uint32 (parameter));
}

void
mercer_kernel_params_install (GtkWidgetClass *editor_class)
{
  gtk_widget_class_install_action (editor_class, "kernel.tie", "(uu)", tie_action);
  gtk_widget_class_install_action (editor_class, "kernel.untie", "u", untie_action);
  gtk_widget_class_install_action (editor_class, "kernel.bounds", "u", bounds_action);
}

/* --- Menu ------------------------------------------------------------------------------------- */

static void
append_ties (MercerKernelEditor *editor, size_t index, GMenu *menu)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (editor);
  g_autoptr (GMenu) others = g_menu_new ();

  for (size_t other = 0; other < mercer_kernel_params (kernel); other++)
    if (other != index && mercer_kernel_can_tie (kernel, other, index))
      {
        g_autofree char *name = name_of (editor, other);
        g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);
        g_menu_item_set_action_and_target (item, "kernel.tie", "(uu)", (guint) index, (guint) other);
        g_menu_append_item (others, item);
      }
  /* Named after the parameter: GTK tells the submenus of a popover apart by their names. */
  g_autofree char *title = g_strdup_printf (_ ("%s Same As"), mercer_param_row_spec (editor->rows->pdata[index])->title);
  if (g_menu_model_get_n_items (G_MENU_MODEL (others)) > 0)
    g_menu_append_submenu (menu, title, G_MENU_MODEL (others));
}

static void
append_deed (GMenu *menu, const char *label, const char *action, size_t index)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", (guint) index);
  g_menu_append_item (menu, item);
}

void
mercer_kernel_params_append_menu (MercerKernelEditor *editor, size_t index, GMenu *menu)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (editor);
  const MercerRowSpec *spec = mercer_param_row_spec (editor->rows->pdata[index]);
  MercerKernelParam param;

  mercer_kernel_param (kernel, index, &param);
  if (spec->pinnable)
    {
      g_autofree char *lower = mercer_row_spec_show (spec, param.lower), *upper = mercer_row_spec_show (spec, param.upper);
      g_autofree char *label = g_strdup_printf (_ ("Bounds: %s to %s…"), lower, upper);
      append_deed (menu, label, "kernel.bounds", index);
    }
  append_ties (editor, index, menu);
  if (param.tie != NULL && mercer_kernel_tied (kernel, index, NULL) > 1)
    append_deed (menu, _ ("Untie"), "kernel.untie", index);
}

/* --- The sign of a tie ----------------------------------------------------------------------------- */

GtkWidget *
mercer_kernel_params_link_new (size_t index)
{
  GtkWidget *link = gtk_button_new_from_icon_name ("insert-link-symbolic");

  gtk_widget_add_css_class (link, "flat");
  gtk_widget_add_css_class (link, "tie"); /* narrow, for the sake of the title */
  gtk_widget_set_valign (link, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (link), "kernel.untie");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (link), "u", (guint) index);
  gtk_widget_set_visible (link, FALSE);
  return link;
}

void
mercer_kernel_params_update_link (MercerKernelEditor *editor, size_t index, GtkWidget *link)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (editor);
  size_t n = mercer_kernel_tied (kernel, index, NULL);
  g_autofree size_t *all = g_new (size_t, n + 1);
  GString *words;

  gtk_widget_set_visible (link, n > 1);
  if (n < 2)
    return;
  mercer_kernel_tied (kernel, index, all);
  words = g_string_new (_ ("Tied to"));
  for (size_t i = 0, named = 0; i < n; i++)
    if (all[i] != index)
      {
        g_autofree char *name = name_of (editor, all[i]);
        g_string_append_printf (words, "%s %s", named++ > 0 ? ";" : "", name);
      }
  g_string_append (words, _ (". Press to untie"));
  if (g_strcmp0 (gtk_widget_get_tooltip_text (link), words->str) != 0)
    {
      gtk_widget_set_tooltip_text (link, words->str);
      mercer_set_accessible_label (link, words->str);
    }
  g_string_free (words, TRUE);
}

char *
mercer_kernel_params_bounds (const MercerKernel *kernel)
{
  GString *text = g_string_new (NULL);
  char lower[MERCER_NUMBER_SIZE], upper[MERCER_NUMBER_SIZE];

  for (size_t i = 0; i < mercer_kernel_params (kernel); i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, i, &param);
      if (param.lower != param.spec->lower || param.upper != param.spec->upper)
        g_string_append_printf (text, "%zu:%s:%s ", i, mercer_number_print (param.lower, lower),
                                mercer_number_print (param.upper, upper));
    }
  return g_string_free (text, FALSE);
}
