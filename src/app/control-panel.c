/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control-panel-private.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-editor.h"
#include "kernel-list.h"
#include "role-chooser.h"
#include "table-chooser.h"

struct _MercerControlPanel
{
  GtkBox parent_instance;

  MercerSession *session;
  int panel;
  MercerRecipe *shown, *baseline;
  MercerPanelRows *rows;
  bool refreshing; /* what rows say now is not a person speaking */

  GtkWidget *scrolled, *content;
  GtkWidget *roles, *tables, *above, *kernels, *kernel, *below, *foot;
};

enum
{
  SIGNAL_ACTION,
  SIGNAL_CANCEL,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerControlPanel, mercer_control_panel, GTK_TYPE_BOX)

static void show_recipe (MercerControlPanel *control, MercerRecipe *recipe);

/* --- From the person to the session ------------------------------------------------------------- */

/* Takes recipe. */
static void
choose (MercerControlPanel *control, MercerRecipe *recipe, const char *done, const char *merge)
{
  g_autoptr (MercerRecipe) taken = recipe;

  if (control->refreshing)
    return;
  mercer_session_set (control->session, control->panel, taken, done, merge);
  /* The session may have seen no difference; then rows must not show one. */
  if (mercer_session_recipe (control->session, control->panel) != taken)
    show_recipe (control, mercer_session_recipe (control->session, control->panel));
}

static void
chosen_cb (MercerRecipe *recipe, const char *done, const char *merge, gpointer data)
{
  choose (data, recipe, done, merge);
}

static void
settled_cb (MercerControlPanel *control)
{
  if (!control->refreshing)
    mercer_session_settle (control->session);
}

static void
roles_changed_cb (MercerRoleChooser *roles, MercerRecipe *recipe, const char *done, gpointer data)
{
  choose (data, mercer_recipe_ref (recipe), done, NULL);
}

static void
kernel_changed_cb (MercerKernelEditor *kernel, MercerKernel *changed, const char *done, const char *merge, gpointer data)
{
  MercerControlPanel *control = data;

  if (control->shown != NULL)
    choose (control, mercer_kernel_list_put (MERCER_KERNEL_LIST (control->kernels), changed), done, merge);
}

static void
kernels_changed_cb (MercerKernelList *kernels, MercerRecipe *recipe, const char *done, gpointer data)
{
  choose (data, mercer_recipe_ref (recipe), done, NULL);
}

static void
kernel_settled_cb (MercerKernelEditor *kernel, gpointer data)
{
  settled_cb (data);
}

static void
action_cb (MercerControlPanelFoot *foot, const char *id, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_ACTION], 0, id);
}

static void
cancel_cb (MercerControlPanelFoot *foot, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_CANCEL], 0);
}

/* --- From the session to the rows ---------------------------------------------------------------- */

static void
take_recipe (MercerRecipe **place, MercerRecipe *recipe)
{
  if (recipe != NULL)
    mercer_recipe_ref (recipe);
  g_clear_pointer (place, mercer_recipe_unref);
  *place = recipe;
}

static void
rebuild (MercerControlPanel *control, MercerRecipe *recipe)
{
  g_clear_pointer (&control->rows, mercer_panel_rows_free);
  g_clear_pointer (&control->baseline, mercer_recipe_unref);
  control->baseline = mercer_recipe_suggested (recipe);
  control->rows = mercer_panel_rows_new (GTK_BOX (control->above), GTK_BOX (control->below), recipe, control->baseline,
                                         chosen_cb, G_CALLBACK (settled_cb), control);
  /* An empty box would still take the space between groups. */
  gtk_widget_set_visible (control->above, gtk_widget_get_first_child (control->above) != NULL);
  gtk_widget_set_visible (control->below, gtk_widget_get_first_child (control->below) != NULL);
  mercer_control_panel_foot_set_method (MERCER_CONTROL_PANEL_FOOT (control->foot), mercer_recipe_method (recipe));
}

static void
forget (MercerControlPanel *control)
{
  g_clear_pointer (&control->rows, mercer_panel_rows_free);
  g_clear_pointer (&control->baseline, mercer_recipe_unref);
  take_recipe (&control->shown, NULL);
}

/* The one of the kernels that is chosen. */
static void
show_kernel (MercerControlPanel *control, bool afresh)
{
  MercerKernelList *kernels = MERCER_KERNEL_LIST (control->kernels);
  g_autoptr (MercerRecipe) view = mercer_kernel_list_view (kernels);
  g_autoptr (MercerRecipe) baseline = mercer_kernel_list_baseline (kernels, control->baseline);

  mercer_kernel_editor_set_title (MERCER_KERNEL_EDITOR (control->kernel), mercer_kernel_list_title (kernels));
  mercer_kernel_editor_show (MERCER_KERNEL_EDITOR (control->kernel), view, baseline, afresh);
}

static void
kernel_chosen_cb (MercerControlPanel *control)
{
  control->refreshing = true;
  mercer_kernel_editor_give_up (MERCER_KERNEL_EDITOR (control->kernel));
  show_kernel (control, true);
  control->refreshing = false;
}

/* How long the content is where a row below the kernels has the focus; else 0. */
static int
length_above_hand (MercerControlPanel *control)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (control));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  int length = 0;

  if (focus != NULL && gtk_widget_is_ancestor (focus, control->below))
    gtk_widget_measure (control->content, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (control->content), &length, NULL, NULL, NULL);
  return length;
}

/* A choice below the kernels may put another one into their list: what a person works on stays under the hand. */
static void
scroll_along (MercerControlPanel *control, int before)
{
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (control->scrolled));
  int longer = before > 0 ? length_above_hand (control) - before : 0;

  if (longer == 0)
    return;
  gtk_adjustment_set_upper (place, gtk_adjustment_get_upper (place) + longer);
  gtk_adjustment_set_value (place, gtk_adjustment_get_value (place) + longer);
}

static void
show_recipe (MercerControlPanel *control, MercerRecipe *recipe)
{
  bool afresh = control->shown == NULL || !mercer_panel_rows_serve (control->shown, recipe);
  int before = afresh ? 0 : length_above_hand (control);

  control->refreshing = true;
  take_recipe (&control->shown, recipe);
  if (afresh)
    rebuild (control, recipe);
  else
    mercer_panel_rows_show (control->rows, recipe);
  mercer_role_chooser_show (MERCER_ROLE_CHOOSER (control->roles), recipe);
  mercer_table_chooser_show (MERCER_TABLE_CHOOSER (control->tables), recipe);
  /* a second sample is what the method is about; new points are an afterthought, below the kernel that a hand goes to first */
  gtk_box_reorder_child_after (GTK_BOX (control->content), control->tables,
                               mercer_recipe_method (recipe)->tables != NULL ? control->roles : control->kernel);
  show_kernel (control, mercer_kernel_list_show (MERCER_KERNEL_LIST (control->kernels), recipe) || afresh);
  scroll_along (control, before);
  control->refreshing = false;
}

void
mercer_control_panel_refresh (MercerControlPanel *control)
{
  MercerRecipe *recipe = NULL;

  g_return_if_fail (MERCER_IS_CONTROL_PANEL (control));
  if (control->panel >= 0 && control->panel < mercer_session_panels (control->session))
    recipe = mercer_session_recipe (control->session, control->panel);
  gtk_widget_set_visible (control->content, recipe != NULL);
  gtk_widget_set_sensitive (control->foot, recipe != NULL);
  if (recipe == NULL)
    forget (control);
  else if (recipe != control->shown)
    show_recipe (control, recipe);
}

void
mercer_control_panel_mark (MercerControlPanel *control, MercerFigure *figure)
{
  if (control->rows != NULL)
    mercer_panel_rows_mark (control->rows, figure);
}

void
mercer_control_panel_set_panel (MercerControlPanel *control, int panel)
{
  g_return_if_fail (MERCER_IS_CONTROL_PANEL (control));
  control->panel = panel;
  mercer_control_panel_refresh (control);
}

bool
mercer_control_panel_confirm (MercerControlPanel *control)
{
  g_return_val_if_fail (MERCER_IS_CONTROL_PANEL (control), false);
  return control->shown == NULL || mercer_kernel_editor_confirm (MERCER_KERNEL_EDITOR (control->kernel));
}

void
mercer_control_panel_set_busy (MercerControlPanel *control, const char *action, double progress, const char *doing)
{
  g_return_if_fail (MERCER_IS_CONTROL_PANEL (control));
  mercer_control_panel_foot_set_busy (MERCER_CONTROL_PANEL_FOOT (control->foot), action, progress, doing);
}

/* --- The widget ------------------------------------------------------------------------------- */

GtkWidget *
mercer_control_panel_new (MercerSession *session)
{
  MercerControlPanel *control = g_object_new (MERCER_TYPE_CONTROL_PANEL, NULL);

  control->session = session;
  mercer_control_panel_refresh (control);
  return GTK_WIDGET (control);
}

static void
mercer_control_panel_dispose (GObject *object)
{
  MercerControlPanel *control = MERCER_CONTROL_PANEL (object);

  control->refreshing = true; /* entries that lose the focus now have nobody to tell */
  forget (control);
  G_OBJECT_CLASS (mercer_control_panel_parent_class)->dispose (object);
}

static void
mercer_control_panel_class_init (MercerControlPanelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mercer_control_panel_dispose;
  signals[SIGNAL_ACTION] = g_signal_new ("action", MERCER_TYPE_CONTROL_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CANCEL] = g_signal_new ("cancel", MERCER_TYPE_CONTROL_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
mercer_control_panel_init (MercerControlPanel *control)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (control), GTK_ORIENTATION_VERTICAL);
  control->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_margin_start (control->content, 12);
  gtk_widget_set_margin_end (control->content, 12);
  gtk_widget_set_margin_top (control->content, 12);
  gtk_widget_set_margin_bottom (control->content, 18);

  control->roles = mercer_role_chooser_new ();
  control->tables = mercer_table_chooser_new ();
  control->kernels = mercer_kernel_list_new ();
  control->kernel = mercer_kernel_editor_new ();
  control->above = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  control->below = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_box_append (GTK_BOX (control->content), control->roles);
  gtk_box_append (GTK_BOX (control->content), control->tables);
  gtk_box_append (GTK_BOX (control->content), control->above);
  gtk_box_append (GTK_BOX (control->content), control->kernels);
  gtk_box_append (GTK_BOX (control->content), control->kernel);
  gtk_box_append (GTK_BOX (control->content), control->below);
  g_signal_connect_object (control->roles, "changed", G_CALLBACK (roles_changed_cb), control, 0);
  g_signal_connect_object (control->kernels, "changed", G_CALLBACK (kernels_changed_cb), control, 0);
  g_signal_connect_object (control->kernels, "chosen", G_CALLBACK (kernel_chosen_cb), control, G_CONNECT_SWAPPED);
  g_signal_connect_object (control->kernel, "changed", G_CALLBACK (kernel_changed_cb), control, 0);
  g_signal_connect_object (control->kernel, "settled", G_CALLBACK (kernel_settled_cb), control, 0);

  control->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (control->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (control->scrolled), control->content);
  gtk_widget_set_vexpand (control->scrolled, TRUE);
  gtk_box_append (GTK_BOX (control), control->scrolled);
  gtk_box_append (GTK_BOX (control), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  control->foot = mercer_control_panel_foot_new ();
  g_signal_connect_object (control->foot, "action", G_CALLBACK (action_cb), control, 0);
  g_signal_connect_object (control->foot, "cancel", G_CALLBACK (cancel_cb), control, 0);
  gtk_box_append (GTK_BOX (control), control->foot);
}
