/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "write.h"

enum { MOST_DIGITS = 9 };

/* The place of the number in the path: *end is just behind its d, *width the digits asked for. NULL: there is none. */
static const char *
find_number (const char *path, const char **end, int *width)
{
  for (const char *at = strchr (path, '%'); at != NULL; at = strchr (at + 1, '%'))
    {
      char *behind;
      long digits = strtol (at + 1, &behind, 10);
      /* strtol takes signs and spaces too, which are no width */
      bool plain = behind == at + 1 || g_ascii_isdigit (at[1]);
      if (*behind != 'd' || !plain || digits > MOST_DIGITS)
        continue;
      *end = behind + 1;
      *width = (int) digits;
      return at;
    }
  return NULL;
}

bool
cli_film_is_wanted (const char *path)
{
  const char *end;
  int width;
  return find_number (path, &end, &width) != NULL;
}

char *
cli_film_refuse (const char *path, const MercerMethod *method)
{
  if ((method->flags & MERCER_METHOD_FLOW) == 0)
    return g_strdup_printf (_("“%s” asks for the frames of a film, and %s makes a single picture. Leave out the %%d."), path,
                            method->id);
  return NULL;
}

bool
cli_film_write (const char *path, guint number, const MercerFigure *frame, GError **error)
{
  const MercerPicture picture = { .scale = 1, .look = { .theme = MERCER_THEME_PRINT, .background = true } };
  const char *end;
  int width;
  const char *at = find_number (path, &end, &width);
  g_return_val_if_fail (at != NULL, false);
  g_autofree char *name = g_strdup_printf ("%.*s%0*u%s", (int) (at - path), path, width, number, end);
  g_autofree char *folder = g_path_get_dirname (name);
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      int why = errno;
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (why), _("The folder “%s” could not be made: %s."), folder,
                   g_strerror (why));
      return false;
    }
  return mercer_figure_write (frame, name, &picture, error);
}
