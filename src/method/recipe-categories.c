/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Categories among the inputs: which families may look at them, and kernels that do. */

#include "recipe-private.h"

static const MercerColumn *
column_of (const MercerRecipe *recipe, const char *name)
{
  int c = mercer_dataset_find (recipe->dataset, name);
  return c >= 0 ? mercer_dataset_column (recipe->dataset, (size_t) c) : NULL;
}

bool
mercer_recipe_is_category (const MercerRecipe *recipe, const char *name)
{
  const MercerColumn *column = column_of (recipe, name);
  return column != NULL && column->kind == MERCER_COLUMN_CATEGORICAL;
}

const char *
mercer_recipe_level (const MercerRecipe *recipe, const char *name, double position)
{
  const MercerColumn *column = column_of (recipe, name);
  if (column == NULL || column->kind != MERCER_COLUMN_CATEGORICAL || !(position >= 0) || position >= (double) column->n_levels)
    return NULL;
  return column->levels[(size_t) position];
}

/* The inputs of one kind, in their order; borrowed names, g_free. */
static const char **
inputs_of_kind (const MercerRecipe *recipe, bool categories)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  const char **found = g_new0 (const char *, g_strv_length ((char **) names) + 1);
  size_t n = 0;
  for (; *names != NULL; names++)
    if (mercer_recipe_is_category (recipe, *names) == categories)
      found[n++] = *names;
  return found;
}

size_t
mercer_recipe_drawn (const MercerRecipe *recipe, const char *drawn[2])
{
  const char *const *along = mercer_recipe_role (recipe, "along"), *const *inputs = mercer_recipe_role (recipe, "x");
  g_autofree const char **numbers = inputs_of_kind (recipe, false);
  const char *const *from = along[0] != NULL ? along : numbers[0] != NULL ? (const char *const *) numbers : inputs;
  size_t most = along[0] != NULL || (numbers[0] != NULL && g_strv_length ((char **) inputs) == 2) ? 2 : 1, n = 0;
  for (; n < most && from[n] != NULL; n++)
    drawn[n] = from[n];
  return n;
}

char *
mercer_recipe_check_categories (const MercerRecipe *recipe, const char *role, const MercerKernel *bound, const MercerKernel **part)
{
  const char *const *names = mercer_recipe_role (recipe, role);
  g_autofree bool *categories = g_new0 (bool, g_strv_length ((char **) names) + 1);
  for (size_t c = 0; names[c] != NULL; c++)
    categories[c] = mercer_recipe_is_category (recipe, names[c]);
  char *refusal = mercer_kernel_check_categories (bound, categories, names);
  if (refusal != NULL && part != NULL)
    *part = mercer_kernel_part_on_categories (bound, categories);
  return refusal;
}

/* --- Kernels that look at them ----------------------------------------------------------------------- */

/* A product's factors one by one, so that a constant in front stays a bare number. What has columns of its own keeps them. */
static MercerKernel *
select_numbers (MercerKernel *kernel, const char *const *numbers)
{
  bool leaf = mercer_kernel_kind (kernel) == MERCER_KERNEL_LEAF;
  const MercerKernelFamily *family = leaf ? mercer_kernel_leaf_family (kernel) : NULL;
  bool sees_nothing = family != NULL && (g_str_equal (family->id, "Constant") || g_str_equal (family->id, "White"));
  if (sees_nothing || mercer_kernel_columns (kernel) != NULL)
    return mercer_kernel_ref (kernel);
  if (mercer_kernel_kind (kernel) != MERCER_KERNEL_PRODUCT)
    return mercer_kernel_with_columns (kernel, numbers);
  MercerKernel *product = NULL;
  for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
    {
      g_autoptr (MercerKernel) factor = select_numbers ((MercerKernel *) mercer_kernel_child (kernel, i), numbers);
      g_autoptr (MercerKernel) before = product;
      product = before != NULL ? mercer_kernel_product (before, factor) : mercer_kernel_ref (factor);
    }
  return product;
}

static bool
mentions (const MercerKernel *kernel, const char *column)
{
  const char *const *columns = mercer_kernel_columns (kernel);
  bool found = columns != NULL && g_strv_contains (columns, column);
  for (size_t i = 0; i < mercer_kernel_children (kernel) && !found; i++)
    found = mentions (mercer_kernel_child (kernel, i), column);
  return found;
}

static MercerKernel *
times_hamming (MercerKernel *kernel, const char *category)
{
  g_autoptr (MercerKernel) plain = mercer_kernel_new (mercer_kernel_family ("Hamming"));
  g_autoptr (MercerKernel) hamming = mercer_kernel_with_columns (plain, (const char *const[]){ category, NULL });
  return kernel != NULL ? mercer_kernel_product (kernel, hamming) : mercer_kernel_ref (hamming);
}

MercerKernel *
mercer_recipe_kernel_for_categories (const MercerRecipe *recipe, MercerKernel *kernel)
{
  g_autofree const char **numbers = inputs_of_kind (recipe, false), **categories = inputs_of_kind (recipe, true);
  if (categories[0] == NULL)
    return mercer_kernel_ref (kernel);
  MercerKernel *made = NULL;
  if (numbers[0] != NULL)
    made = select_numbers (kernel, numbers);
  else
    {
      /* nothing is left for it to look at but its scale */
      double scale;
      g_autoptr (MercerKernel) rest = mercer_kernel_split_scale (kernel, &scale);
      made = rest != kernel ? mercer_kernel_new_constant (scale) : NULL;
    }
  for (const char **category = categories; *category != NULL; category++)
    if (made == NULL || !mentions (made, *category))
      {
        g_autoptr (MercerKernel) before = made;
        made = times_hamming (before, *category);
      }
  return made;
}

/* --- Suggestions --------------------------------------------------------------------------------------- */

/* Methods suggest for numbers alone; what they say of those holds beside categories too. */
MercerRecipe *
mercer_recipe_suggest (MercerRecipe *recipe)
{
  int x = mercer_recipe_role_index (recipe->method, "x");
  g_autofree const char **numbers = inputs_of_kind (recipe, false), **categories = inputs_of_kind (recipe, true);
  MercerRecipe *(*suggest) (MercerRecipe *) = recipe->method->suggest;
  if (x < 0 || categories[0] == NULL || recipe->kernel == NULL)
    return suggest != NULL ? suggest (recipe) : mercer_recipe_ref (recipe);
  g_autoptr (MercerRecipe) plain = mercer_recipe_thaw (recipe);
  if (numbers[0] != NULL)
    {
      g_strfreev (plain->roles[x]);
      plain->roles[x] = g_strdupv ((char **) numbers);
    }
  mercer_recipe_seal (plain);
  g_autoptr (MercerRecipe) of_numbers = suggest != NULL ? suggest (plain) : mercer_recipe_ref (plain);
  g_autoptr (MercerRecipe) with_values = mercer_recipe_with_values (recipe, of_numbers->values);
  g_autoptr (MercerKernel) kernel = mercer_recipe_kernel_for_categories (recipe, of_numbers->kernel);
  return mercer_recipe_with_kernel (with_values, kernel);
}
