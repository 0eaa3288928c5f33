/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* The one place for widgets and dialogs that GTK and libadwaita spell differently from release to release.
 * The floor is GTK 4.8 with libadwaita 1.2; when it rises, only this file changes. */

/* One line of a file dialog's filter. */
typedef struct
{
  const char *title;    /* N_("Tables") */
  const char *suffixes; /* "csv tsv txt", compared without case; "" for all files */
} MercerFileFilter;

/* The chosen file, or NULL if the person thought better of it; borrowed. */
typedef void (*MercerFileFunc) (GFile *file, gpointer data);

/* Ask for a file to open or to save. filters ends with a title of NULL and may be NULL; the first is chosen.
 * The answer comes once, later; it does not come when the parent is destroyed first. */
void mercer_file_open (GtkWindow *parent, const char *title, const MercerFileFilter *filters, MercerFileFunc answer,
                       gpointer data);
void mercer_file_save (GtkWindow *parent, const char *title, const char *suggested_name,
                       const MercerFileFilter *filters, MercerFileFunc answer, gpointer data);

/* Rows for preferences: AdwActionRow with the control at its end, which is what AdwSwitchRow, AdwSpinRow and
 * AdwComboRow are where they exist. The row is returned, *control is for reading, setting and binding.
 * subtitle may be NULL. Activating the row works the control. */
GtkWidget *mercer_switch_row_new (const char *title, const char *subtitle, GtkSwitch **control);
GtkWidget *mercer_spin_row_new (const char *title, const char *subtitle, double min, double max, double step,
                                GtkSpinButton **control);
GtkWidget *mercer_combo_row_new (const char *title, const char *subtitle, const char *const *choices,
                                 GtkDropDown **control);

/* Lets the text on the button of a drop-down be cut short where there is no room for all of it; its list has the whole. */
void mercer_drop_down_let_shrink (GtkDropDown *choice);

/* The name by which a screen reader calls the widget; also takes the place of the text that a mnemonic or an
 * icon would otherwise give. */
void mercer_set_accessible_label (GtkWidget *widget, const char *label);
/* The two halves of a split button. */
void mercer_split_button_set_accessible_labels (AdwSplitButton *button, const char *label, const char *menu);
void mercer_set_accessible_description (GtkWidget *widget, const char *description);
/* Spoken at once where the toolkit can (GTK 4.14); silent on older ones, so say it in a label too. */
void mercer_announce (GtkWidget *widget, const char *sentence);

/* A tooltip that holds back while a menu is open, over which it would be drawn. text may be NULL. */
void mercer_set_tooltip (GtkWidget *widget, const char *text);

/* An icon button that has a name for everybody: tooltip and accessible label. */
GtkWidget *mercer_icon_button_new (const char *icon_name, const char *label);

/* The wheel over the widget scrolls what is around it unless the widget has the focus: nobody wants to
 * change a value while passing over it. For GtkScale and GtkSpinButton. */
void mercer_guard_scroll (GtkWidget *widget);

/* A search entry for the list of a menu button's popover: Escape closes it, and where nothing is left the list
 * says so. */
GtkWidget *mercer_list_search_new (GtkMenuButton *button, GtkListBox *list, const char *name, const char *nothing);
