/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <locale.h>

#include "application.h"
#include "linalg.h"
#include "pool.h"

int
main (int argc, char **argv)
{
  mercer_blas_choose_core (argv); /* may start the program again, so nothing comes before it */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MERCER_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name ("Mercer");
  mercer_pool_init (0);
  g_autoptr (MercerApplication) application = mercer_application_new (G_APPLICATION_DEFAULT_FLAGS);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
