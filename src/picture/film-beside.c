/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "discrepancy.h"
#include "film-private.h"

enum { NONE = 0 };

const MercerChoice mercer_film_beside_choices[] = {
  { "none", N_("None") },
  { "same", N_("This flow") },
  { "gaussian", N_("MMD flow, Gaussian") },
  { "laplacian", N_("MMD flow, Laplacian") },
  { "imq", N_("MMD flow, inverse multiquadric") },
  { "energy", N_("MMD flow, energy distance") },
  { "riesz", N_("MMD flow, Riesz, r = 1.5") },
  { "sliced", N_("Sliced MMD flow") },
  { "svgd", N_("Stein variational gradient descent") },
  { "ksd", N_("Stein discrepancy descent") },
  { "sinkhorn", N_("Sinkhorn flow") },
  { "wasserstein", N_("Sliced Wasserstein flow") },
  { NULL },
};

const MercerFilmBeside mercer_film_besides[] = {
  { NULL, "" },
  { NULL, "" },
  { "mmd-flow", "kernel=RBF(lengthscale=%s)" },
  { "mmd-flow", "kernel=Matern(nu=0.5, lengthscale=%s)" },
  { "mmd-flow", "kernel=RationalQuadratic(alpha=0.5, lengthscale=%s)" },
  { "mmd-flow", "kernel=Riesz(r=1)" },
  { "mmd-flow", "kernel=Riesz(r=1.5)" },
  { "sliced-mmd-flow", "" },
  { "svgd", "" },
  { "ksd-flow", "" },
  { "sinkhorn-flow", "" },
  { "sliced-wasserstein-flow", "" },
};

/* One that does not suit the second flow is said in a note of the first, which runs without it. */
const MercerParamKernels mercer_film_beside_kernels
    = { .most = 1, .role = "x", .own = N_("First flow"), .each = N_("Flow beside") };

/* All films have these in common, so that settings cannot change them; those of the target go over by their text. */
static const char *const common_ids[] = { "particles", "start", "steps", "every", "arrows", "beside", "beside-settings",
                                          MERCER_FILM_KERNEL_BESIDE, "traces", NULL };
static const char *const target_ids[] = { "density", "bandwidth", "means", "width", NULL };

bool
mercer_film_is_common (const char *id)
{
  return g_strv_contains (common_ids, id);
}

bool
mercer_film_is_of_target (const char *id)
{
  return g_strv_contains (target_ids, id);
}

static const MercerFilmValues *
values_of (const MercerRecipe *recipe)
{
  return mercer_recipe_values (recipe);
}

/* --- Wishes ------------------------------------------------------------------------------------------ */

static const MercerFilmBeside *
choice_at (const MercerRecipe *recipe, int chosen)
{
  const MercerFilmFlow *flow = mercer_recipe_method (recipe)->film;
  return flow == NULL || chosen == NONE ? NULL : &(flow->besides != NULL ? flow->besides : mercer_film_besides)[chosen];
}

/* The choice that has the first word of a trace as its id; *rest: what stands behind the word. */
static const MercerFilmBeside *
choice_named (const MercerRecipe *recipe, const char *text, const char **rest)
{
  const MercerChoice *choices = mercer_params_find (mercer_recipe_method (recipe)->params, "beside")->choices;
  size_t length = strcspn (text, " ");
  *rest = text + length;
  for (int k = NONE + 1; choices[k].id != NULL; k++)
    if (strlen (choices[k].id) == length && strncmp (choices[k].id, text, length) == 0)
      return choice_at (recipe, k);
  return NULL;
}

bool
mercer_film_wish (const MercerRecipe *recipe, size_t which, MercerFilmWish *wish)
{
  const MercerFilmValues *values = values_of (recipe);
  *wish = (MercerFilmWish){ .kernel = "" };
  if (which == 0)
    {
      wish->choice = choice_at (recipe, values->beside);
      wish->settings = g_strdup (values->settings.at);
      wish->kernel = values->kernel.at;
      return true;
    }
  g_auto (GStrv) parts = mercer_text_parts (values->traces.at);
  if (which > g_strv_length (parts))
    return false;
  const char *rest;
  wish->choice = choice_named (recipe, parts[which - 1], &rest);
  wish->settings = g_strdup (rest);
  wish->text = g_strdup (parts[which - 1]);
  return true;
}

void
mercer_film_wish_clear (MercerFilmWish *wish)
{
  g_clear_pointer (&wish->settings, g_free);
  g_clear_pointer (&wish->text, g_free);
}

/* NULL if the program was built without it. */
static const MercerMethod *
method_of (const MercerRecipe *recipe, const MercerFilmBeside *choice)
{
  return choice->method == NULL ? mercer_recipe_method (recipe) : mercer_method_find (choice->method);
}

/* --- Settings --------------------------------------------------------------------------------------- */

/* The length of "id=" at the start of a word; 0: it is not one. */
static size_t
id_length (const char *word)
{
  size_t length = strspn (word, "abcdefghijklmnopqrstuvwxyz0123456789-");
  return length > 0 && word[length] == '=' ? length : 0;
}

/* The next "id=value" of the text; a value ends before the next, so that a kernel may hold spaces, and equals signs in brackets. */
static bool
next_setting (const char **text, char **id, char **value)
{
  const char *at = *text + strspn (*text, " "), *end;
  size_t length = id_length (at);
  if (length == 0)
    return false;
  int depth = 0;
  for (end = at + length + 1; *end != '\0' && !(*end == ' ' && depth == 0 && id_length (end + strspn (end, " ")) > 0); end++)
    depth += (strchr ("([", *end) != NULL) - (strchr (")]", *end) != NULL);
  *id = g_strndup (at, length);
  *value = g_strstrip (g_strndup (at + length + 1, (size_t) (end - at) - length - 1));
  *text = end;
  return true;
}

/* One setting into the values or the kernel (a new reference). FALSE with a sentence. */
static bool
read_setting (const MercerMethod *method, void *values, MercerKernel **kernel, const char *id, const char *value, GError **error)
{
  const MercerParam *spec = mercer_film_is_common (id) ? NULL : mercer_params_find (method->params, id);
  bool is_kernel = strcmp (id, "kernel") == 0 && method->kernel != NULL;
  if (!is_kernel && spec == NULL)
    {
      g_set_error (error, MERCER_RECIPE_ERROR, 0,
                   _("The other flow has no setting “%s” of its own. Name one of its own values."), id);
      return false;
    }
  if (!is_kernel)
    return mercer_param_parse (spec, values, value, error);
  g_clear_pointer (kernel, mercer_kernel_unref);
  *kernel = mercer_kernel_parse (value, NULL, NULL, error);
  return *kernel != NULL;
}

static bool
read_settings (const MercerMethod *method, void *values, MercerKernel **kernel, const char *text, GError **error)
{
  char *id, *value;
  bool good = true;
  while (good && next_setting (&text, &id, &value))
    {
      good = read_setting (method, values, kernel, id, value, error);
      g_free (id);
      g_free (value);
    }
  if (good && text[strspn (text, " ")] != '\0')
    g_set_error (error, MERCER_RECIPE_ERROR, 0,
                 _("“%s” in the settings of the other flow is not of the form name=value. Write for example step=0.1."),
                 text + strspn (text, " "));
  return good && text[strspn (text, " ")] == '\0';
}

/* A word that is none of the choices: which there are. */
static char *
refuse_word (const MercerRecipe *recipe, const MercerFilmWish *wish)
{
  const MercerChoice *choices = mercer_params_find (mercer_recipe_method (recipe)->params, "beside")->choices;
  GString *words = g_string_new (NULL);
  for (int k = NONE + 1; choices[k].id != NULL; k++)
    g_string_append_printf (words, "%s%s", k > NONE + 1 ? ", " : "", choices[k].id);
  char *sentence = g_strdup_printf (_("The trace “%s” begins with no flow that there is. Begin it with one of these words: %s."),
                                    wish->text, words->str);
  g_string_free (words, TRUE);
  return sentence;
}

static char *
refuse_wish (const MercerRecipe *recipe, const MercerFilmWish *wish)
{
  if (wish->choice == NULL)
    return wish->text != NULL ? refuse_word (recipe, wish) : NULL;
  const MercerMethod *method = method_of (recipe, wish->choice);
  if (method == NULL)
    return NULL;
  g_autofree void *values = g_malloc0 (method->values_size);
  g_autoptr (MercerKernel) kernel = NULL;
  g_autoptr (GError) error = NULL;
  mercer_params_start (method->params, values);
  return read_settings (method, values, &kernel, wish->settings, &error) ? NULL : g_strdup (error->message);
}

char *
mercer_film_beside_refuse (const MercerRecipe *recipe)
{
  MercerFilmWish wish;
  char *refusal = NULL;
  size_t which = 0;
  if (mercer_params_find (mercer_recipe_method (recipe)->params, "beside") == NULL)
    return NULL;
  for (; refusal == NULL && mercer_film_wish (recipe, which, &wish); which++)
    {
      refusal = refuse_wish (recipe, &wish);
      mercer_film_wish_clear (&wish);
    }
  if (refusal == NULL && which > MERCER_FILM_OTHERS)
    refusal = g_strdup_printf (_("There are %zu traces, and the history has room for %d. Leave some out."), which - 1, MERCER_FILM_TRACES);
  return refusal;
}

/* --- The recipe beside ------------------------------------------------------------------------------ */

/* What all share into the values of another. */
static void
share_values (const MercerRecipe *from, const MercerMethod *method, void *values)
{
  const MercerFilmValues *first = values_of (from);
  MercerFilmValues *second = values;
  for (size_t k = 0; target_ids[k] != NULL; k++)
    {
      const MercerParam *a = mercer_params_find (mercer_recipe_method (from)->params, target_ids[k]);
      const MercerParam *b = mercer_params_find (method->params, target_ids[k]);
      if (a == NULL || b == NULL)
        continue;
      g_autofree char *text = mercer_param_print (a, mercer_recipe_values (from));
      mercer_param_parse (b, values, text, NULL);
    }
  second->particles = first->particles;
  second->steps = first->steps;
  second->every = first->every;
  second->beside = NONE;
  second->settings.at[0] = second->kernel.at[0] = second->traces.at[0] = '\0';
}

/* What is different by the choice itself. target: the points that both flow to. */
static char *
chosen_settings (const MercerFilmBeside *choice, MercerMatrix target, MercerWork *work)
{
  char number[MERCER_NUMBER_SIZE];
  g_auto (GStrv) parts = g_strsplit (choice->settings, "%s", 2);
  if (g_strv_length (parts) < 2)
    return g_strdup (choice->settings);
  double median = mercer_median_distance (target, work);
  mercer_number_print (isfinite (median) ? mercer_film_rounded (median) : 1, number);
  return g_strconcat (parts[0], number, parts[1], NULL);
}

/* Settings and kernel of the other flow into its values and kernel: what is said last wins. */
static bool
read_all (const MercerMethod *method, void *values, MercerKernel **kernel, const char *chosen, const MercerFilmWish *wish, GError **error)
{
  if (!read_settings (method, values, kernel, chosen, error) || !read_settings (method, values, kernel, wish->settings, error))
    return false;
  return method->kernel == NULL || wish->kernel[0] == '\0' || read_setting (method, values, kernel, "kernel", wish->kernel, error);
}

/* The recipe of the other flow before its settings, in place of the last: of the same flow that of the first. */
static void
begin_recipe (MercerFilm *film, const MercerMethod *method, MercerRecipe **base)
{
  MercerRecipe *start = method == mercer_recipe_method (film->recipe) ? mercer_recipe_ref (film->recipe)
                        : *base == NULL                               ? mercer_recipe_with_method (film->recipe, method)
                                        : mercer_recipe_with_dataset (*base, mercer_recipe_dataset (film->recipe));
  g_clear_pointer (base, mercer_recipe_unref);
  *base = start;
}

static MercerRecipe *
wished_recipe (MercerFilm *film, const MercerFilmWish *wish, MercerRecipe **base, char **sentence)
{
  const MercerMethod *method = method_of (film->recipe, wish->choice);
  if (method == NULL || method->film == NULL)
    return NULL;
  begin_recipe (film, method, base);
  g_autofree void *values = g_memdup2 (mercer_recipe_values (*base), method->values_size);
  g_autofree char *chosen = chosen_settings (wish->choice, film->target.x, film->work);
  g_autoptr (MercerKernel) kernel = NULL;
  g_autoptr (GError) error = NULL;
  share_values (film->recipe, method, values);
  bool read = read_all (method, values, &kernel, chosen, wish, &error);
  g_autoptr (MercerRecipe) valued = mercer_recipe_with_values (*base, values);
  g_autoptr (MercerRecipe) whole = kernel != NULL ? mercer_recipe_with_kernel (valued, kernel) : mercer_recipe_ref (valued);
  g_autofree char *refusal = read ? mercer_recipe_check (whole) : g_strdup (error->message);
  if (refusal == NULL)
    return g_steal_pointer (&whole);
  if (sentence != NULL)
    *sentence = g_steal_pointer (&refusal);
  return NULL;
}

MercerRecipe *
mercer_film_beside_recipe (MercerFilm *film, size_t which, MercerRecipe **base, char **sentence)
{
  MercerFilmWish wish;
  if (!mercer_film_wish (film->recipe, which, &wish))
    return NULL;
  MercerRecipe *recipe = wish.choice != NULL ? wished_recipe (film, &wish, base, sentence) : NULL;
  mercer_film_wish_clear (&wish);
  return recipe;
}

/* --- The kernel where none is said ------------------------------------------------------------------- */

/* By the choice's own words, for the target of this recipe. NULL: they say none. */
static MercerKernel *
chosen_kernel (const MercerRecipe *recipe, const MercerFilmBeside *choice, const MercerMethod *method, void *values)
{
  if (strstr (choice->settings, "kernel=") == NULL)
    return NULL;
  MercerKernel *kernel = NULL;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerFilm film = { .flow = mercer_recipe_method (recipe)->film, .work = work, .recipe = (MercerRecipe *) recipe, .step_unit = 1 };
  film.values = film.shared = values_of (recipe);
  film.names = mercer_recipe_role (recipe, "x");
  if (mercer_film_aim (&film) == MERCER_OK)
    {
      g_autofree char *chosen = chosen_settings (choice, film.target.x, work);
      read_settings (method, values, &kernel, chosen, NULL);
    }
  mercer_points_clear (&film.target);
  mercer_work_free (work);
  return kernel;
}

MercerKernel *
mercer_film_unsaid_kernel (const MercerRecipe *recipe, const MercerParam *param, const char **how)
{
  const MercerFilmBeside *choice = choice_at (recipe, values_of (recipe)->beside);
  const MercerMethod *method = choice != NULL ? method_of (recipe, choice) : NULL;
  if (method == NULL || method->kernel == NULL)
    return NULL;
  g_autofree void *values = g_malloc0 (method->values_size);
  MercerKernel *kernel = NULL;
  mercer_params_start (method->params, values);
  *how = N_("from the settings");
  if (read_settings (method, values, &kernel, values_of (recipe)->settings.at, NULL) && kernel != NULL)
    return kernel;
  g_clear_pointer (&kernel, mercer_kernel_unref);
  *how = N_("as chosen");
  if ((kernel = chosen_kernel (recipe, choice, method, values)) != NULL)
    return kernel;
  bool same = method == mercer_recipe_method (recipe);
  *how = same ? N_("as the first") : N_("as it starts");
  g_autoptr (MercerRecipe) start
      = same ? mercer_recipe_ref ((MercerRecipe *) recipe) : mercer_recipe_with_method ((MercerRecipe *) recipe, method);
  return mercer_kernel_ref (mercer_recipe_kernel (start));
}
