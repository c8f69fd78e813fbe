// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "dialog-fixture.h"
#include "ui-test.h"

#include "easel-export-dialog.h"
#include "easel-import-dialog.h"
#include "easel-test-future.h"

#define CHAT(n)                                                                                              \
  "{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"Chat " #n                                       \
  "\", \"titled\": true, \"source\": \"a:" #n "\", \"messages\": [{\"id\": 1, \"parent\": null, \"kind\": "  \
  "\"user\", \"state\": \"done\", \"text\": \"hello " #n "\"}]}"

typedef struct
{
  DialogFixture dialogs;
  char *told;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  dialog_fixture_set_up (&self->dialogs, data);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  dialog_fixture_tear_down (&self->dialogs, data);
  g_free (self->told);
}

static void
on_told_cb (Fixture *self, const char *sentence)
{
  g_set_str (&self->told, sentence);
}

static void
present (Fixture *self, gpointer dialog, const char *signal)
{
  g_signal_connect_swapped (dialog, signal, G_CALLBACK (on_told_cb), self);
  dialog_fixture_present (&self->dialogs, dialog);
}

static char *
write_file (Fixture *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->dialogs.dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* A label that shows something like @pattern; NULL if none does. */
static GtkWidget *
look_for (GtkWidget *widget, const char *pattern)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && g_pattern_match_simple (pattern, gtk_label_get_label (GTK_LABEL (widget))))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_for (child, pattern);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static EaselExchangeService *
get_service (Fixture *self)
{
  return easel_context_get_exchange (self->dialogs.context);
}

static void
import (Fixture *self, const char *text)
{
  g_autofree char *path = write_file (self, "import.json", text);
  g_autoptr (EaselImport) running = easel_exchange_service_import (get_service (self), path);
  g_autoptr (GError) error = NULL;

  easel_test_await (easel_import_wait (running), &error);
  g_assert_no_error (error);
}

/* What was left out is named, with the reason. */
static void
test_import_report (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_file (
      self, "chats.json", "[" CHAT (1) "," CHAT (1) ", {\"title\": \"<Odd> & even\"}," CHAT (2) "]");

  present (self, easel_import_dialog_new (get_service (self)), "ended");
  ui_test_wait_until (look_for (self->dialogs.window, "From a File"));
  easel_import_dialog_read (EASEL_IMPORT_DIALOG (self->dialogs.dialog), path);
  ui_test_wait_until (
      look_for (self->dialogs.window, "2 chats were imported. 1 was there already. 1 could not be used."));
  g_assert_nonnull (look_for (self->dialogs.window, "<Odd> & even"));
  g_assert_nonnull (look_for (self->dialogs.window, "It is no chat of*"));
  g_assert_null (self->told);
}

/* A file that is none is said so, and another one can be chosen. */
static void
test_import_bad (Fixture *self, gconstpointer data)
{
  g_autofree char *bad = write_file (self, "bad.json", "hello");
  g_autofree char *good = write_file (self, "good.json", CHAT (1));

  present (self, easel_import_dialog_new (get_service (self)), "ended");
  easel_import_dialog_read (EASEL_IMPORT_DIALOG (self->dialogs.dialog), bad);
  ui_test_wait_until (look_for (self->dialogs.window, "The file is no JSON and no ZIP*"));
  ui_test_wait_until (look_for (self->dialogs.window, "_Choose Another File…"));
  easel_import_dialog_read (EASEL_IMPORT_DIALOG (self->dialogs.dialog), good);
  ui_test_wait_until (look_for (self->dialogs.window, "1 chat was imported."));
}

/* Closed meanwhile, it goes on and tells the end. */
static void
test_import_closed (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_file (self, "chats.json", "[" CHAT (1) "," CHAT (2) "]");

  present (self, easel_import_dialog_new (get_service (self)), "ended");
  easel_import_dialog_read (EASEL_IMPORT_DIALOG (self->dialogs.dialog), path);
  dialog_fixture_close (&self->dialogs);
  ui_test_wait_until (self->told != NULL);
  g_assert_cmpstr (self->told, ==, "2 chats were imported.");
}

/* The name is the chat's, as far as a file may have it; the end of it is the format's. */
static void
test_export_name (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *title;
    const char *name;
  } names[] = {
    { "Cats & dogs", "Cats & dogs.md" },
    { "a/b\\c:d", "a b c d.md" },
    { "../x", "x.md" },
    { "", "Chat.md" },
    { NULL, "Chat.md" },
    { "猫\n", "猫.md" },
    { "\xe2\x80\xaegnp", "gnp.md" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      EaselExportDialog *dialog = easel_export_dialog_new (get_service (self), 1, names[i].title);
      g_autofree char *name = easel_export_dialog_dup_name (dialog);
      g_autofree char *page = NULL;

      g_assert_cmpstr (name, ==, names[i].name);
      easel_export_dialog_set_format (dialog, EASEL_EXPORT_HTML);
      page = easel_export_dialog_dup_name (dialog);
      g_assert_true (g_str_has_suffix (page, ".html"));
      g_object_ref_sink (dialog);
      g_object_unref (dialog);
    }
}

/* What was chosen is written; then the dialog is gone. */
static void
test_export (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->dialogs.dir, "one.html", NULL);
  g_autofree char *text = NULL;
  gpointer dialog = NULL;

  import (self, CHAT (1));
  present (self, easel_export_dialog_new (get_service (self), 1, "Chat 1"), "exported");
  ui_test_wait_until (look_for (self->dialogs.window, "Markdown"));
  g_assert_nonnull (look_for (self->dialogs.window, "Web page"));
  easel_export_dialog_set_format (EASEL_EXPORT_DIALOG (self->dialogs.dialog), EASEL_EXPORT_HTML);
  easel_export_dialog_save (EASEL_EXPORT_DIALOG (self->dialogs.dialog), "/nowhere/at/all.html");
  ui_test_wait_until (look_for (self->dialogs.window, "all.html cannot be written*"));
  g_assert_null (self->told);
  dialog = self->dialogs.dialog;
  g_object_add_weak_pointer (dialog, &dialog);
  easel_export_dialog_save (EASEL_EXPORT_DIALOG (self->dialogs.dialog), path);
  self->dialogs.dialog = NULL;
  ui_test_wait_until (dialog == NULL);
  g_assert_cmpstr (self->told, ==, "Exported as “one.html”");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "hello 1"));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  ui_test_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  ADD ("/exchange/import/report", test_import_report);
  ADD ("/exchange/import/bad", test_import_bad);
  ADD ("/exchange/import/closed", test_import_closed);
  ADD ("/exchange/export/name", test_export_name);
  ADD ("/exchange/export/file", test_export);
  return g_test_run ();
}
