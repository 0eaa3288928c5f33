/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mercer-cli: everything the window computes, from a script. */

#include "cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "json.h"
#include "linalg.h"
#include "pool.h"
#include "reader.h"

typedef struct
{
  const char *name, *usage, *summary;
  CliExit (*run) (const MercerRequest *request);
} Command;

static const Command commands[] = {
  { "list", "list [--json]", N_("rooms and methods"), cli_list },
  { "show", "show METHOD [--json]", N_("params, roles, actions and source of a method"), cli_show },
  { "kernels", "kernels [--json]", N_("kernel families, parameters and properties"), cli_kernels },
  { "gram", "gram EXPR --data FILE [--role x=COL,COL] [--at FILE] [--out K.csv]",
    N_("the Gram matrix of an expression on a table (all its numeric columns unless --role says which), as CSV "
       "without a header"), cli_gram },
  { "run", "run METHOD|FILE.mercer [OPTIONS]", N_("carry out a method and write what it finds"), cli_run },
};

static const char options_help[] = N_ (
    "Options of run:\n"
    "  --data SPEC              a file, sample:NAME or generator:NAME(n=200,seed=1)\n"
    "  --role NAME=COL[,COL]    columns for a role, also as --NAME=COL (--weights=w); the last numeric one is y unless said\n"
    "  --kernel EXPR            such as \"0.7 * RBF(lengthscale=0.5) + White(variance=0.1)\"\n"
    "  --PARAM=VALUE            any param of the method\n"
    "  --ACTION                 any action of the method, carried out first (--optimize)\n"
    "  --position COL=VALUE     where the slice stands in a column that is not drawn\n"
    "  --at FILE                evaluate at these points instead of the grid\n"
    "  --seed N                 of everything random\n"
    "  --out FILE               .svg .png .pdf .csv .json .txt; the film of a flow as .gif, or its frames\n"
    "                           as DIR/%04d.png; may be repeated\n"
    "  --threads N  --timing  --progress\n");

static MercerWork *interruptible;

static void
interrupt_cb (int signal_number)
{
  /* An atomic store: safe in a signal handler. */
  if (interruptible != NULL)
    mercer_work_stop (interruptible);
  else
    _exit (128 + signal_number);
}

void
cli_set_work (MercerWork *work)
{
  interruptible = work;
}

CliExit
cli_complain (CliExit code, const char *sentence)
{
  g_printerr ("mercer-cli: %s\n", sentence);
  return code;
}

CliExit
cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = mercer_json_print (root);
  g_object_unref (builder);
  puts (text);
  return CLI_OK;
}

void
cli_progress_cb (double fraction, const char *doing, void *data)
{
  g_printerr ("\r\033[K%s  %d %%", doing, (int) (100 * CLAMP (fraction, 0, 1)));
}

MercerDataset *
cli_open_data (const MercerRequest *request, const char *otherwise, CliExit *code)
{
  const char *data = request->data != NULL ? request->data : otherwise;
  *code = CLI_BAD_INPUT;
  if (data == NULL)
    {
      cli_complain (CLI_BAD_INPUT, _("--data is missing: name a file, sample:NAME or generator:NAME."));
      return NULL;
    }
  g_autoptr (GError) error = NULL;
  MercerWork *work = mercer_work_new (0, NULL);
  if (request->progress)
    mercer_work_set_progress (work, cli_progress_cb, NULL);
  cli_set_work (work);
  MercerDataset *dataset = mercer_dataset_open (data, work, &error);
  cli_set_work (NULL);
  mercer_work_free (work);
  if (request->progress)
    g_printerr ("\r\033[K");
  if (dataset == NULL)
    cli_complain (CLI_BAD_INPUT, error->message);
  return dataset;
}

static CliExit
print_help (FILE *to)
{
  fprintf (to, "%s\n\n", _("mercer-cli: kernel methods on your data, from the command line."));
  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (to, "  mercer-cli %s\n      %s\n", commands[i].usage, _(commands[i].summary));
  fprintf (to, "\n%s", _(options_help));
  return CLI_OK;
}

static CliExit
run_command (const Command *command, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerRequest) request = mercer_request_new (argc, argv, &error);
  if (request == NULL)
    return cli_complain (CLI_BAD_INPUT, error->message);
  if (request->help)
    return print_help (stdout);
  mercer_pool_init (request->threads);
  mercer_pool_prepare_thread (MERCER_THREAD_FIRST);
  return command->run (request);
}

static CliExit
unknown_command (const char *name)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };
  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i].name;
  const char *nearest = mercer_request_nearest (name, names);
  g_autofree char *sentence
      = nearest != NULL
            ? g_strdup_printf (_("There is no command “%s”. Did you mean “%s”?"), name, nearest)
            : g_strdup_printf (_("There is no command “%s”. `mercer-cli --help` lists those there are."), name);
  return cli_complain (CLI_BAD_INPUT, sentence);
}

/* What was printed must have arrived: a script would go on with half a result. */
static CliExit
finish (CliExit code)
{
  bool lost = fflush (stdout) != 0 || ferror (stdout);
  if (lost && code == CLI_OK)
    return cli_complain (CLI_FAILURE, _("The output could not be written. Is the disk full?"));
  return code;
}

int
main (int argc, char **argv)
{
  mercer_blas_choose_core (argv);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MERCER_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGINT, interrupt_cb);
  signal (SIGTERM, interrupt_cb);

  if (argc < 2)
    {
      print_help (stderr);
      return CLI_BAD_INPUT;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      puts ("mercer-cli " MERCER_VERSION);
      return finish (CLI_OK);
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    return finish (print_help (stdout));
  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return finish (run_command (&commands[i], argc - 2, argv + 2));
  return unknown_command (argv[1]);
}
