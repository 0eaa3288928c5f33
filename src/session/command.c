/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back from a recipe to the words of a request. */

#include "command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "request.h"

/* What the words written so far would give, beside what is asked for. */
typedef struct
{
  const MercerRecipe *recipe;
  MercerRecipe *so_far;
  GString *text;
} Command;

/* Replaces what the words give so far. */
static void
now (Command *command, MercerRecipe *changed)
{
  mercer_recipe_unref (command->so_far);
  command->so_far = changed;
}

/* Quoted where a shell would not leave it alone. */
static char *
quoted (const char *word)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+=,:/%@";
  return word[0] != '\0' && strspn (word, plain) == strlen (word) ? g_strdup (word) : g_shell_quote (word);
}

/* "--option VALUE" or, for what a method declares, "--option=VALUE". */
static void
add (Command *command, const char *option, const char *between, const char *value)
{
  g_autofree char *word = quoted (value);
  g_string_append_printf (command->text, " \\\n    --%s%s%s", option, between, word);
}

/* --- Tables ---------------------------------------------------------------------------------------------- */

static bool
refuse_edited (MercerDataset *table, GError **error)
{
  if (table == NULL || !mercer_dataset_is_edited (table))
    return false;
  g_set_error (error, MERCER_REQUEST_ERROR, 0,
               _("“%s” has points that were moved, added or removed by hand, which a command cannot say. Save the session and "
                 "run that: mercer-cli run FILE.mercer."),
               mercer_dataset_title (table));
  return true;
}

/* "at" comes last among the words of a request and suggests nothing. */
static bool
add_tables (Command *command, GError **error)
{
  const MercerRecipe *recipe = command->recipe;
  MercerDataset *at = mercer_recipe_at (recipe);
  for (const MercerTableRole *t = mercer_recipe_method (recipe)->tables; t != NULL && t->id != NULL; t++)
    {
      MercerDataset *table = mercer_recipe_table (recipe, t->id);
      if (refuse_edited (table, error))
        return false;
      if (table == NULL)
        continue;
      add (command, t->id, "=", mercer_dataset_origin (table));
      now (command, mercer_recipe_with_table (command->so_far, t->id, table));
    }
  if (refuse_edited (at, error))
    return false;
  if (at != NULL)
    add (command, "at", " ", mercer_dataset_origin (at));
  return true;
}

/* --- Roles and kernel -------------------------------------------------------------------------------------- */

static bool
add_role (Command *command, const MercerRole *role, GError **error)
{
  const char *const *names = mercer_recipe_role (command->recipe, role->id);
  const char *const *without = mercer_recipe_role (command->so_far, role->id);
  if ((role->min == 0 || names[0] == NULL) && g_strv_equal (names, without))
    return true;
  for (const char *const *name = names; names[0] != NULL && names[1] != NULL && *name != NULL; name++)
    if (strchr (*name, ',') != NULL)
      {
        g_set_error (error, MERCER_REQUEST_ERROR, 0,
                     _("The name of column “%s” holds a comma, which parts columns in a command. Save the session and run that: "
                       "mercer-cli run FILE.mercer."),
                     *name);
        return false;
      }
  g_autofree char *joined = g_strjoinv (",", (char **) names), *word = g_strconcat (role->id, "=", joined, NULL);
  add (command, "role", " ", word);
  now (command, mercer_recipe_with_role (command->so_far, role->id, names));
  return true;
}

static bool
add_roles (Command *command, GError **error)
{
  for (const MercerRole *role = mercer_recipe_method (command->recipe)->roles; role != NULL && role->id != NULL; role++)
    if (!add_role (command, role, error))
      return false;
  return true;
}

static void
add_kernel (Command *command)
{
  MercerKernel *kernel = mercer_recipe_kernel (command->recipe);
  if (kernel == NULL)
    return;
  g_autofree char *text = mercer_kernel_print (kernel);
  add (command, "kernel", " ", text);
  now (command, mercer_recipe_with_kernel (command->so_far, kernel));
}

/* --- Values, positions, seed ----------------------------------------------------------------------------------- */

static void
add_values (Command *command)
{
  const void *values = mercer_recipe_values (command->recipe), *without = mercer_recipe_values (command->so_far);
  for (const MercerParam *p = mercer_recipe_method (command->recipe)->params; p != NULL && p->id != NULL; p++)
    if (!mercer_param_equal (p, values, without))
      {
        g_autofree char *text = mercer_param_print (p, values);
        add (command, p->id, "=", text);
      }
}

static void
add_positions (Command *command)
{
  for (const char *const *name = mercer_recipe_role (command->recipe, "x"); *name != NULL; name++)
    {
      double value = mercer_recipe_position (command->recipe, *name);
      if (value == mercer_recipe_position (command->so_far, *name))
        continue;
      char number[MERCER_NUMBER_SIZE];
      const char *level = mercer_recipe_is_category (command->recipe, *name)
                              ? mercer_recipe_level (command->recipe, *name, value)
                              : mercer_number_print (value, number);
      g_autofree char *word = g_strconcat (*name, "=", level, NULL);
      add (command, "position", " ", word);
    }
}

static void
add_seed (Command *command)
{
  if (mercer_recipe_seed (command->recipe) == mercer_recipe_seed (command->so_far))
    return;
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, mercer_recipe_seed (command->recipe));
  add (command, "seed", " ", text);
}

char *
mercer_command_print (const MercerRecipe *recipe, GError **error)
{
  const MercerMethod *method = mercer_recipe_method (recipe);
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  if (refuse_edited (dataset, error))
    return NULL;
  Command command = { recipe, mercer_recipe_new (method, dataset), g_string_new (NULL) };
  g_autofree char *data = quoted (mercer_dataset_origin (dataset));
  g_string_append_printf (command.text, "mercer-cli run %s --data %s", method->id, data);
  bool whole = add_roles (&command, error);
  if (whole)
    add_kernel (&command);
  whole = whole && add_tables (&command, error);
  if (whole)
    {
      add_values (&command);
      add_positions (&command);
      add_seed (&command);
    }
  mercer_recipe_unref (command.so_far);
  return g_string_free (command.text, !whole);
}
