/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is under the pointer, in words. */
#include "hit-words.h"

#include <math.h>
#include <string.h>

#include "param.h"

/* "Year 1961.5", "CO2 318.2 ppm"; a nameless axis is called by its letter. */
static void
say (GString *out, const char *label, const char *fallback, double value, const char *unit)
{
  char number[64];
  mercer_number_show (value, 6, number);
  g_string_append_printf (out, "%s%s %s", out->len > 0 ? ", " : "",
                          label != NULL && *label != '\0' ? label : fallback, number);
  if (unit != NULL && *unit != '\0')
    g_string_append_printf (out, " %s", unit);
}

/* What an axis is called: where there was no room for a label, by the column that links it to others. */
static const char *
axis_name (const Axis *axis)
{
  static const char prefix[] = "column:";
  bool unnamed = axis->label == NULL || *axis->label == '\0';
  return unnamed && axis->link != NULL && g_str_has_prefix (axis->link, prefix) ? axis->link + strlen (prefix) : axis->label;
}

/* The name that stands at this place of an axis of names; NULL: none. Free with g_free. */
static char *
place_name (const Axis *axis, double at)
{
  if (axis->names == NULL || !(at > 0.5) || fabs (at - round (at)) > 1e-6)
    return NULL;
  g_auto (GStrv) names = g_strsplit (axis->names, "\n", -1);
  size_t k = (size_t) round (at);
  return k <= g_strv_length (names) && *names[k - 1] != '\0' ? g_strdup (names[k - 1]) : NULL;
}

/* Copies without cutting a character in two. */
static void
keep (char *out, size_t size, const char *text)
{
  g_strlcpy (out, text, size);
  const char *end;
  if (!g_utf8_validate (out, -1, &end))
    out[end - out] = '\0';
}

void
hit_describe (const MercerFigure *f, MercerHit *hit, const char *const names[2], const char *value_label,
          const char *value_unit, const double *value)
{
  const Panel *p = figure_panel (f, hit->panel);
  GString *out = g_string_new (NULL);
  const Axis *axes = p->in_space ? p->space : p->axis;
  const double at[3] = { hit->x, hit->y, hit->z };
  static const char *const letters[3] = { "x", "y", "z" };
  for (int k = 0; k < (p->in_space ? 3 : 2); k++)
    {
      g_autofree char *place = place_name (&axes[k], at[k]);
      const char *name = names != NULL && k < 2 && names[k] != NULL ? names[k] : place;
      if (name != NULL)
        g_string_append_printf (out, "%s%s", k > 0 ? ", " : "", name);
      else
        say (out, axis_name (&axes[k]), letters[k], at[k], axes[k].unit);
    }
  if (value != NULL)
    say (out, value_label, "value", *value, value_unit);
  keep (hit->tooltip, sizeof hit->tooltip, out->str);
  g_string_free (out, TRUE);
}

void
hit_describe_dot (const MercerFigure *f, MercerHit *hit)
{
  const Mark *m = panel_mark (figure_panel (f, hit->panel), hit->mark);
  if (m->told != NULL)
    {
      hit_describe (f, hit, NULL, m->told_label, m->told_unit, isfinite (m->told[hit->item]) ? &m->told[hit->item] : NULL);
      return;
    }
  /* the number of a series says nothing */
  bool says = m->mapped && m->raster->map != MERCER_MAP_SERIES;
  const char *label = says && m->raster->bar_label != NULL && *m->raster->bar_label != '\0' ? m->raster->bar_label : NULL;
  hit_describe (f, hit, NULL, label, says ? m->raster->bar_unit : NULL, says ? &mark_values (m)[hit->item] : NULL);
}
