/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control-panel.h"
#include "panel-harness.h"
#include "reader.h"

/* A control panel with a real session behind it, that counts what happens. */
typedef struct
{
  MercerSession *session;
  MercerControlPanel *control;
  GtkWindow *window;
  int changes; /* of the session */
  int actions, cancels;
  char *action;
} Stage;

static inline void
session_changed_cb (MercerSession *session, int panel, void *data)
{
  Stage *stage = data;

  stage->changes++;
  if (stage->control != NULL)
    mercer_control_panel_refresh (stage->control);
}

static inline void
action_cb (MercerControlPanel *control, const char *id, gpointer data)
{
  Stage *stage = data;

  stage->actions++;
  g_free (stage->action);
  stage->action = g_strdup (id);
}

static inline void
cancel_cb (MercerControlPanel *control, gpointer data)
{
  ((Stage *) data)->cancels++;
}

static inline void
raise_curtain (Stage *stage, const MercerMethod *method, const char *data)
{
  GError *error = NULL;
  g_autoptr (MercerDataset) dataset = mercer_dataset_open (data, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (method, dataset);

  *stage = (Stage){ 0 };
  stage->session = mercer_session_new ();
  mercer_session_reset (stage->session, &recipe, 1);
  stage->control = MERCER_CONTROL_PANEL (mercer_control_panel_new (stage->session));
  mercer_session_watch (stage->session, session_changed_cb, stage);
  g_signal_connect (stage->control, "action", G_CALLBACK (action_cb), stage);
  g_signal_connect (stage->control, "cancel", G_CALLBACK (cancel_cb), stage);
  stage->window = show_in_window (GTK_WIDGET (stage->control), 320, 700);
  turn (20);
  g_assert_cmpint (stage->changes, ==, 0);
}

static inline void
drop_curtain (Stage *stage)
{
  stage->control = NULL;
  close_window (stage->window);
  mercer_session_free (stage->session);
  g_free (stage->action);
}

static inline MercerRecipe *
recipe_of (Stage *stage)
{
  return mercer_session_recipe (stage->session, 0);
}

static inline double
value_of (Stage *stage, const char *param)
{
  MercerRecipe *recipe = recipe_of (stage);

  return mercer_param_get (mercer_params_find (mercer_recipe_method (recipe)->params, param),
                           mercer_recipe_values (recipe));
}

static inline MercerParamRow *
row_of (Stage *stage, const char *key)
{
  return find_row (GTK_WIDGET (stage->control), key);
}
