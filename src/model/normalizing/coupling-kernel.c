/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel as a chain sees its rows: an expression over the columns of the table, written anew over columns of which a circle
 * has three. */
#include "coupling.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "param.h"

typedef struct
{
  const char *const *names;
  size_t d;
  const bool *circle;
  const double *period;
  GString *text;
  char *refusal; /* the first */
} Writer;

/* The columns a node sees, in its own order: those it selects, else those of the node around it. */
typedef struct
{
  size_t n, *column;
} Sight;

static Sight
sight_of (const Writer *writer, const MercerKernel *node, const Sight *around)
{
  const char *const *selected = mercer_kernel_columns (node);
  Sight sight = { 0, g_new (size_t, writer->d) };
  for (size_t k = 0; selected == NULL && k < around->n; k++)
    sight.column[sight.n++] = around->column[k];
  for (; selected != NULL && *selected != NULL; selected++)
    for (size_t c = 0; c < writer->d; c++)
      if (g_str_equal (*selected, writer->names[c]))
        sight.column[sight.n++] = c;
  return sight;
}

/* Names that no table has a say in; `turn`: of a circle the angle itself, else cosine and sine. */
static void
write_columns (Writer *writer, const Sight *sight, bool turn)
{
  for (size_t k = 0; k < sight->n; k++)
    {
      size_t c = sight->column[k];
      bool chord = writer->circle[c] && !turn;
      g_string_append (writer->text, k == 0 ? "[" : ", ");
      chord ? g_string_append_printf (writer->text, "cosine%zu, sine%zu", c, c) : g_string_append_printf (writer->text, "column%zu", c);
    }
  g_string_append (writer->text, "]");
}

static void
write_number (Writer *writer, const char *before, double value)
{
  char number[MERCER_NUMBER_SIZE];
  g_string_append_printf (writer->text, "%s%s", before, mercer_number_print (value, number));
}

/* The node's own parameters; those of a list once for each column that is seen in place of the one they are for. */
static void
write_params (Writer *writer, const MercerKernel *whole, const MercerKernel *node, const Sight *sight, bool turn, const char *before)
{
  const MercerKernelParamSpec *last = NULL;
  for (size_t p = 0; p < mercer_kernel_params (whole); p++)
    {
      MercerKernelParam param;
      mercer_kernel_param (whole, p, &param);
      if (param.leaf != node)
        continue;
      bool listed = param.component >= 0, begins = param.spec != last;
      if (begins)
        g_string_append_printf (writer->text, "%s%s=", before, param.spec->id);
      write_number (writer, !listed ? "" : begins ? "[" : ", ", param.value);
      if (listed && !turn && (size_t) param.component < sight->n && writer->circle[sight->column[param.component]])
        write_number (writer, ", ", param.value);
      MercerKernelParam next = { .leaf = NULL };
      if (p + 1 < mercer_kernel_params (whole))
        mercer_kernel_param (whole, p + 1, &next);
      if (listed && !(next.leaf == node && next.spec == param.spec))
        g_string_append (writer->text, "]");
      last = param.spec;
      before = ", ";
    }
}

/* A family with a period of its own goes round by itself, once or several times on each circle that it sees. */
static bool
goes_round (Writer *writer, const MercerKernel *whole, const MercerKernel *leaf, const Sight *sight)
{
  for (size_t p = 0; p < mercer_kernel_params (whole); p++)
    {
      MercerKernelParam param;
      mercer_kernel_param (whole, p, &param);
      if (param.leaf != leaf || !g_str_equal (param.spec->id, "period"))
        continue;
      for (size_t k = 0; k < sight->n; k++)
        {
          size_t c = sight->column[k];
          double turns = writer->circle[c] ? writer->period[c] / param.value : 1;
          if (fabs (turns - rint (turns)) > 1e-6 * turns && writer->refusal == NULL)
            writer->refusal = g_strdup_printf (_("Column “%s” comes round after %g, which the period %g of %s does not divide. Make them "
                                                 "agree, or use RBF."),
                                               writer->names[c], writer->period[c], param.value, mercer_kernel_leaf_family (leaf)->id);
        }
      return true;
    }
  return false;
}

static void
write_node (Writer *writer, const MercerKernel *whole, const MercerKernel *node, const Sight *around)
{
  MercerKernelKind kind = mercer_kernel_kind (node);
  Sight sight = sight_of (writer, node, around);
  if (kind == MERCER_KERNEL_LEAF)
    {
      const char *id = mercer_kernel_leaf_family (node)->id;
      bool turn = goes_round (writer, whole, node, &sight);
      g_string_append_printf (writer->text, "%s(", id);
      write_params (writer, whole, node, &sight, turn, "");
      g_string_append (writer->text, ")");
      if (!g_str_equal (id, "Constant") && !g_str_equal (id, "White"))
        write_columns (writer, &sight, turn);
      g_free (sight.column);
      return;
    }
  if (kind == MERCER_KERNEL_OPERATOR)
    g_string_append (writer->text, mercer_kernel_leaf_family (node)->id);
  g_string_append (writer->text, "(");
  for (size_t k = 0; k < mercer_kernel_children (node); k++)
    {
      g_string_append (writer->text, k == 0 ? "" : kind == MERCER_KERNEL_SUM ? " + " : " * ");
      write_node (writer, whole, mercer_kernel_child (node, k), &sight);
    }
  if (kind == MERCER_KERNEL_OPERATOR)
    write_params (writer, whole, node, &sight, false, ", ");
  g_string_append (writer->text, ")");
  if (kind == MERCER_KERNEL_POWER)
    g_string_append_printf (writer->text, "^%d", mercer_kernel_exponent (node));
  g_free (sight.column);
}

MercerKernel *
mercer_coupling_kernel (MercerKernel *kernel, const char *const *names, size_t d, const bool *circle, const double *period, GError **error)
{
  bool any = false;
  for (size_t c = 0; c < d && circle != NULL; c++)
    any = any || circle[c];
  g_autoptr (MercerKernel) plain = mercer_kernel_bind (kernel, names, d, error);
  if (!any || plain == NULL)
    return g_steal_pointer (&plain);
  g_autoptr (GString) text = g_string_new ("");
  g_autofree size_t *column = g_new (size_t, d);
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
  Writer writer = { names, d, circle, period, text, NULL };
  for (size_t c = 0; c < d; c++)
    {
      column[c] = c;
      if (circle[c])
        {
          g_ptr_array_add (seen, g_strdup_printf ("cosine%zu", c));
          g_ptr_array_add (seen, g_strdup_printf ("sine%zu", c));
        }
      g_ptr_array_add (seen, g_strdup_printf ("column%zu", c));
    }
  write_node (&writer, kernel, kernel, &(Sight){ d, column });
  if (writer.refusal != NULL)
    {
      g_set_error_literal (error, MERCER_KERNEL_ERROR, 0, writer.refusal);
      g_free (writer.refusal);
      return NULL;
    }
  g_autoptr (MercerKernel) wound = mercer_kernel_parse (text->str, NULL, NULL, error);
  MercerKernel *bound = wound != NULL ? mercer_kernel_bind (wound, (const char *const *) seen->pdata, seen->len, NULL) : NULL;
  if (bound == NULL && (error == NULL || *error == NULL))
    g_set_error_literal (error, MERCER_KERNEL_ERROR, 0,
                         _("A part of the kernel sees one column alone and cannot go round a circle. Use RBF, Matern, "
                           "RationalQuadratic or Periodic."));
  return bound;
}
