/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-bounds.h"

#include <glib/gi18n.h>
#include <math.h>

#include "compat.h"

typedef struct
{
  MercerKernelEditor *editor;
  size_t index;
  MercerKernelParam param;
  char *title;
  GtkWidget *popover, *lower, *upper, *sentence, *apply;
} Bounds;

char *
mercer_kernel_bounds_read (const MercerKernelParam *param, const char *title, const char *lower_text,
                           const char *upper_text, double *lower, double *upper)
{
  g_autofree char *low = g_strstrip (g_strdup (lower_text)), *high = g_strstrip (g_strdup (upper_text));

  if (!mercer_number_parse (low, lower) || !mercer_number_parse (high, upper) || !isfinite (*lower) || !isfinite (*upper))
    return g_strdup (_ ("Both bounds need a number, such as 0.5 or 1e-3"));
  if (param->spec->lower > 0 && !(*lower > 0))
    return g_strdup_printf (_ ("%s is positive: its lower bound must be above 0"), title);
  if (param->spec->lower == 0 && *lower < 0)
    return g_strdup_printf (_ ("%s cannot be negative: its lower bound must be 0 or more"), title);
  if (param->spec->most > 0 && *upper > param->spec->most)
    {
      char most[MERCER_NUMBER_SIZE];
      return g_strdup_printf (_ ("%s goes up to %s: its upper bound must not be above that"), title,
                              mercer_number_show (param->spec->most, 6, most));
    }
  if (!(*lower < *upper))
    return g_strdup (_ ("The lower bound must be below the upper one"));
  return NULL;
}

/* What is wrong, or what else would happen, while it is typed. */
static void
check_cb (Bounds *bounds)
{
  double lower, upper;
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *wrong = mercer_kernel_bounds_read (&bounds->param, bounds->title,
                                                      gtk_editable_get_text (GTK_EDITABLE (bounds->lower)),
                                                      gtk_editable_get_text (GTK_EDITABLE (bounds->upper)), &lower, &upper);
  g_autofree char *moved = NULL;
  const char *words = wrong;

  if (wrong == NULL && (bounds->param.value < lower || bounds->param.value > upper))
    words = moved = g_strdup_printf (_ ("The value moves to %s, which is within"),
                                     mercer_number_show (CLAMP (bounds->param.value, lower, upper), 4, number));
  gtk_label_set_label (GTK_LABEL (bounds->sentence),
                       words != NULL ? words : _ ("Fits search between the two; values beyond are not accepted"));
  if (wrong != NULL)
    gtk_widget_add_css_class (bounds->sentence, "error");
  else
    gtk_widget_remove_css_class (bounds->sentence, "error");
  gtk_widget_set_sensitive (bounds->apply, wrong == NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (bounds->upper), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
set_bounds (Bounds *bounds, double lower, double upper)
{
  MercerKernelEditor *editor = bounds->editor;
  MercerKernel *kernel = mercer_kernel_editor_kernel (editor);
  size_t index = bounds->index;
  GtkWidget *card;
  MercerKernelPath at = { 0 };

  if (index < editor->rows->len && (card = gtk_widget_get_ancestor (editor->rows->pdata[index], MERCER_TYPE_KERNEL_CARD)))
    at = *mercer_kernel_card_path (MERCER_KERNEL_CARD (card));
  gtk_popover_popdown (GTK_POPOVER (bounds->popover));
  if (index < mercer_kernel_params (kernel))
    mercer_kernel_editor_edit (editor, mercer_kernel_with_bounds (kernel, index, lower, upper), _ ("Bounds"), &at);
}

static void
apply_cb (Bounds *bounds)
{
  double lower, upper;
  g_autofree char *wrong = mercer_kernel_bounds_read (&bounds->param, bounds->title,
                                                      gtk_editable_get_text (GTK_EDITABLE (bounds->lower)),
                                                      gtk_editable_get_text (GTK_EDITABLE (bounds->upper)), &lower, &upper);

  if (wrong == NULL)
    set_bounds (bounds, lower, upper);
  else
    mercer_announce (bounds->sentence, wrong);
}

static void
reset_cb (Bounds *bounds)
{
  set_bounds (bounds, bounds->param.spec->lower, bounds->param.spec->upper);
}

static void
bounds_free (gpointer data)
{
  Bounds *bounds = data;

  g_free (bounds->title);
  g_free (bounds);
}

static GtkWidget *
entry_new (Bounds *bounds, GtkGrid *grid, int line, const char *label, double value)
{
  GtkWidget *title = gtk_label_new (label), *entry = gtk_entry_new ();
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *spoken = g_strdup_printf ("%s, %s", bounds->title, label);

  gtk_editable_set_text (GTK_EDITABLE (entry), mercer_number_print (value, number));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 12);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (entry, "numeric");
  gtk_widget_set_hexpand (entry, TRUE);
  mercer_set_accessible_label (entry, spoken);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_grid_attach (grid, title, 0, line, 1, 1);
  gtk_grid_attach (grid, entry, 1, line, 1, 1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (check_cb), bounds);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (apply_cb), bounds);
  return entry;
}

static void
build (Bounds *bounds)
{
  GtkWidget *grid = gtk_grid_new (), *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *head = gtk_label_new (bounds->title), *reset = gtk_button_new_with_label (_ ("Family's Own"));

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  gtk_widget_set_size_request (grid, 230, -1);
  gtk_label_set_xalign (GTK_LABEL (head), 0);
  gtk_widget_add_css_class (head, "heading");
  gtk_grid_attach (GTK_GRID (grid), head, 0, 0, 2, 1);
  bounds->sentence = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (bounds->sentence), TRUE);
  gtk_label_set_xalign (GTK_LABEL (bounds->sentence), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (bounds->sentence), 30);
  gtk_widget_add_css_class (bounds->sentence, "caption");
  bounds->apply = gtk_button_new_with_label (_ ("Apply"));
  bounds->lower = entry_new (bounds, GTK_GRID (grid), 1, _ ("Lower bound"), bounds->param.lower);
  bounds->upper = entry_new (bounds, GTK_GRID (grid), 2, _ ("Upper bound"), bounds->param.upper);
  gtk_grid_attach (GTK_GRID (grid), bounds->sentence, 0, 3, 2, 1);
  gtk_widget_add_css_class (bounds->apply, "suggested-action");
  gtk_widget_set_hexpand (reset, TRUE);
  gtk_widget_set_halign (reset, GTK_ALIGN_START);
  mercer_set_accessible_description (reset, _ ("Back to the bounds that this kernel has by itself"));
  g_signal_connect_swapped (bounds->apply, "clicked", G_CALLBACK (apply_cb), bounds);
  g_signal_connect_swapped (reset, "clicked", G_CALLBACK (reset_cb), bounds);
  gtk_box_append (GTK_BOX (buttons), reset);
  gtk_box_append (GTK_BOX (buttons), bounds->apply);
  gtk_grid_attach (GTK_GRID (grid), buttons, 0, 4, 2, 1);
  gtk_popover_set_child (GTK_POPOVER (bounds->popover), grid);
  check_cb (bounds);
}

void
mercer_kernel_bounds_open (MercerKernelEditor *editor, size_t index)
{
  Bounds *bounds = g_new0 (Bounds, 1);
  GtkWidget *row = editor->rows->pdata[index];
  graphene_rect_t place;

  bounds->editor = editor;
  bounds->index = index;
  bounds->title = g_strdup (mercer_param_row_spec (MERCER_PARAM_ROW (row))->title);
  mercer_kernel_param (mercer_kernel_editor_kernel (editor), index, &bounds->param);
  bounds->popover = gtk_popover_new ();
  g_object_set_data_full (G_OBJECT (bounds->popover), "bounds", bounds, bounds_free);
  /* of the editor, as rows come and go */
  g_clear_pointer (&editor->popover, gtk_widget_unparent);
  editor->popover = bounds->popover;
  gtk_widget_set_parent (bounds->popover, GTK_WIDGET (editor));
  if (gtk_widget_compute_bounds (row, GTK_WIDGET (editor), &place))
    gtk_popover_set_pointing_to (GTK_POPOVER (bounds->popover),
                                 &(GdkRectangle){ (int) place.origin.x, (int) place.origin.y, (int) place.size.width,
                                                  (int) place.size.height });
  build (bounds);
  gtk_popover_popup (GTK_POPOVER (bounds->popover));
  gtk_widget_grab_focus (bounds->lower);
}
