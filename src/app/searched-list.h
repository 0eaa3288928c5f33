/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <stdbool.h>

/* The popover of a menu button with a list to choose from and a search entry above it. Return in the entry takes the first
 * whose name holds what was typed, else the first that is left; Escape closes. The popover is made when it is first opened, so a button costs little. */
typedef struct
{
  const char *name;    /* of the list, for a screen reader: N_("Methods") */
  const char *search;  /* N_("Search methods") */
  const char *nothing; /* N_("No method matches") */
  int width, least_height, most_height; /* pixels; least_height 0: as high as the rows */
  int many;            /* no more items than that are not searched but read; 0: always searched */
  GtkWidget *(*row_new) (const void *item); /* a GtkListBoxRow */
  bool (*matches) (const void *item, const char *word); /* word: case-folded; every word typed has to match */
  const char *(*title) (const void *item);              /* its name, translated */
} MercerSearchedListClass;

/* Called after the popover has gone, because whoever listens may take away what the button stands in. */
typedef void (*MercerSearchedListFunc) (const void *item, GObject *owner);
/* Called when the popover has been made, before it is seen for the first time. */
typedef void (*MercerSearchedListMade) (GtkPopover *popover, GtkListBox *list, GObject *owner);

/* items: ends with NULL, borrowed for good, as is the class; owner: alive as long as the button. made may be NULL. */
void mercer_searched_list_attach (GtkMenuButton *button, const MercerSearchedListClass *class, const void *const *items,
                                  GObject *owner, MercerSearchedListFunc chosen, MercerSearchedListMade made);
/* The item of a row. */
const void *mercer_searched_list_item (GtkListBoxRow *row);
/* Whether text holds the case-folded word. */
bool mercer_text_matches (const char *text, const char *word);
