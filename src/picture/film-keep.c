/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flow as it is becomes one that goes along with what it is changed to. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "film-private.h"

enum { SAME = 1 }; /* among the choices of what stands beside */

const MercerAction mercer_film_actions[] = {
  { "keep", N_("Keep beside"), N_("The flow as it is becomes the one beside it; what is changed then tells the two apart") },
  { "keep-trace", N_("Keep trace"),
    N_("The curves of the flow as it is stay in the history, of up to six flows; what is changed then is compared with them") },
  { "clear-traces", N_("Clear traces"), N_("Takes all traces out of the history") },
  { NULL }
};

/* --- Words of the flow as it is ----------------------------------------------------------------------- */

/* Everything that a running flow can change but its kernel; the target stays common. */
static char *
print_settings (const MercerRecipe *recipe)
{
  GString *text = g_string_new (NULL);
  for (const MercerParam *p = mercer_recipe_method (recipe)->params; p->id != NULL; p++)
    {
      if (mercer_film_is_common (p->id) || mercer_film_is_of_target (p->id) || p->kind == MERCER_PARAM_TEXT)
        continue;
      g_autofree char *value = mercer_param_print (p, mercer_recipe_values (recipe));
      g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", p->id, value);
    }
  return g_string_free (text, FALSE);
}

static char *
print_kernel (const MercerRecipe *recipe)
{
  MercerKernel *kernel = mercer_recipe_kernel (recipe);
  return kernel != NULL ? mercer_kernel_print (kernel) : NULL;
}

static char *
print_trace (const MercerRecipe *recipe)
{
  const MercerChoice *same = &mercer_params_find (mercer_recipe_method (recipe)->params, "beside")->choices[SAME];
  g_autofree char *settings = print_settings (recipe), *kernel = print_kernel (recipe);
  return kernel != NULL ? g_strdup_printf ("%s %s kernel=%s", same->id, settings, kernel) : g_strdup_printf ("%s %s", same->id, settings);
}

/* --- What is proposed --------------------------------------------------------------------------------- */

static void
keep_beside (MercerJob *job, MercerRecipe *recipe, const char *done)
{
  g_autofree char *settings = print_settings (recipe), *text = print_kernel (recipe);
  g_autoptr (MercerRecipe) same = mercer_recipe_with_value (recipe, "beside", SAME);
  g_autoptr (MercerRecipe) kept = mercer_recipe_with_text (same, "beside-settings", settings);
  /* one of very many parts has no room: the two then differ by it only once another is chosen */
  if (text == NULL || strlen (text) >= MERCER_TEXT_SIZE)
    mercer_job_propose (job, g_steal_pointer (&kept), done, NULL);
  else
    mercer_job_propose (job, mercer_recipe_with_text (kept, MERCER_FILM_KERNEL_BESIDE, text), done, NULL);
}

/* Behind those that there are; where there is no room for one more, the oldest go. One that is kept already is not kept twice. */
static void
keep_trace (MercerJob *job, MercerRecipe *recipe, const char *done)
{
  const MercerFilmValues *values = mercer_recipe_values (recipe);
  g_autofree char *trace = print_trace (recipe);
  g_auto (GStrv) parts = mercer_text_parts (values->traces.at);
  size_t count = g_strv_length (parts), from = count >= MERCER_FILM_TRACES ? count - MERCER_FILM_TRACES + 1 : 0;
  g_autofree char *text = g_strdup (trace);
  if (g_strv_contains ((const char *const *) parts, trace))
    {
      mercer_job_propose (job, mercer_recipe_ref (recipe), done, NULL);
      return;
    }
  for (size_t k = count; k > from; k--)
    {
      char *longer = g_strdup_printf ("%s | %s", parts[k - 1], text);
      bool fits = strlen (longer) < MERCER_TEXT_SIZE;
      if (fits)
        {
          g_free (text);
          text = longer;
          continue;
        }
      g_free (longer);
      break;
    }
  mercer_job_propose (job, mercer_recipe_with_text (recipe, "traces", text), done, NULL);
}

static void
clear_traces (MercerJob *job, MercerRecipe *recipe, const char *done)
{
  mercer_job_propose (job, mercer_recipe_with_text (recipe, "traces", ""), done, NULL);
}

bool
mercer_film_act (MercerJob *job, const MercerRecipe *recipe)
{
  static void (*const acts[]) (MercerJob *, MercerRecipe *, const char *) = { keep_beside, keep_trace, clear_traces };
  for (size_t k = 0; k < G_N_ELEMENTS (acts); k++)
    if (g_strcmp0 (mercer_recipe_action (recipe), mercer_film_actions[k].id) == 0)
      {
        acts[k](job, (MercerRecipe *) recipe, _(mercer_film_actions[k].title));
        return true;
      }
  return false;
}
