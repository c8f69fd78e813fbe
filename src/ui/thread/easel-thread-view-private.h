// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-block-row.h"
#include "easel-thread-model.h"
#include "easel-thread-view.h"

G_BEGIN_DECLS

/* Rows of code have a header, so they are kept apart. */
#define EASEL_THREAD_POOL_CODE EASEL_THREAD_N_ROW_KINDS
#define EASEL_THREAD_N_POOLS (EASEL_THREAD_N_ROW_KINDS + 1)

/* A row that is a widget now. */
typedef struct
{
  GtkWidget *widget;
  EaselThreadPlace place;
  gpointer message; /* not to be looked into: only to compare */
  guint pool;
  int x;
  int y; /* from the top of the view */
  int width;
  int height;
} EaselThreadShown;

/* An end of the selection: a byte of a block's text. */
typedef struct
{
  guint message;
  guint block;
  gsize offset;
} EaselThreadPoint;

struct _EaselThreadView
{
  GtkWidget parent_instance;

  GtkWidget *target; /* a label: where a link leads */
  GtkWidget *menu;   /* NULL until it is wanted */

  EaselThreadModel *model;
  GtkAdjustment *adjustments[2]; /* by orientation */
  GArray *shown;                 /* EaselThreadShown, from top to bottom */
  GPtrArray *pools[EASEL_THREAD_N_POOLS];

  /* The row that stays where it is, and where that is. */
  EaselThreadPlace anchor;
  int anchor_y;
  gboolean follows_end;
  gboolean follows_start; /* while messages may still come before it */
  gboolean at_end;
  gboolean in_layout;
  gboolean sets_adjustment;
  double value;
  int direction; /* of the last scrolling */
  gint64 scrolled_at;
  guint settle;
  int measured_width;
  gpointer first_in_view;

  GRegex *words; /* what is searched for; NULL if nothing is */

  gboolean has_selection;
  gboolean is_selecting;
  EaselThreadPoint from, to;
  double drag_x, drag_y;
  guint drag_tick;
  gboolean moved;

  gpointer focused_message;
  EaselThreadPlace focused;
  guint focused_link; /* 1 … among the block's targets, 0 for none */

  /* How much of the answer that grows was said. */
  gpointer heard_message;
  guint heard_block;
  gsize heard_offset;
};

/* easel-thread-view-layout.c */
void _easel_thread_view_lay_out (EaselThreadView *self, int width, int height);
void _easel_thread_view_scrolled (EaselThreadView *self);
void _easel_thread_view_scroll_to_start (EaselThreadView *self);
void _easel_thread_view_show_place (EaselThreadView *self, EaselThreadPlace place);
EaselThreadShown *_easel_thread_view_find_shown (EaselThreadView *self, EaselThreadPlace place);
gboolean _easel_thread_view_has_place (EaselThreadView *self, EaselThreadPlace place);
gboolean _easel_thread_view_next (EaselThreadView *self, EaselThreadPlace *place);
gboolean _easel_thread_view_previous (EaselThreadView *self, EaselThreadPlace *place);
void _easel_thread_view_clear_shown (EaselThreadView *self);
EaselThreadPlace _easel_thread_view_block_place (EaselThreadView *self, guint message, guint block);

/* easel-thread-view-rows.c */
EaselThreadShown _easel_thread_view_take_row (EaselThreadView *self, EaselThreadPlace place, GArray *old);
void _easel_thread_view_give_row (EaselThreadView *self, EaselThreadShown *shown);

/* easel-thread-view-selection.c */
gsize _easel_thread_view_find_character (const EaselBlock *block, gsize offset);
void _easel_thread_view_draw_selection (EaselThreadView *self, const EaselThreadShown *shown);
void _easel_thread_view_draw_selections (EaselThreadView *self);
void _easel_thread_view_select (EaselThreadView *self, EaselThreadPoint from, EaselThreadPoint to);
gboolean _easel_thread_view_find_point (
    EaselThreadView *self, double x, double y, EaselThreadPoint *point, gboolean *exact);
void _easel_thread_view_messages_changed (EaselThreadView *self, guint position, guint removed, guint added);
void _easel_thread_view_copy (EaselThreadView *self, gboolean plain);
void _easel_thread_view_copy_code (EaselThreadView *self, EaselThreadPlace place);
char *_easel_thread_view_dup_code (EaselThreadView *self, EaselThreadPlace place);
char *_easel_thread_view_write (EaselThreadView *self, gboolean plain);

/* easel-thread-view-input.c */
void _easel_thread_view_add_input (EaselThreadView *self);
void _easel_thread_view_show_target (EaselThreadView *self, const char *target);
void _easel_thread_view_open (EaselThreadView *self, const char *target);
gboolean _easel_thread_view_move_focus (EaselThreadView *self, int step);
void _easel_thread_view_keep_focus (EaselThreadView *self);

/* easel-thread-view-menu.c */
void _easel_thread_view_pop_up_at (EaselThreadView *self, double x, double y);
void _easel_thread_view_pop_up (EaselThreadView *self);

/* easel-thread-view-announce.c */
void _easel_thread_view_hear (EaselThreadView *self, guint message);

void _easel_thread_view_use (EaselThreadView *self, guint message, const char *text);

G_END_DECLS
