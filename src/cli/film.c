/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "gif.h"

enum { MOST_DIGITS = 9 };
static const double seconds_of_frame = 0.05;

struct _CliFilm
{
  char *path;
  guint frames; /* so far */
  MercerGif *gif;
};

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

static bool
is_animation (const char *path)
{
  return g_str_has_suffix (path, ".gif");
}

bool
cli_film_is_wanted (const char *path)
{
  const char *end;
  int width;
  return is_animation (path) || find_number (path, &end, &width) != NULL;
}

char *
cli_film_refuse (const char *path, const MercerMethod *method)
{
  const char *end;
  int width;
  if ((method->flags & MERCER_METHOD_FLOW) == 0)
    return is_animation (path)
               ? g_strdup_printf (_("“%s” asks for a film, and %s makes a single picture. Write it to a .png."), path, method->id)
               : g_strdup_printf (_("“%s” asks for the frames of a film, and %s makes a single picture. Leave out the %%d."), path,
                                  method->id);
  if (is_animation (path) && find_number (path, &end, &width) != NULL)
    return g_strdup_printf (_("“%s” asks for numbered frames that are each a film. Leave out the %%d, or write .png."), path);
  return NULL;
}

CliFilm *
cli_film_new (const char *path)
{
  CliFilm *film = g_new0 (CliFilm, 1);
  film->path = g_strdup (path);
  return film;
}

static bool
make_folder (const char *name, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (name);
  if (g_mkdir_with_parents (folder, 0777) == 0)
    return true;
  int why = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (why), _("The folder “%s” could not be made: %s."), folder,
               g_strerror (why));
  return false;
}

bool
cli_film_add (CliFilm *film, const MercerFigure *frame, GError **error)
{
  const MercerPicture picture = { .scale = 1, .look = { .theme = MERCER_THEME_PRINT, .background = true } };
  const char *end;
  int width;
  guint number = film->frames++;
  if (is_animation (film->path))
    {
      if (film->gif == NULL && make_folder (film->path, error))
        film->gif = mercer_gif_open (film->path, &picture, seconds_of_frame, error);
      return film->gif != NULL && mercer_gif_add (film->gif, frame, error);
    }
  const char *at = find_number (film->path, &end, &width);
  g_return_val_if_fail (at != NULL, false);
  g_autofree char *name = g_strdup_printf ("%.*s%0*u%s", (int) (at - film->path), film->path, width, number, end);
  return make_folder (name, error) && mercer_figure_write (frame, name, &picture, error);
}

bool
cli_film_finish (CliFilm *film, const MercerFigure *final, GError **error)
{
  bool whole = true;
  if (film->gif != NULL && final != NULL)
    {
      whole = mercer_gif_add (film->gif, final, error);
      whole = whole && mercer_gif_close (g_steal_pointer (&film->gif), error);
    }
  mercer_gif_abandon (film->gif);
  g_free (film->path);
  g_free (film);
  return whole;
}
