/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include "param.h"

/* Canonical text: every parameter is written, in the order of its family, so that the text keeps
 * its meaning should a start value ever change. */

/* How tightly a place binds what stands there: a looser node needs brackets. */
enum
{
  BINDS_SUM,
  BINDS_PRODUCT,
  BINDS_POWER
};

typedef struct
{
  GString *out;
  bool for_people;
  GPtrArray *ties; /* names that have been written */
} Printer;

static void print_node (Printer *printer, const MercerKernel *kernel, int place);

static void
print_number (Printer *printer, double value)
{
  char number[MERCER_NUMBER_SIZE];

  if (printer->for_people)
    g_ascii_formatd (number, sizeof number, "%.4g", value);
  else
    mercer_number_print (value, number);
  g_string_append (printer->out, number);
}

static void
print_slot (Printer *printer, const MercerKernel *leaf, size_t slot)
{
  const KernelSlot *number = &leaf->slots[slot];
  const MercerKernelParamSpec *spec = kernel_slot_spec (leaf, slot);
  bool tied = number->tie[0] != '\0';

  if (tied && g_ptr_array_find_with_equal_func (printer->ties, number->tie, g_str_equal, NULL))
    {
      g_string_append_printf (printer->out, "@%s", number->tie);
      return;
    }
  print_number (printer, number->value);
  if (!kernel_spec_continuous (spec))
    return;
  if (number->fixed != spec->fixed)
    g_string_append_c (printer->out, number->fixed ? '!' : '?');
  if (kernel_slot_has_own_bounds (leaf, slot) && !printer->for_people)
    {
      g_string_append_c (printer->out, '{');
      print_number (printer, number->lower);
      g_string_append (printer->out, ", ");
      print_number (printer, number->upper);
      g_string_append_c (printer->out, '}');
    }
  if (!tied)
    return;
  g_string_append_printf (printer->out, "@%s", number->tie);
  g_ptr_array_add (printer->ties, (char *) number->tie);
}

static void
print_leaf (Printer *printer, const MercerKernel *leaf)
{
  const MercerKernelFamily *family = &leaf->family->family;

  g_string_append (printer->out, family->id);
  g_string_append_c (printer->out, '(');
  if (leaf->n_children > 0)
    print_node (printer, leaf->children[0], BINDS_SUM);
  for (size_t param = 0, slot = 0; family->params[param].id != NULL; param++)
    {
      size_t length = kernel_param_length (leaf, param);
      g_string_append_printf (printer->out, "%s%s=%s", param + leaf->n_children > 0 ? ", " : "",
                              family->params[param].id, length > 1 ? "[" : "");
      for (size_t i = 0; i < length; i++)
        {
          g_string_append (printer->out, i > 0 ? ", " : "");
          print_slot (printer, leaf, slot++);
        }
      g_string_append (printer->out, length > 1 ? "]" : "");
    }
  g_string_append_c (printer->out, ')');
}

static void
print_group (Printer *printer, const MercerKernel *group)
{
  bool sum = group->kind == MERCER_KERNEL_SUM;

  for (size_t i = 0; i < group->n_children; i++)
    {
      if (i > 0)
        g_string_append (printer->out, sum ? " + " : " * ");
      print_node (printer, group->children[i], sum ? BINDS_SUM + 1 : BINDS_PRODUCT + 1);
    }
}

static void
print_power (Printer *printer, const MercerKernel *power)
{
  print_node (printer, power->children[0], BINDS_POWER + 1);
  g_string_append_printf (printer->out, "^%d", power->exponent);
}

static const struct
{
  void (*print) (Printer *printer, const MercerKernel *kernel);
  int binds;
} printers[] = {
  [MERCER_KERNEL_LEAF] = { print_leaf, BINDS_POWER + 1 },
  [MERCER_KERNEL_OPERATOR] = { print_leaf, BINDS_POWER + 1 },
  [MERCER_KERNEL_SUM] = { print_group, BINDS_SUM },
  [MERCER_KERNEL_PRODUCT] = { print_group, BINDS_PRODUCT },
  [MERCER_KERNEL_POWER] = { print_power, BINDS_POWER },
};

static void
print_node (Printer *printer, const MercerKernel *kernel, int place)
{
  if (kernel_is_number (kernel))
    {
      print_slot (printer, kernel, 0);
      return;
    }
  bool brackets = kernel->family == NULL
                  && (kernel->columns != NULL || printers[kernel->kind].binds < place);
  if (brackets)
    g_string_append_c (printer->out, '(');
  printers[kernel->kind].print (printer, kernel);
  if (brackets)
    g_string_append_c (printer->out, ')');
  if (kernel->columns != NULL)
    kernel_print_columns (printer->out, (const char *const *) kernel->columns);
}

static char *
print_whole (const MercerKernel *kernel, bool for_people)
{
  Printer printer = { g_string_new (NULL), for_people, g_ptr_array_new () };

  print_node (&printer, kernel, BINDS_SUM);
  g_ptr_array_unref (printer.ties);
  return g_string_free (printer.out, FALSE);
}

char *
mercer_kernel_print (const MercerKernel *kernel)
{
  return print_whole (kernel, false);
}

char *
mercer_kernel_show (const MercerKernel *kernel)
{
  return print_whole (kernel, true);
}
