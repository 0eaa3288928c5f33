/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The same rows by another way, to see what the way makes of them: f less the density that another rule, shape, width or boundary
 * gives, on the same lattice. Between groups, what two of them differ by, or one and the rest, which is the mixture of the others by
 * their weight. */

/* --- Which groups ------------------------------------------------------------------------------------------- */

static const char *
level_called (const MercerColumn *groups, const char *name)
{
  for (size_t k = 0; k < groups->n_levels; k++)
    if (g_str_equal (groups->levels[k], name))
      return groups->levels[k];
  return NULL;
}

char *
kde_refuse_comparison (const KdeValues *values, const MercerColumn *groups)
{
  g_auto (GStrv) names = mercer_text_parts (values->compared.at);
  size_t n = g_strv_length (names);
  if (values->show != KDE_SHOW_DIFFERENCE || n == 0)
    return NULL;
  for (size_t k = 0; k < n; k++)
    if (level_called (groups, names[k]) == NULL)
      {
        g_autofree char *all = g_strjoinv (" | ", (char **) groups->levels);
        return g_strdup_printf (_("There is no group “%s”. The groups to compare are: %s."), names[k], all);
      }
  if (n > 2)
    return g_strdup (_("A difference is of two groups, or of one against the rest. Name one or two (compared)."));
  if (n == 2 && g_str_equal (names[0], names[1]))
    return g_strdup (_("The two groups compared are the same. Name another one, or one alone to see it against the rest."));
  return NULL;
}

static bool
find_group (const KdeRun *run, const char *name, size_t *group)
{
  for (size_t g = 0; g < run->n_groups; g++)
    if (run->group[g].name != NULL && g_str_equal (run->group[g].name, name))
      {
        *group = g;
        return true;
      }
  return false; /* all its rows have missing values */
}

/* The others' densities, each by its weight. */
static const double *
rest_of (const KdeRun *run)
{
  double total = 0, *f = mercer_work_doubles (run->work, run->cells);
  for (size_t g = 0; g < run->n_groups; g++)
    total += g != run->compared ? run->group[g].bins->total : 0;
  if (f == NULL)
    return NULL;
  memset (f, 0, run->cells * sizeof *f);
  for (size_t g = 0; g < run->n_groups; g++)
    for (size_t k = 0; k < run->cells && g != run->compared; k++)
      f[k] += run->group[g].bins->total / total * run->group[g].f[k];
  return f;
}

static MercerStatus
compare_groups (KdeRun *run, char **names)
{
  size_t second = 1;
  bool rest = g_strv_length (names) == 1, known = run->n_groups > 1;
  if (known && g_strv_length (names) == 2)
    known = find_group (run, names[1], &second);
  if (!known)
    return MERCER_OK;
  run->rival = rest ? rest_of (run) : run->group[second].f;
  run->rival_name = rest ? NULL : run->group[second].name;
  return run->rival != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

/* --- Another way -------------------------------------------------------------------------------------------- */

/* Shares of the mass are told where there are two densities on one lattice. */
static bool
by_other_way (const KdeRun *run)
{
  return run->values->show == KDE_SHOW_DIFFERENCE && run->values->against != KDE_AGAINST_GROUP;
}

/* The values that say the other way. */
static KdeValues
other_values (const KdeValues *values)
{
  KdeValues other = *values;
  switch (values->against)
    {
    case KDE_AGAINST_FIXED:
      other.adaptive = KDE_FIXED;
      break;
    case KDE_AGAINST_GAUSSIAN:
      other.shape = 0;
      break;
    case KDE_AGAINST_UNBOUNDED:
      other.boundary = MERCER_EDGE_NONE;
      break;
    case KDE_AGAINST_GROUP:
    case KDE_AGAINST_BINNED:
      break;
    default:
      other.rule = 1 + values->against - KDE_AGAINST_RULES;
    }
  return other;
}

/* Bins, bandwidths and densities of the other way, on the lattice of this one. */
static MercerStatus
estimate (KdeRun *run, KdeRun *other, bool exact)
{
  MercerStatus status = kde_run_place (other);
  for (size_t a = 0; a < run->n_along; a++)
    {
      other->low[a] = run->low[a];
      other->high[a] = run->high[a];
      other->step[a] = run->step[a];
      other->at[a] = run->at[a];
    }
  if (status == MERCER_OK)
    status = kde_run_bin (other);
  if (status == MERCER_OK && other->n > 0)
    status = kde_run_bandwidths (other);
  if (status != MERCER_OK || other->n == 0)
    return status;
  exact &= kde_run_can_be_exact (other) && run->values->against != KDE_AGAINST_BINNED;
  return exact ? kde_run_exact (other) : kde_run_binned (other);
}

MercerStatus
kde_run_rival (KdeRun *run, bool exact)
{
  g_auto (GStrv) names = mercer_text_parts (run->values->compared.at);
  run->compared = 0;
  run->rival = NULL;
  if (run->values->show != KDE_SHOW_DIFFERENCE || (names[0] != NULL && run->group_column != NULL && !find_group (run, names[0], &run->compared)))
    return MERCER_OK;
  if (!by_other_way (run))
    return compare_groups (run, names);
  KdeValues values = other_values (run->values);
  KdeRun *other = mercer_work_alloc (run->work, 1, sizeof *other);
  if (other == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = kde_run_open (other, run->job, &values, run->recipe);
  if (status == MERCER_OK)
    status = estimate (run, other, exact);
  if (status == MERCER_OK && other->n > 0)
    {
      run->rival = other->group[run->compared].f;
      run->rival_h = other->full ? NAN : other->group[run->compared].h[run->along[0]];
    }
  kde_run_close (other);
  return status;
}

bool
kde_has_difference (const KdeRun *run)
{
  return run->values->show == KDE_SHOW_DIFFERENCE && run->rival != NULL;
}

void
kde_difference (const KdeRun *run, double *out)
{
  for (size_t k = 0; k < run->cells; k++)
    out[k] = run->group[run->compared].f[k] - run->rival[k];
}

double
kde_higher (const KdeRun *run, size_t k)
{
  return MAX (run->group[run->compared].f[k], run->rival[k]);
}

char *
kde_difference_words (const KdeRun *run)
{
  static const char *const ways[] = { [KDE_AGAINST_BINNED] = N_("the same from bins"),
                                      [KDE_AGAINST_FIXED] = N_("one width for all points"),
                                      [KDE_AGAINST_GAUSSIAN] = N_("Gaussians as wide"),
                                      [KDE_AGAINST_UNBOUNDED] = N_("no boundary") };
  int against = run->values->against;
  const char *first = run->n_groups > 1 ? run->group[run->compared].name : _("The density");
  const char *second = against == KDE_AGAINST_GROUP  ? (run->rival_name != NULL ? run->rival_name : _("the rest"))
                       : against < KDE_AGAINST_RULES ? _(ways[against])
                                                     : _(mercer_rules[against - KDE_AGAINST_RULES].title);
  return g_strdup_printf (run->n_along == 2 ? _("%s less %s; equal on the line") : _("%s less %s"), first, second);
}

void
kde_readout_difference (const KdeRun *run, MercerFigureBuilder *b)
{
  if (!kde_has_difference (run))
    return;
  g_autofree double *difference = g_new (double, run->cells);
  double most = 0;
  kde_difference (run, difference);
  for (size_t k = 0; k < run->cells; k++)
    most = MAX (most, difference[k] = fabs (difference[k]));
  mercer_figure_readout (b, "total_variation", _("Share of the mass that differs"),
                         50 * mercer_kde_mass (run->n_along, run->m, run->step, difference), "%");
  mercer_figure_readout (b, "greatest_difference", _("Greatest difference"), most, "");
  if (by_other_way (run) && run->d == 1 && isfinite (run->rival_h))
    mercer_figure_readout (b, "bandwidth_against", _("Bandwidth compared with"), run->rival_h, run->column[0]->unit);
}

void
kde_note_difference (const KdeRun *run, MercerFigureBuilder *b)
{
  if (run->values->show != KDE_SHOW_DIFFERENCE)
    return;
  g_autofree char *words = NULL;
  if (!by_other_way (run) && run->n_groups < 2)
    words = g_strdup (_("A difference needs two groups or two ways. Choose a column of groups, or what to compare with."));
  else if (!by_other_way (run) && run->n_groups > 2)
    words = run->values->compared.at[0] != '\0' ? NULL
                                                : g_strdup_printf (_("There are %zu groups; the difference is of the first two. Name others, "
                                                                     "or one against the rest, under Groups compared."),
                                                                   run->n_groups);
  else if (by_other_way (run) && run->n_groups > 1)
    words = g_strdup_printf (_("The two ways are compared for one group, %s. Name another under Groups compared."),
                             run->group[run->compared].name);
  else if (run->values->against == KDE_AGAINST_BINNED && !run->exact && run->n > 0)
    words = g_strdup (_("With so many points the density comes from bins itself, so there is nothing to compare. Take fewer points or a "
                        "Gaussian."));
  if (words != NULL)
    mercer_figure_note (b, MERCER_NOTE_INFO, words, NULL, NULL, 0);
}
