/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control-panel.h"
#include "data-view.h"
#include "feed.h"
#include "method-chooser.h"
#include "numbers-view.h"
#include "open-load.h"
#include "player.h"
#include "readouts.h"
#include "window.h"

/* What the files of the window share: window.c (the widget), window-actions.c (what menus and keys do),
 * window-run.c (from the session to the picture), window-edit.c (from the hand to the session),
 * window-paint.c (strokes of the brush), window-open.c (tables and sessions in), window-save.c (sessions and pictures out), window-readouts.c (room for numbers
 * and notes), window-notice.c (what is said in passing). */
struct _MercerWindow
{
  AdwApplicationWindow parent;

  AdwToastOverlay *toasts;
  AdwHeaderBar *header;
  AdwSplitButton *open_button;
  GtkMenuButton *menu_button;
  GtkWidget *undo_box, *export_button, *pane_button;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  AdwFlap *flap;
  AdwBin *method_bin, *panel_bin, *empty_bin, *readouts_bin;
  GtkScrolledWindow *readouts_scrolled;
  bool stale;     /* what is on show is not of the recipe: that one could not run */
  guint fit_tick; /* the readouts' height is looked at again at the next frame */
  int height;     /* of the window, when it was looked at */
  GtkStack *content;
  AdwViewStack *pages;
  GtkRevealer *load_revealer, *message_revealer;
  GtkLabel *load_label, *message, *notice;
  GtkWidget *status;
  GtkStack *status_stack;
  GtkButton *notice_button;
  GtkProgressBar *load_progress;
  GtkSpinner *spinner;
  GtkButton *motion_button;
  MercerCanvas *canvas;
  char *tool_origin; /* of the table that the canvas's tool was chosen for */
  MercerPlayer *player;
  MercerDataView *data_view;
  MercerNumbersView *numbers_view;
  MercerMethodChooser *methods;
  guint methods_tick, methods_frames; /* its list waits for the pane to be there */
  MercerControlPanel *panel;
  MercerReadouts *readouts;

  MercerSession *session;
  char *session_path; /* where it was last saved or opened; NULL: nowhere */
  bool closing;       /* the person has decided about unsaved work */

  MercerFeed *feed;
  uint64_t serial, action_serial; /* of the newest recipe, and of the one with an action under way (0: none) */
  const char *action; /* that one, by its id; interned */
  const MercerMethod *method; /* of the newest recipe */
  uint64_t method_serial;     /* of its first recipe, until there is a figure of it; then 0 */
  bool busy;
  MercerRecipe *proposal; /* of an action, to be taken with the next frame; NULL: none */
  char *proposal_done, *proposal_sentence;
  guint proposal_tick, proposal_timeout;
  double seconds; /* of the figure on show */
  guint busy_timeout, suit_width;

  MercerLoad *load;
  char *table_asked_for; /* the further table that a file dialog is open for */
  guint load_poll;
  int load_polls;
  int exporting;
  GCancellable *film_saving; /* NULL: none is being written */
  const char *export_format; /* the ending that the dialog on show is for */

  AdwToast *toast;      /* on show */
  guint notice_timeout; /* a notice is in the bar so long */
  guint notice_stale;   /* and goes when this comes first */
};

/* The only panel so far. */
#define PANEL 0

/* window.c */
void mercer_window_complain (MercerWindow *self, const char *heading, const char *sentence);
void mercer_window_update_title (MercerWindow *self);
/* Borrowed; NULL when nothing is open. */
MercerRecipe *mercer_window_recipe (MercerWindow *self);

/* window-readouts.c */
void mercer_window_connect_readouts (MercerWindow *self);
void mercer_window_fit_readouts (MercerWindow *self);

/* window-notice.c */
/* Says in passing what was done. button may be NULL. */
void mercer_window_toast (MercerWindow *self, const char *text, const char *button, const char *action);
/* Something has changed: what was said of the time before goes. */
void mercer_window_outdate_notice (MercerWindow *self);
void mercer_window_drop_notice (MercerWindow *self);

/* window-actions.c */
void mercer_window_add_actions (MercerWindow *self);
void mercer_window_update_actions (MercerWindow *self);

/* window-run.c */
void mercer_window_start_running (MercerWindow *self);
/* What the player says leads back to the picture. */
void mercer_window_connect_player (MercerWindow *self);
void mercer_window_stop_running (MercerWindow *self);
void mercer_window_drop_proposal (MercerWindow *self);
void mercer_window_act (MercerWindow *self, const char *action_id);
void mercer_window_cancel_action (MercerWindow *self);

/* window-edit.c */
void mercer_window_connect_edits (MercerWindow *self);
/* The recipe with what is in view and in the hand: what is computed, never what is kept. New reference. */
MercerRecipe *mercer_window_with_picture (MercerWindow *self, MercerRecipe *recipe);

/* The cells of a new row that has what a hand says; inputs that are not drawn stand where the slice stands, all else is missing. */
double *mercer_window_new_cells (MercerWindow *self, const char *x_column, const char *y_column, double x, double y);

/* window-paint.c */
void mercer_window_connect_paint (MercerWindow *self);
/* After the table may have changed. */
void mercer_window_suit_tool (MercerWindow *self);

/* window-open.c */
void mercer_window_setup_open (MercerWindow *self);
void mercer_window_open_dialog (MercerWindow *self);
/* A further table of the method; spec "": asks for a file. */
void mercer_window_open_table (MercerWindow *self, const char *id, const char *spec);
void mercer_window_stop_load (MercerWindow *self);

/* window-save.c */
void mercer_window_save (MercerWindow *self, bool ask_where);
void mercer_window_export_dialog (MercerWindow *self, const char *format);
/* Gives up the animation that is being written, if one is. */
void mercer_window_cancel_film (MercerWindow *self);
/* False: the person is being asked about unsaved work, and the window closes later or not at all. */
bool mercer_window_may_close (MercerWindow *self);
