// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"
#include "easel-test-server.h"

/* What the test's server answers when it is asked for its models. */
#define DIALOG_MODELS                                                                                        \
  "{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"object\":\"model\"},{\"id\":\"large\",\"object\":"      \
  "\"model\"}]}"

/* An application with an empty home, a server, and a window that dialogs stand on. */
typedef struct
{
  char *dir;
  EaselContext *context;
  EaselTestServer *server;
  GtkWidget *window;
  AdwDialog *dialog;
} DialogFixture;

void dialog_fixture_set_up (DialogFixture *self, gconstpointer data);
void dialog_fixture_tear_down (DialogFixture *self, gconstpointer data);
/* Shows @dialog, an AdwDialog. */
void dialog_fixture_present (DialogFixture *self, gpointer dialog);
/* Closes what was shown, if it still is, and sees that nothing holds it. */
void dialog_fixture_close (DialogFixture *self);
/* Adds an account on the test's server, which needs no key, with its two models. */
EaselProvider *dialog_fixture_add_studio (DialogFixture *self);

/* What can be read on a button, a row or a label. */
const char *dialog_get_text (GtkWidget *widget);
/* What is on the screen, by its words; the topmost where there are several. */
GtkWidget *dialog_look_for (GtkWidget *widget, GType type, const char *text);
GtkWidget *dialog_find (DialogFixture *self, GType type, const char *text);
gboolean dialog_is_shown (DialogFixture *self, GType type, const char *text);
/* A button or a row. */
void dialog_click (DialogFixture *self, const char *text);
void dialog_type_into (DialogFixture *self, const char *row, const char *text);
