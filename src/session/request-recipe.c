/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words of a request to a recipe. */

#include "request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "reader.h"

static bool
refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static bool
refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, MERCER_REQUEST_ERROR, 0, sentence);
  return false;
}

/* Replaces *recipe by `changed`. */
static bool
replace (MercerRecipe **recipe, MercerRecipe *changed)
{
  mercer_recipe_unref (*recipe);
  *recipe = changed;
  return true;
}

MercerKernel *
mercer_request_kernel (const char *text, const char *const *columns, GError **error)
{
  size_t start = 0, end = 0, d = columns != NULL ? g_strv_length ((char **) columns) : 0;
  g_autoptr (GError) why = NULL;
  MercerKernel *kernel
      = d > 0 ? mercer_kernel_read (text, columns, d, &start, &end, &why) : mercer_kernel_parse (text, &start, &end, &why);
  if (kernel != NULL)
    return kernel;
  /* Characters, not bytes, are what a terminal aligns. */
  glong before = g_utf8_validate (text, -1, NULL) ? g_utf8_pointer_to_offset (text, text + start) : (glong) start;
  GString *carets = g_string_new (NULL);
  g_string_append_printf (carets, "%*s", (int) before, "");
  glong wrong = g_utf8_validate (text, -1, NULL) ? g_utf8_strlen (text + start, (gssize) (end - start)) : (glong) (end - start);
  for (glong i = 0; i < MAX (wrong, 1); i++)
    g_string_append_c (carets, '^');
  refuse (error, "%s\n  %s\n  %s", why->message, text, carets->str);
  g_string_free (carets, TRUE);
  return NULL;
}

/* --- Roles and positions ------------------------------------------------------------------------- */

static char *
list_names (const char *const *names)
{
  g_autofree char *joined = g_strjoinv (", ", (char **) names);
  return joined[0] != '\0' ? g_steal_pointer (&joined) : g_strdup (_("none"));
}

static char *
list_roles (const MercerMethod *method)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const MercerRole *role = method->roles; role != NULL && role->id != NULL; role++)
    g_ptr_array_add (names, (char *) role->id);
  g_ptr_array_add (names, NULL);
  return list_names ((const char *const *) names->pdata);
}

static char *
list_columns (const MercerDataset *dataset)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (size_t c = 0; c < mercer_dataset_columns (dataset) && c < 12; c++)
    g_ptr_array_add (names, (char *) mercer_dataset_column (dataset, c)->name);
  if (mercer_dataset_columns (dataset) > 12)
    g_ptr_array_add (names, (char *) "…");
  g_ptr_array_add (names, NULL);
  return list_names ((const char *const *) names->pdata);
}

static const MercerRole *
find_role (const MercerMethod *method, const char *name)
{
  for (const MercerRole *role = method->roles; role != NULL && role->id != NULL; role++)
    if (g_str_equal (role->id, name))
      return role;
  return NULL;
}

static bool
check_columns (const MercerDataset *dataset, char **columns, GError **error)
{
  for (char **name = columns; *name != NULL; name++)
    if (mercer_dataset_find (dataset, *name) < 0)
      {
        g_autofree char *known = list_columns (dataset);
        return refuse (error, _("The table has no column “%s”. Its columns are: %s."), *name, known);
      }
  return true;
}

/* A name that itself contains a comma is taken whole if the table has it. */
static char **
split_columns (const MercerDataset *dataset, const char *text)
{
  if (text[0] == '\0')
    return g_new0 (char *, 1);
  if (mercer_dataset_find (dataset, text) >= 0)
    {
      char **one = g_new0 (char *, 2);
      one[0] = g_strdup (text);
      return one;
    }
  return g_strsplit (text, ",", -1);
}

/* A recipe leaves out what a subset cannot hold, as a window must while its columns change; who writes it down is told. */
static bool
check_subset (const MercerRecipe *recipe, const MercerRole *role, char **columns, GError **error)
{
  if (role->within == NULL)
    return true;
  for (char **name = columns; *name != NULL; name++)
    if (!g_strv_contains (mercer_recipe_role (recipe, role->within), *name))
      return refuse (error, _("Role “%s” takes columns that are in role “%s”, and “%s” is not. Name it there too, or another one here."),
                     role->id, role->within, *name);
  return true;
}

static bool
fill_role (MercerRecipe **recipe, const MercerRole *role, const char *text, GError **error)
{
  MercerDataset *dataset = mercer_recipe_dataset (*recipe);
  g_auto (GStrv) columns = split_columns (dataset, text);
  return check_columns (dataset, columns, error)
         && replace (recipe, mercer_recipe_with_role (*recipe, role->id, (const char *const *) columns))
         && check_subset (*recipe, role, columns, error);
}

/* What --role NAME=COLUMNS names, and its columns. */
static bool
read_role (const MercerMethod *method, const char *assignment, const MercerRole **role, const char **columns, GError **error)
{
  const char *equals = strchr (assignment, '=');
  *role = NULL;
  *columns = NULL;
  if (equals == NULL)
    return refuse (error, _("--role takes NAME=COLUMN[,COLUMN], not “%s”."), assignment);
  g_autofree char *name = g_strndup (assignment, (gsize) (equals - assignment));
  *role = find_role (method, name);
  *columns = equals + 1;
  if (*role != NULL)
    return true;
  g_autofree char *known = list_roles (method);
  return refuse (error, _("%s has no role “%s”. Its roles are: %s."), method->id, name, known);
}

static bool
apply_position (MercerRecipe **recipe, const char *assignment, GError **error)
{
  const char *equals = strrchr (assignment, '=');
  double value;
  if (equals == NULL)
    return refuse (error, _("--position takes COLUMN=NUMBER, not “%s”."), assignment);
  g_autofree char *column = g_strndup (assignment, (gsize) (equals - assignment));
  if (mercer_dataset_find (mercer_recipe_dataset (*recipe), column) < 0)
    return refuse (error, _("The table has no column “%s”."), column);
  if (mercer_recipe_is_category (*recipe, column))
    {
      for (value = 0; g_strcmp0 (mercer_recipe_level (*recipe, column, value), equals + 1) != 0; value++)
        if (mercer_recipe_level (*recipe, column, value) == NULL)
          return refuse (error, _("Column “%s” has no category “%s”."), column, equals + 1);
    }
  else if (!mercer_number_parse (equals + 1, &value))
    return refuse (error, _("--position takes COLUMN=NUMBER, not “%s”."), assignment);
  return replace (recipe, mercer_recipe_with_position (*recipe, column, value));
}

/* --- Params and actions ---------------------------------------------------------------------------- */

static const MercerAction *
find_action (const MercerMethod *method, const char *name)
{
  for (const MercerAction *action = method->actions; action != NULL && action->id != NULL; action++)
    if (g_str_equal (action->id, name))
      return action;
  return NULL;
}

static bool
refuse_unknown (const MercerMethod *method, const char *name, GError **error)
{
  static const char *const fixed[] = { "data", "kernel", "at", "out", "role", "position", "seed", "threads" };
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (names, (char *) fixed[i]);
  for (const MercerParam *p = method->params; p != NULL && p->id != NULL; p++)
    g_ptr_array_add (names, (char *) p->id);
  for (const MercerAction *a = method->actions; a != NULL && a->id != NULL; a++)
    g_ptr_array_add (names, (char *) a->id);
  for (const MercerTableRole *t = method->tables; t != NULL && t->id != NULL; t++)
    g_ptr_array_add (names, (char *) t->id);
  for (const MercerRole *r = method->roles; r != NULL && r->id != NULL; r++)
    if (strlen (r->id) > 1) /* a letter is near to every other one */
      g_ptr_array_add (names, (char *) r->id);
  g_ptr_array_add (names, NULL);
  const char *nearest = mercer_request_nearest (name, (const char *const *) names->pdata);
  if (nearest != NULL)
    return refuse (error, _("There is no option “--%s”. Did you mean “--%s”?"), name, nearest);
  return refuse (error, _("There is no option “--%s”. `mercer-cli show %s` lists those there are."), name, method->id);
}

/* The word goes to the choice of the table's name if it is one of its words, else the table is opened. */
static bool
apply_table (MercerRecipe **recipe, const char *id, const char *spec, GError **error)
{
  const MercerMethod *method = mercer_recipe_method (*recipe);
  const MercerParam *choice = mercer_params_find (method->params, id);
  if (choice != NULL && choice->kind == MERCER_PARAM_CHOICE)
    for (int i = 0; choice->choices[i].id != NULL; i++)
      if (g_str_equal (choice->choices[i].id, spec))
        return replace (recipe, mercer_recipe_with_value (*recipe, id, i));
  g_autoptr (MercerDataset) table = mercer_dataset_open (spec, NULL, error);
  return table != NULL && replace (recipe, mercer_recipe_with_table (*recipe, id, table));
}

static bool
has_table (const MercerMethod *method, const char *id)
{
  for (const MercerTableRole *table = method->tables; table != NULL && table->id != NULL; table++)
    if (g_str_equal (table->id, id))
      return true;
  return false;
}

/* The role that an option names as --weight=w or --weights=w: what is neither a param nor an action nor a table of the method. NULL: none. */
static const MercerRole *
named_role (const MercerMethod *method, const char *name)
{
  if (mercer_params_find (method->params, name) != NULL || find_action (method, name) != NULL || has_table (method, name))
    return NULL;
  for (const MercerRole *role = method->roles; role != NULL && role->id != NULL; role++)
    {
      size_t length = strlen (role->id);
      if (strncmp (role->id, name, length) == 0 && (name[length] == '\0' || g_str_equal (name + length, "s")))
        return role;
    }
  return NULL;
}

/* Kernels among the words of a param, each with its carets. recipe NULL: their columns are not known yet. */
static bool
check_kernels (const MercerRecipe *recipe, const MercerParam *param, const char *text, GError **error)
{
  g_auto (GStrv) parts = mercer_text_parts (text);
  const char *const *columns = recipe != NULL ? mercer_recipe_role (recipe, param->kernels->role) : NULL;
  for (char **part = parts; *part != NULL; part++)
    {
      g_autoptr (MercerKernel) kernel = mercer_request_kernel (*part, columns, error);
      if (kernel == NULL)
        {
          g_prefix_error (error, "--%s: ", param->id);
          return false;
        }
    }
  return true;
}

/* Puts the value of "name[=value]" among the values. recipe: of the table, or NULL. */
static bool
read_param (const MercerMethod *method, const MercerRecipe *recipe, const char *name, const char *value, void *values, GError **error)
{
  const MercerParam *param = mercer_params_find (method->params, name);
  if (param == NULL)
    return refuse_unknown (method, name, error);
  if (value == NULL && param->kind != MERCER_PARAM_BOOL)
    return refuse (error, _("--%s needs a value: --%s=VALUE."), name, name);
  if (param->kernels != NULL && !check_kernels (recipe, param, value, error))
    return false;
  return mercer_param_parse (param, values, value != NULL ? value : "true", error);
}

/* The name of "name[=value]" (g_malloc'd) and its value, borrowed; NULL: there is none. */
static char *
split_word (const char *word, const char **value)
{
  const char *equals = strchr (word, '=');
  *value = equals != NULL ? equals + 1 : NULL;
  return equals != NULL ? g_strndup (word, (gsize) (equals - word)) : g_strdup (word);
}

static bool
refuse_no_columns (const char *name, GError **error)
{
  return refuse (error, _("--%s needs columns: --%s=COLUMN[,COLUMN]."), name, name);
}

/* As read_role () of --NAME=COLUMNS; *role is NULL for other options. */
static bool
read_named_role (const MercerMethod *method, const char *word, const MercerRole **role, const char **columns, GError **error)
{
  g_autofree char *name = split_word (word, columns);
  *role = named_role (method, name);
  return *role == NULL || *columns != NULL || refuse_no_columns (name, error);
}

typedef bool (*ReadRole) (const MercerMethod *method, const char *word, const MercerRole **role, const char **columns, GError **error);

static bool
fill_roles (MercerRecipe **recipe, const GPtrArray *words, ReadRole read, bool subsets, GError **error)
{
  for (guint i = 0; i < words->len; i++)
    {
      const MercerRole *role;
      const char *columns;
      if (!read (mercer_recipe_method (*recipe), g_ptr_array_index (words, i), &role, &columns, error))
        return false;
      if (role != NULL && (role->within != NULL) == subsets && !fill_role (recipe, role, columns, error))
        return false;
    }
  return true;
}

/* In any order: a subset is filled when it is known of what. */
static bool
apply_roles (MercerRecipe **recipe, const MercerRequest *request, GError **error)
{
  for (int subsets = 0; subsets < 2; subsets++)
    if (!fill_roles (recipe, request->roles, read_role, subsets, error)
        || !fill_roles (recipe, request->others, read_named_role, subsets, error))
      return false;
  return true;
}

static bool
apply_other (MercerRecipe **recipe, const char *word, GError **error)
{
  const MercerMethod *method = mercer_recipe_method (*recipe);
  const char *value;
  g_autofree char *name = split_word (word, &value);
  if (named_role (method, name) != NULL)
    return true; /* it was filled before what depends on it */
  if (value == NULL && find_action (method, name) != NULL)
    return replace (recipe, mercer_recipe_with_action (*recipe, name));
  if (value != NULL && has_table (method, name))
    return apply_table (recipe, name, value, error);
  g_autofree char *values = g_memdup2 (mercer_recipe_values (*recipe), method->values_size);
  return read_param (method, *recipe, name, value, values, error)
         && replace (recipe, mercer_recipe_with_values (*recipe, values));
}

bool
mercer_request_check (const MercerRequest *request, const MercerMethod *method, GError **error)
{
  g_autofree char *values = g_malloc0 (MAX (method->values_size, 1));
  for (guint i = 0; i < request->others->len; i++)
    {
      const char *value;
      g_autofree char *name = split_word (g_ptr_array_index (request->others, i), &value);
      bool role = named_role (method, name) != NULL;
      bool known = role || (value != NULL ? has_table (method, name) : find_action (method, name) != NULL);
      if (role && value == NULL)
        return refuse_no_columns (name, error);
      if (!known && !read_param (method, NULL, name, value, values, error))
        return false;
    }
  return request->kernel == NULL || method->kernel != NULL
         || refuse (error, _("%s uses no kernel; leave --kernel out."), method->id);
}

/* --- The whole ------------------------------------------------------------------------------------- */

static bool
apply_kernel (MercerRecipe **recipe, const char *text, GError **error)
{
  const MercerMethod *method = mercer_recipe_method (*recipe);
  if (method->kernel == NULL)
    return refuse (error, _("%s uses no kernel; leave --kernel out."), method->id);
  g_autoptr (MercerKernel) kernel = mercer_request_kernel (text, mercer_recipe_role (*recipe, "x"), error);
  return kernel != NULL && replace (recipe, mercer_recipe_with_kernel (*recipe, kernel));
}

static bool
apply_at (MercerRecipe **recipe, const char *path, GError **error)
{
  g_autoptr (MercerDataset) at = mercer_dataset_open (path, NULL, error);
  return at != NULL && replace (recipe, mercer_recipe_with_table (*recipe, "at", at));
}

typedef bool (*Apply) (MercerRecipe **recipe, const char *word, GError **error);

static bool
apply_all (MercerRecipe **recipe, const GPtrArray *words, Apply apply, GError **error)
{
  for (guint i = 0; i < words->len; i++)
    if (!apply (recipe, g_ptr_array_index (words, i), error))
      return false;
  return true;
}

MercerRecipe *
mercer_request_apply (const MercerRequest *request, MercerRecipe *start, GError **error)
{
  g_autoptr (MercerRecipe) recipe = mercer_recipe_ref (start);
  /* Roles first: what the method suggests depends on them, and what is said later must win. */
  if (!apply_roles (&recipe, request, error) || (request->kernel != NULL && !apply_kernel (&recipe, request->kernel, error))
      || !apply_all (&recipe, request->others, apply_other, error)
      || !apply_all (&recipe, request->positions, apply_position, error)
      || (request->at != NULL && !apply_at (&recipe, request->at, error)))
    return NULL;
  if (request->has_seed)
    replace (&recipe, mercer_recipe_with_seed (recipe, request->seed));
  return g_steal_pointer (&recipe);
}

MercerRecipe *
mercer_request_recipe (const MercerRequest *request, const MercerMethod *method, MercerDataset *dataset,
                       GError **error)
{
  g_autoptr (MercerRecipe) start = mercer_recipe_new (method, dataset);
  return mercer_request_apply (request, start, error);
}
