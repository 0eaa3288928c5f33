/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <locale.h>

#include "application.h"
#include "linalg.h"
#include "pool.h"
#include "start.h"

/* What can be said without a display is said before one is looked for. Returns the program's exit code, or -1: go on. */
static int
answer_early (char **words)
{
  g_autofree char *answer = mercer_start_answer (words), *cwd = g_get_current_dir ();
  g_autoptr (GError) error = NULL;
  if (answer != NULL)
    {
      g_print ("%s", answer);
      return 0;
    }
  if (words[0] == NULL || g_str_has_prefix (words[0], "--gapplication"))
    return -1;
  g_autoptr (MercerStart) start = mercer_start_parse (words, cwd, &error);
  if (start != NULL)
    return -1;
  g_printerr ("mercer: %s\n", error->message);
  return 2;
}

int
main (int argc, char **argv)
{
  mercer_blas_choose_core (argv); /* may start the program again, so nothing comes before it */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MERCER_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name ("Mercer");
  int code = answer_early (argv + (argc > 0));
  if (code >= 0)
    return code;
  mercer_pool_init (0);
  g_autoptr (MercerApplication) application = mercer_application_new (G_APPLICATION_DEFAULT_FLAGS);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
