/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "about.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "application.h"
#include "linalg.h"
#include "pool.h"

static char *
debug_info (GtkWindow *parent)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (parent));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (parent));
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  return g_strdup_printf ("Mercer %s\n"
                          "System: %s\n"
                          "GTK: %u.%u.%u\n"
                          "libadwaita: %u.%u.%u\n"
                          "GLib: %u.%u.%u\n"
                          "Display: %s\n"
                          "Renderer: %s\n"
                          "OpenBLAS kernels: %s\n"
                          "Threads for numerical work: %d\n",
                          MERCER_VERSION, system != NULL ? system : "?", gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version, G_OBJECT_TYPE_NAME (display),
                          renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : "?", mercer_blas_core (),
                          mercer_pool_threads ());
}

void
mercer_about_show (GtkWindow *parent)
{
  g_autofree char *info = parent != NULL ? debug_info (parent) : NULL;
  adw_show_about_window (parent, "application-name", "Mercer", "application-icon", MERCER_APP_ID, "version",
                         MERCER_VERSION, "developer-name", _("The Mercer developers"), "comments",
                         _("See kernel methods at work: load a table, pick a method, compose a kernel, drag a "
                           "slider, and the picture follows the hand."),
                         "license-type", GTK_LICENSE_GPL_3_0, "debug-info", info != NULL ? info : "",
                         "debug-info-filename", "mercer-debug-info.txt", "translator-credits",
                         /* Translators: your names, one on each line */ _("translator-credits"), NULL);
}
