/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list, show, kernels: what there is, from the tables alone. */

#include "cli.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

static void
add_string (JsonBuilder *b, const char *name, const char *value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_string_value (b, value);
}

/* Infinite and unknown numbers have no JSON form; they are null. */
static void
add_number (JsonBuilder *b, const char *name, double value)
{
  json_builder_set_member_name (b, name);
  if (isfinite (value))
    json_builder_add_double_value (b, value);
  else
    json_builder_add_null_value (b);
}

static void
add_bool (JsonBuilder *b, const char *name, bool value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_boolean_value (b, value);
}

/* --- list ------------------------------------------------------------------------------------------ */

static CliExit
list_json (void)
{
  JsonBuilder *b = json_builder_new ();
  json_builder_begin_array (b);
  for (const MercerMethod *const *m = mercer_methods; *m != NULL; m++)
    {
      json_builder_begin_object (b);
      add_string (b, "id", (*m)->id);
      add_string (b, "room", mercer_room_info ((*m)->room)->id);
      add_string (b, "title", _((*m)->title));
      add_string (b, "summary", _((*m)->summary));
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  return cli_print_json (b);
}

CliExit
cli_list (const MercerRequest *request)
{
  if (request->json)
    return list_json ();
  for (int room = 0; room < MERCER_N_ROOMS; room++)
    {
      const MercerRoomInfo *info = mercer_room_info ((MercerRoom) room);
      bool named = false;
      for (const MercerMethod *const *m = mercer_methods; *m != NULL; m++)
        {
          if ((int) (*m)->room != room)
            continue;
          if (!named)
            printf ("%s\n", _(info->title));
          named = true;
          printf ("  %-24s %s\n", (*m)->id, _((*m)->summary));
        }
    }
  return CLI_OK;
}

/* --- show ------------------------------------------------------------------------------------------ */

static const char *const kind_names[] = {
  [MERCER_PARAM_REAL] = "real", [MERCER_PARAM_INT] = "int", [MERCER_PARAM_BOOL] = "bool", [MERCER_PARAM_CHOICE] = "choice",
  [MERCER_PARAM_LIST] = "list", [MERCER_PARAM_TEXT] = "text"
};

/* Of kernels, how many it takes (null: any number) and whose columns they look at. */
static void
text_json (JsonBuilder *b, const MercerParam *p)
{
  add_string (b, "start", p->text);
  if (p->kernels == NULL)
    return;
  json_builder_set_member_name (b, "kernels");
  json_builder_begin_object (b);
  add_number (b, "most", p->kernels->most > 0 ? p->kernels->most : INFINITY);
  add_string (b, "role", p->kernels->role);
  json_builder_end_object (b);
}

static void
param_json (JsonBuilder *b, const MercerParam *p)
{
  json_builder_begin_object (b);
  add_string (b, "id", p->id);
  add_string (b, "kind", kind_names[p->kind]);
  add_string (b, "title", _(p->title));
  add_string (b, "unit", p->unit);
  add_string (b, "hint", p->hint != NULL ? _(p->hint) : "");
  if (p->kind == MERCER_PARAM_TEXT)
    text_json (b, p);
  else if (p->choices == NULL)
    {
      add_number (b, "start", p->start);
      add_number (b, "min", p->min);
      add_number (b, "max", p->max);
    }
  else
    {
      add_string (b, "start", p->choices[(int) p->start].id);
      json_builder_set_member_name (b, "choices");
      json_builder_begin_array (b);
      for (const MercerChoice *c = p->choices; c->id != NULL; c++)
        json_builder_add_string_value (b, c->id);
      json_builder_end_array (b);
      json_builder_set_member_name (b, "choice_hints");
      json_builder_begin_object (b);
      for (const MercerChoice *c = p->choices; c->id != NULL; c++)
        if (c->hint != NULL)
          add_string (b, c->id, _(c->hint));
      json_builder_end_object (b);
    }
  json_builder_end_object (b);
}

static void
role_json (JsonBuilder *b, const MercerRole *role)
{
  json_builder_begin_object (b);
  add_string (b, "id", role->id);
  add_string (b, "title", _(role->title));
  add_bool (b, "numeric", role->numeric);
  add_number (b, "min", role->min);
  add_number (b, "max", role->max > 0 ? role->max : INFINITY);
  json_builder_end_object (b);
}

static CliExit
show_json (const MercerMethod *method)
{
  JsonBuilder *b = json_builder_new ();
  json_builder_begin_object (b);
  add_string (b, "id", method->id);
  add_string (b, "room", mercer_room_info (method->room)->id);
  add_string (b, "title", _(method->title));
  add_string (b, "summary", _(method->summary));
  add_string (b, "source", method->source);
  add_string (b, "kernel", method->kernel != NULL ? method->kernel : "");
  json_builder_set_member_name (b, "params");
  json_builder_begin_array (b);
  for (const MercerParam *p = method->params; p != NULL && p->id != NULL; p++)
    param_json (b, p);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "roles");
  json_builder_begin_array (b);
  for (const MercerRole *role = method->roles; role != NULL && role->id != NULL; role++)
    role_json (b, role);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "actions");
  json_builder_begin_array (b);
  for (const MercerAction *a = method->actions; a != NULL && a->id != NULL; a++)
    json_builder_add_string_value (b, a->id);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "tables");
  json_builder_begin_array (b);
  for (const MercerTableRole *t = method->tables; t != NULL && t->id != NULL; t++)
    json_builder_add_string_value (b, t->id);
  json_builder_end_array (b);
  json_builder_end_object (b);
  return cli_print_json (b);
}

/* "EXPR, a kernel of the columns in role y" */
static char *
describe_kernels (const MercerParam *p)
{
  if (p->kernels->most == 1)
    return g_strdup_printf (_("EXPR, a kernel of the columns in role %s"), p->kernels->role);
  if (p->kernels->most > 0)
    return g_strdup_printf (_("EXPR | EXPR …, at most %d kernels of the columns in role %s"), p->kernels->most, p->kernels->role);
  return g_strdup_printf (_("EXPR | EXPR …, kernels of the columns in role %s"), p->kernels->role);
}

/* "= 0.1, 1e-06 to 1000000", "= “some words”" or "= latent, one of latent, predictive" */
static char *
describe_values (const MercerParam *p)
{
  if (p->kernels != NULL)
    return describe_kernels (p);
  if (p->kind == MERCER_PARAM_BOOL)
    return g_strdup (p->start != 0 ? "true" : "false");
  if (p->kind == MERCER_PARAM_TEXT)
    return g_strdup_printf ("“%s”", p->text != NULL ? p->text : "");
  if (p->choices == NULL)
    {
      char start[MERCER_NUMBER_SIZE], min[MERCER_NUMBER_SIZE], max[MERCER_NUMBER_SIZE];
      return g_strdup_printf (_("%s, from %s to %s"), mercer_number_print (p->start, start),
                              mercer_number_print (p->min, min), mercer_number_print (p->max, max));
    }
  GString *text = g_string_new (p->choices[(int) p->start].id);
  for (const MercerChoice *c = p->choices; c->id != NULL; c++)
    g_string_append_printf (text, "%s%s", c == p->choices ? _(", one of ") : ", ", c->id);
  return g_string_free (text, FALSE);
}

static CliExit
show_text (const MercerMethod *method)
{
  printf ("%s: %s\n%s\n", method->id, _(method->title), _(method->summary));
  printf (_("Source: %s\n"), method->source);
  if (method->kernel != NULL)
    printf (_("Starts with the kernel %s, or what suits the table\n"), method->kernel);
  for (const MercerRole *role = method->roles; role != NULL && role->id != NULL; role++)
    printf ("  --role %s=…  %s. %s\n", role->id, _(role->title), role->hint != NULL ? _(role->hint) : "");
  for (const MercerTableRole *t = method->tables; t != NULL && t->id != NULL; t++)
    printf ("  --%s=SPEC  %s. %s\n", t->id, _(t->title), t->hint != NULL ? _(t->hint) : "");
  for (const MercerAction *a = method->actions; a != NULL && a->id != NULL; a++)
    printf ("  --%s  %s. %s\n", a->id, _(a->title), a->hint != NULL ? _(a->hint) : "");
  for (const MercerParam *p = method->params; p != NULL && p->id != NULL; p++)
    {
      g_autofree char *values = describe_values (p);
      printf ("  --%s=%s\n      %s. %s\n", p->id, values, _(p->title), p->hint != NULL ? _(p->hint) : "");
      for (const MercerChoice *c = p->choices; c != NULL && c->id != NULL; c++)
        if (c->hint != NULL)
          printf ("        %s: %s\n", c->id, _(c->hint));
    }
  return CLI_OK;
}

CliExit
cli_show (const MercerRequest *request)
{
  if (request->subject == NULL)
    return cli_complain (CLI_BAD_INPUT, _("Name a method: mercer-cli show METHOD."));
  const MercerMethod *method = mercer_method_find (request->subject);
  if (method == NULL)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("There is no method “%s”. `mercer-cli list` names those there are."), request->subject);
      return cli_complain (CLI_BAD_INPUT, sentence);
    }
  return request->json ? show_json (method) : show_text (method);
}

/* --- kernels ---------------------------------------------------------------------------------------- */

static const struct
{
  unsigned flag;
  const char *id;
} properties[] = {
  { MERCER_KERNEL_STATIONARY, "stationary" },
  { MERCER_KERNEL_ISOTROPIC, "isotropic" },
  { MERCER_KERNEL_DOT_PRODUCT, "dot_product" },
  { MERCER_KERNEL_POSITIVE_DEFINITE, "positive_definite" },
  { MERCER_KERNEL_CONDITIONALLY, "conditionally_positive_definite" },
  { MERCER_KERNEL_ONE_COLUMN, "one_column" },
  { MERCER_KERNEL_ARD, "ard" },
  { MERCER_KERNEL_NONNEGATIVE_INPUT, "nonnegative_input" },
  { MERCER_KERNEL_CATEGORICAL, "categorical" },
};

static void
kernel_param_json (JsonBuilder *b, const MercerKernelFamily *family, const MercerKernelParamSpec *p)
{
  json_builder_begin_object (b);
  add_string (b, "id", p->id);
  add_string (b, "title", _(p->title));
  add_string (b, "unit", p->unit);
  add_number (b, "start", p->start);
  add_number (b, "lower", p->lower);
  add_number (b, "upper", p->upper);
  add_bool (b, "fixed", p->fixed || p->integer);
  add_bool (b, "list", mercer_kernel_param_may_be_list (family, (size_t) (p - family->params)));
  json_builder_end_object (b);
}

/* What is known of the family's spectrum on one column, with the parameters that it starts with. */
static const char *
spectrum_known (const MercerKernelFamily *family)
{
  static const char *const name[] = { "x" };
  g_autoptr (MercerKernel) leaf = mercer_kernel_new (family);
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (leaf, name, 1, NULL);
  if (bound == NULL)
    return "none";
  g_autoptr (MercerKernelSpectrum) spectrum = mercer_kernel_spectrum_new (bound, 0);
  unsigned parts = mercer_kernel_spectrum_parts (spectrum);
  return (parts & MERCER_SPECTRUM_GENERALIZED) != 0 ? "density of differences"
         : (parts & MERCER_SPECTRUM_DENSITY) != 0   ? "density"
         : (parts & MERCER_SPECTRUM_LINES) != 0     ? "lines"
         : (parts & MERCER_SPECTRUM_NOISE) != 0     ? "noise"
                                                    : "none";
}

static void
kernel_family_json (JsonBuilder *b, const MercerKernelFamily *family, bool operator)
{
  json_builder_begin_object (b);
  add_string (b, "id", family->id);
  add_bool (b, "operator", operator);
  add_string (b, "title", _(family->title));
  add_string (b, "formula", family->formula);
  add_string (b, "assumption", _(family->assumption));
  add_string (b, "source", family->source);
  add_number (b, "smoothness", family->smoothness);
  for (size_t i = 0; i < G_N_ELEMENTS (properties); i++)
    add_bool (b, properties[i].id, (family->flags & properties[i].flag) != 0);
  const char *known = operator ? "none" : spectrum_known (family);
  add_bool (b, "spectral_density", strstr (known, "density") != NULL);
  add_string (b, "spectrum", known);
  json_builder_set_member_name (b, "params");
  json_builder_begin_array (b);
  for (const MercerKernelParamSpec *p = family->params; p != NULL && p->id != NULL; p++)
    kernel_param_json (b, family, p);
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static CliExit
kernels_json (void)
{
  JsonBuilder *b = json_builder_new ();
  json_builder_begin_array (b);
  for (const MercerKernelFamily *const *f = mercer_kernel_families (); *f != NULL; f++)
    kernel_family_json (b, *f, false);
  for (const MercerKernelFamily *const *f = mercer_kernel_operators (); *f != NULL; f++)
    kernel_family_json (b, *f, true);
  json_builder_end_array (b);
  return cli_print_json (b);
}

static void
print_kernel_family (const MercerKernelFamily *family, bool operator)
{
  printf ("%s%s  %s\n    %s\n", family->id, operator ? "(k)" : "", family->formula, _(family->assumption));
  for (const MercerKernelParamSpec *p = family->params; p != NULL && p->id != NULL; p++)
    {
      char start[MERCER_NUMBER_SIZE];
      printf ("%s%s=%s%s", p == family->params ? "    " : " ", p->id, mercer_number_print (p->start, start),
              p[1].id == NULL ? "\n" : "");
    }
}

CliExit
cli_kernels (const MercerRequest *request)
{
  if (request->json)
    return kernels_json ();
  for (const MercerKernelFamily *const *f = mercer_kernel_families (); *f != NULL; f++)
    print_kernel_family (*f, false);
  for (const MercerKernelFamily *const *f = mercer_kernel_operators (); *f != NULL; f++)
    print_kernel_family (*f, true);
  return CLI_OK;
}
