/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "open-start-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "application.h"
#include "compat.h"
#include "reader.h"
#include "settings.h"

static GtkWidget *
text_label (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

static GtkWidget *
card (const char *spec, const char *title, const char *summary)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (box), text_label (title, "heading"));
  gtk_box_append (GTK_BOX (box), text_label (summary, "dim-label"));
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  GtkWidget *button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "sample-card");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-spec");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", spec);
  mercer_set_accessible_label (button, title);
  mercer_set_accessible_description (button, summary);
  return button;
}

static GtkWidget *
cards (void)
{
  GtkWidget *flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 12);
  for (const MercerSample *sample = mercer_samples (); sample->id != NULL; sample++)
    {
      g_autofree char *spec = g_strdup_printf ("sample:%s", sample->id);
      GtkWidget *child = gtk_flow_box_child_new ();
      /* the card takes the focus, not the place it stands in */
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card (spec, _(sample->title), _(sample->summary)));
      gtk_flow_box_append (GTK_FLOW_BOX (flow), child);
    }
  return flow;
}

GtkWidget *
mercer_start_page_new (void)
{
  GtkWidget *page = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), MERCER_APP_ID);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Open a Table"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _("Drop a CSV file here, open one, or begin with a sample"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *open = gtk_button_new_with_mnemonic (_("_Open…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.open");
  gtk_widget_set_halign (open, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (open, "pill");
  gtk_widget_add_css_class (open, "suggested-action");
  mercer_set_accessible_label (open, _("Open a table"));
  gtk_box_append (GTK_BOX (box), open);
  if (mercer_settings () == NULL || g_settings_get_boolean (mercer_settings (), MERCER_SETTING_SAMPLES))
    gtk_box_append (GTK_BOX (box), cards ());
  GtkWidget *clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 800);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), clamp);
  return page;
}
