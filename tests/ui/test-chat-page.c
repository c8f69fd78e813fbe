// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "easel-attachment-loader.h"
#include "easel-chat-composer-private.h"
#include "easel-chat-page-private.h"
#include "easel-error.h"
#include "easel-message-editor.h"
#include "easel-message-row.h"
#include "easel-test-future.h"

/* A chat on its page: what is sent, branched, edited and attached, with the
 * offline samples as the model. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
  EaselChatPage *page;
  gint64 thread_id;
  GPtrArray *held; /* messages that were looked at */
} Fixture;

static EaselChatService *
get_chats (Fixture *self)
{
  return easel_context_get_chats (self->context);
}

static guint
count (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->page->conversation));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (GError) error = NULL;

  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->dir = g_dir_make_tmp ("easel-chat-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  easel_test_await (easel_context_open (self->context), &error);
  g_assert_no_error (error);
  easel_test_await (easel_chat_service_load (get_chats (self)), &error);
  g_assert_no_error (error);
  thread = easel_test_await_object (
      easel_chat_service_create (get_chats (self), &(EaselThreadOptions) EASEL_THREAD_OPTIONS_INIT), &error);
  g_assert_no_error (error);
  self->thread_id = easel_thread_get_id (thread);
  self->window = adw_window_new ();
  self->page = easel_chat_page_new (self->context);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 760);
  gtk_window_present (GTK_WINDOW (self->window));
  easel_chat_page_open (self->page, self->thread_id, 0);
  ui_test_wait_until (self->page->conversation != NULL && gtk_widget_get_mapped (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_pointer (&self->held, g_ptr_array_unref);
  easel_test_settle ();
  easel_test_await (easel_context_close (self->context), &error);
  g_assert_no_error (error);
  g_assert_finalize_object (self->context);
  ui_test_remove_folder (self->dir);
  g_free (self->dir);
}

static void
send (Fixture *self, const char *text)
{
  guint before = count (self);

  easel_chat_composer_set_text (self->page->composer, text);
  ui_test_wait_until (easel_chat_composer_can_send (self->page->composer));
  _easel_chat_page_send (self->page);
  ui_test_wait_until (count (self) == before + 2 &&
                      easel_chat_service_count_answering (get_chats (self)) == 0);
}

static EaselMessage *
get_message (Fixture *self, guint position)
{
  EaselMessage *message = g_list_model_get_item (G_LIST_MODEL (self->page->conversation), position);

  g_ptr_array_add (self->held, message);
  return message;
}

static void
activate (Fixture *self, const char *action, guint position)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), action, "x",
                                             easel_message_get_id (get_message (self, position))));
}

static EaselMessageEditor *
find_editor (Fixture *self)
{
  guint first = 0;

  return EASEL_MESSAGE_EDITOR (
      ui_test_find_nth (GTK_WIDGET (self->page->view), EASEL_TYPE_MESSAGE_EDITOR, &first));
}

static char *
dup_written (Fixture *self)
{
  return easel_chat_composer_dup_text (self->page->composer);
}

static void
test_send (Fixture *self, gconstpointer data)
{
  g_autofree char *written = NULL;

  g_assert_cmpstr (gtk_stack_get_visible_child_name (self->page->stack), ==, "empty");
  /* Nothing to send, nothing sent. */
  easel_chat_composer_set_text (self->page->composer, "  \n");
  g_assert_false (easel_chat_composer_can_send (self->page->composer));
  send (self, "make it warmer");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (self->page->stack), ==, "thread");
  g_assert_cmpint (easel_message_get_state (get_message (self, 1)), ==, EASEL_MESSAGE_DONE);
  written = dup_written (self);
  g_assert_cmpstr (written, ==, "");
}

static void
test_key_is_questioned (Fixture *self, gconstpointer data)
{
  easel_chat_composer_set_text (self->page->composer, "my key is sk-proj-Zx9Zx9Zx9Zx9Zx9Zx9Zx9Zx9Zx9Zx9");
  ui_test_wait_until (easel_chat_composer_can_send (self->page->composer));
  _easel_chat_page_send (self->page);
  ui_test_wait_until (adw_window_get_visible_dialog (ADW_WINDOW (self->window)) != NULL);
  g_assert_cmpuint (count (self), ==, 0);
  adw_dialog_force_close (adw_window_get_visible_dialog (ADW_WINDOW (self->window)));
  ui_test_wait_until (adw_window_get_visible_dialog (ADW_WINDOW (self->window)) == NULL);
  g_assert_cmpuint (count (self), ==, 0);
  /* Asked about, not forgotten: the next one works. */
  send (self, "make it warmer");
}

static void
test_branches (Fixture *self, gconstpointer data)
{
  send (self, "make it warmer");
  activate (self, "chat.regenerate", 1);
  ui_test_wait_until (easel_message_get_sibling_count (get_message (self, 1)) == 2 &&
                      easel_chat_service_count_answering (get_chats (self)) == 0);
  g_assert_cmpuint (easel_message_get_sibling_index (get_message (self, 1)), ==, 1);
  activate (self, "chat.previous-branch", 1);
  ui_test_wait_until (easel_message_get_sibling_index (get_message (self, 1)) == 0);
  /* There is none before the first. */
  activate (self, "chat.previous-branch", 1);
  easel_test_settle ();
  g_assert_cmpuint (easel_message_get_sibling_index (get_message (self, 1)), ==, 0);
  activate (self, "chat.delete-branch", 1);
  ui_test_wait_until (easel_message_get_sibling_count (get_message (self, 1)) == 1);
}

static void
test_edit (Fixture *self, gconstpointer data)
{
  gint64 id;

  send (self, "make it warmer");
  id = easel_message_get_id (get_message (self, 0));
  _easel_chat_page_edit_last (self->page);
  g_assert_cmpint (self->page->edited_id, ==, id);
  g_assert_cmpuint (easel_message_row_find_kinds (get_message (self, 0), TRUE) &
                        EASEL_MESSAGE_ROW_BIT (EASEL_MESSAGE_ROW_EDITOR),
                    !=, 0);
  activate (self, "chat.cancel-edit", 0);
  g_assert_cmpint (self->page->edited_id, ==, 0);
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (self->page), "chat.save-edit", "(xs)", id, "make it colder"));
  ui_test_wait_until (easel_message_get_id (get_message (self, 0)) != id);
  /* Saved only: nobody answered, and the old branch is there. */
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_cmpuint (easel_message_get_sibling_count (get_message (self, 0)), ==, 2);
}

static void
test_quote (Fixture *self, gconstpointer data)
{
  g_autofree char *written = NULL;

  send (self, "make it warmer");
  activate (self, "chat.quote", 0);
  ui_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (self->page->conversation)) == 2 &&
                      (g_free (written), written = dup_written (self), *written != '\0'));
  g_assert_true (g_str_has_prefix (written, "> make it warmer\n"));
}

static void
on_clipboard_read_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
save (Fixture *self, const char *text)
{
  g_autoptr (EaselMessage) saved = NULL;
  g_autoptr (GError) error = NULL;

  saved = easel_test_await_object (easel_conversation_save (self->page->conversation, text, NULL), &error);
  g_assert_no_error (error);
}

static void
test_copy_text (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->page));

  save (self, "Some **strong** words.\n\n- one\n- two\n\nThe end.");
  gdk_clipboard_set_text (clipboard, "");
  activate (self, "chat.copy-text", 0);
  for (;;)
    {
      gdk_clipboard_read_text_async (clipboard, NULL, on_clipboard_read_cb, &text);
      ui_test_wait_until (text != NULL);
      if (*text != '\0')
        break;
      g_clear_pointer (&text, g_free);
    }
  g_assert_cmpstr (text, ==, "Some strong words.\n\n• one\n• two\n\nThe end.");
}

/* What is written anew stays while one looks at something else in the chat. */
static void
test_edit_out_of_view (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) long_text = g_string_new (NULL);
  EaselMessageEditor *editor;
  g_autofree char *written = NULL;

  for (guint i = 0; i < 120; i++)
    g_string_append_printf (long_text, "Paragraph %u.\n\n", i);
  save (self, long_text->str);
  save (self, long_text->str);
  save (self, "the last words");
  _easel_chat_page_edit_last (self->page);
  ui_test_wait_until (find_editor (self) != NULL &&
                      (g_free (written), written = easel_message_editor_dup_text (find_editor (self)),
                       g_strcmp0 (written, "the last words") == 0));
  editor = find_editor (self);
  gtk_text_buffer_set_text (
      gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_test_find (GTK_WIDGET (editor), GTK_TYPE_TEXT_VIEW, 0))),
      "other last words", -1);
  easel_thread_view_scroll_to_message (self->page->view, get_message (self, 0));
  ui_test_wait_until (find_editor (self) == NULL);
  easel_thread_view_scroll_to_end (self->page->view);
  ui_test_wait_until (find_editor (self) != NULL);
  g_clear_pointer (&written, g_free);
  written = easel_message_editor_dup_text (find_editor (self));
  g_assert_cmpstr (written, ==, "other last words");
  /* It is of this edit alone. */
  activate (self, "chat.cancel-edit", 2);
  ui_test_wait_until (find_editor (self) == NULL);
  _easel_chat_page_edit_last (self->page);
  ui_test_wait_until (find_editor (self) != NULL);
  g_clear_pointer (&written, g_free);
  written = easel_message_editor_dup_text (find_editor (self));
  g_assert_cmpstr (written, ==, "the last words");
}

/* That of the message that is edited now: another one goes with the next frame. */
static EaselMessageEditor *
find_own_editor (Fixture *self)
{
  EaselMessageEditor *editor = find_editor (self);
  EaselMessage *message = editor != NULL ? easel_message_row_get_message (EASEL_MESSAGE_ROW (editor)) : NULL;
  g_autofree char *text = editor != NULL ? easel_message_editor_dup_text (editor) : NULL;

  return message != NULL && easel_message_get_id (message) == self->page->edited_id && text != NULL ? editor
                                                                                                    : NULL;
}

static void
write_in_editor (Fixture *self, const char *text)
{
  GtkWidget *view;

  ui_test_wait_until (find_own_editor (self) != NULL);
  view = ui_test_find (GTK_WIDGET (find_own_editor (self)), GTK_TYPE_TEXT_VIEW, 0);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

static void
check_in_editor (Fixture *self, const char *text)
{
  g_autofree char *written = NULL;

  ui_test_wait_until (find_own_editor (self) != NULL);
  written = easel_message_editor_dup_text (find_own_editor (self));
  g_assert_cmpstr (written, ==, text);
}

/* Who looks at another chat or another message first finds what was written anew. */
static void
test_edit_left (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselThread) other = NULL;
  g_autoptr (GError) error = NULL;

  other = easel_test_await_object (
      easel_chat_service_create (get_chats (self), &(EaselThreadOptions) EASEL_THREAD_OPTIONS_INIT), &error);
  g_assert_no_error (error);
  save (self, "one");
  save (self, "two");
  ui_test_wait_until (count (self) == 2);
  activate (self, "chat.edit-message", 1);
  write_in_editor (self, "two, and more");
  activate (self, "chat.edit-message", 0);
  write_in_editor (self, "one, and more");
  easel_chat_page_open (self->page, easel_thread_get_id (other), 0);
  ui_test_wait_until (easel_conversation_get_thread (self->page->conversation) == other);
  easel_chat_page_open (self->page, self->thread_id, 0);
  ui_test_wait_until (easel_conversation_get_thread (self->page->conversation) != other && count (self) == 2);
  activate (self, "chat.edit-message", 0);
  check_in_editor (self, "one, and more");
  activate (self, "chat.cancel-edit", 0);
  ui_test_wait_until (find_editor (self) == NULL);
  activate (self, "chat.edit-message", 1);
  check_in_editor (self, "two, and more");
}

/* Two clicks save once. */
static void
test_edit_once (Fixture *self, gconstpointer data)
{
  gint64 id;

  save (self, "one");
  ui_test_wait_until (count (self) == 1);
  id = easel_message_get_id (get_message (self, 0));
  activate (self, "chat.edit-message", 0);
  for (guint i = 0; i < 2; i++)
    gtk_widget_activate_action (GTK_WIDGET (self->page), "chat.save-edit", "(xs)", id, "other");
  ui_test_wait_until (easel_message_get_id (get_message (self, 0)) != id && !self->page->sending);
  easel_test_settle ();
  save (self, "the end");
  ui_test_wait_until (count (self) == 2);
  g_assert_cmpuint (easel_message_get_sibling_count (get_message (self, 0)), ==, 2);
  g_assert_cmpint (self->page->edited_id, ==, 0);
}

/* What is written while a message is on its way is the next one. */
static void
test_write_on (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselAttachment) one = easel_attachment_new_text ("one.txt", "one");
  g_autoptr (EaselAttachment) two = easel_attachment_new_text ("two.txt", "two");
  GListStore *attachments = self->page->composer->attachments;
  g_autoptr (EaselAttachment) left = NULL;
  g_autofree char *written = NULL;

  g_list_store_append (attachments, one);
  easel_chat_composer_set_text (self->page->composer, "make it warmer");
  ui_test_wait_until (easel_chat_composer_can_send (self->page->composer));
  _easel_chat_page_send (self->page);
  easel_chat_composer_set_text (self->page->composer, "make it warmer, and then");
  g_list_store_append (attachments, two);
  ui_test_wait_until (count (self) == 2 && !self->page->sending);
  written = dup_written (self);
  g_assert_cmpstr (written, ==, ", and then");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (attachments)), ==, 1);
  left = g_list_model_get_item (G_LIST_MODEL (attachments), 0);
  g_assert_true (left == two);
  ui_test_wait_until (easel_chat_service_count_answering (get_chats (self)) == 0);
}

/* Nothing holds on to what was answered once it is shown no more. */
static void
test_let_go (Fixture *self, gconstpointer data)
{
  EaselMessage *answer;

  send (self, "make it warmer");
  answer = g_list_model_get_item (G_LIST_MODEL (self->page->conversation), 1);
  g_object_unref (answer);
  g_object_add_weak_pointer (G_OBJECT (answer), (gpointer *) &answer);
  easel_chat_page_open (self->page, 0, 0);
  ui_test_wait_until (answer == NULL);
}

static void
write_file (Fixture *self, const char *name, const char *bytes, gsize length, GFile **file)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
  *file = g_file_new_for_path (path);
}

static void
test_attachments (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) text = NULL;
  g_autoptr (GFile) binary = NULL;
  g_autoptr (GFile) large = NULL;
  g_autoptr (GFile) gone = g_file_new_for_path ("/nowhere/at/all.txt");
  g_autoptr (GFile) pipe = g_file_new_for_path ("/dev/zero");
  g_autoptr (EaselAttachment) attachment = NULL;
  g_autofree char *zeros = g_malloc0 (EASEL_ATTACHMENT_MOST_TEXT + 1);
  g_autoptr (GError) error = NULL;

  memset (zeros, 'a', EASEL_ATTACHMENT_MOST_TEXT + 1);
  write_file (self, "notes.txt", "a note", 6, &text);
  write_file (self, "blob.dat", "\0\1\2\3", 4, &binary);
  write_file (self, "long.txt", zeros, EASEL_ATTACHMENT_MOST_TEXT + 1, &large);

  attachment = easel_test_await_object (easel_attachment_load_file (text), &error);
  g_assert_no_error (error);
  g_assert_cmpint (easel_attachment_get_kind (attachment), ==, EASEL_ATTACHMENT_TEXT);
  g_assert_null (easel_test_await_object (easel_attachment_load_file (binary), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (easel_test_await_object (easel_attachment_load_file (large), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG);
  g_clear_error (&error);
  g_assert_null (easel_test_await_object (easel_attachment_load_file (gone), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (easel_test_await_object (easel_attachment_load_file (pipe), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED);
}

/* A picture for a model without eyes is said before anything is sent. */
static void
test_blind_model (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr (EaselAttachment) attachment = easel_attachment_new_image ("a.png", "image/png", bytes);
  EaselChatComposer *composer = self->page->composer;

  g_list_store_append (composer->attachments, attachment);
  easel_chat_composer_set_text (composer, "what is this?");
  g_assert_false (easel_chat_composer_can_send (composer));
  g_assert_true (gtk_widget_get_visible (composer->notice));
  g_assert_nonnull (strstr (gtk_label_get_label (composer->notice_label), "cannot see pictures"));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (composer->notice_label), GTK_ACCESSIBLE_ROLE_ALERT);
  g_list_store_remove_all (composer->attachments);
  easel_chat_composer_update (composer);
  g_assert_true (easel_chat_composer_can_send (composer));
  g_assert_false (gtk_widget_get_visible (composer->notice));
}

/* Another chat is opened while this one loads and answers. */
static void
test_leave (Fixture *self, gconstpointer data)
{
  g_autofree char *written = NULL;
  g_autoptr (EaselThread) other = NULL;
  g_autoptr (GError) error = NULL;

  other = easel_test_await_object (
      easel_chat_service_create (get_chats (self), &(EaselThreadOptions) EASEL_THREAD_OPTIONS_INIT), &error);
  g_assert_no_error (error);
  easel_chat_composer_set_text (self->page->composer, "make it warmer");
  _easel_chat_page_send (self->page);
  easel_chat_page_open (self->page, easel_thread_get_id (other), 0);
  easel_chat_page_open (self->page, self->thread_id, 0);
  easel_chat_page_open (self->page, easel_thread_get_id (other), 0);
  ui_test_wait_until (easel_conversation_get_thread (self->page->conversation) == other);
  g_assert_cmpuint (count (self), ==, 0);
  /* The answer came all the same. */
  easel_chat_page_open (self->page, self->thread_id, 0);
  ui_test_wait_until (easel_conversation_get_thread (self->page->conversation) != other &&
                      count (self) == 2 &&
                      easel_message_get_state (get_message (self, 1)) == EASEL_MESSAGE_DONE);
  written = dup_written (self);
  g_assert_cmpstr (written, ==, "");
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/chat-page/send", Fixture, NULL, set_up, test_send, tear_down);
  g_test_add ("/chat-page/key-is-questioned", Fixture, NULL, set_up, test_key_is_questioned, tear_down);
  g_test_add ("/chat-page/branches", Fixture, NULL, set_up, test_branches, tear_down);
  g_test_add ("/chat-page/edit", Fixture, NULL, set_up, test_edit, tear_down);
  g_test_add ("/chat-page/quote", Fixture, NULL, set_up, test_quote, tear_down);
  g_test_add ("/chat-page/copy-text", Fixture, NULL, set_up, test_copy_text, tear_down);
  g_test_add ("/chat-page/edit-out-of-view", Fixture, NULL, set_up, test_edit_out_of_view, tear_down);
  g_test_add ("/chat-page/edit-left", Fixture, NULL, set_up, test_edit_left, tear_down);
  g_test_add ("/chat-page/edit-once", Fixture, NULL, set_up, test_edit_once, tear_down);
  g_test_add ("/chat-page/write-on", Fixture, NULL, set_up, test_write_on, tear_down);
  g_test_add ("/chat-page/let-go", Fixture, NULL, set_up, test_let_go, tear_down);
  g_test_add ("/chat-page/attachments", Fixture, NULL, set_up, test_attachments, tear_down);
  g_test_add ("/chat-page/blind-model", Fixture, NULL, set_up, test_blind_model, tear_down);
  g_test_add ("/chat-page/leave", Fixture, NULL, set_up, test_leave, tear_down);
  return g_test_run ();
}
