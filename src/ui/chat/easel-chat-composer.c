// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-composer-private.h"

#include <glib/gi18n.h>

#include "easel-chat-words.h"
#include "easel-format.h"
#include "easel-rare-page.h"
#include "easel-wrap-box.h"

/**
 * EaselChatComposer:
 *
 * Where a message is written: its text and attachments, who answers in which
 * role, what that costs, and the one button that sends or stops.
 */
G_DEFINE_FINAL_TYPE (EaselChatComposer, easel_chat_composer, ADW_TYPE_BIN)

enum
{
  SEND,
  STOP,
  EDIT_LAST,
  SUMMARISE,
  MODEL_CHANGED,
  MODEL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Why a message cannot be sent as it is. */
typedef enum
{
  HURDLE_NONE,
  HURDLE_NO_MODEL,
  HURDLE_BLIND,
  HURDLE_TOO_LONG_ALONE,
  HURDLE_TOO_LONG,
} Hurdle;

static gboolean
estimate (EaselChatComposer *self, EaselModel *model, EaselSendEstimate *result)
{
  if (self->conversation == NULL || model == NULL)
    return FALSE;
  easel_conversation_estimate (self->conversation, easel_model_get_ref (model), &self->stats,
                               G_LIST_MODEL (self->attachments), result);
  return TRUE;
}

static gboolean
estimate_model (EaselModel *model, gint64 *cost, gpointer user_data)
{
  EaselSendEstimate result = { .cost = -1 };

  if (!estimate (user_data, model, &result))
    return FALSE;
  *cost = result.cost;
  return result.cost >= 0;
}

/* ---- what stands in the way ---- */

static Hurdle
find_hurdle (EaselChatComposer *self, EaselModel *model, const EaselSendEstimate *result)
{
  if (model == NULL)
    return HURDLE_NO_MODEL;
  if (_easel_chat_composer_count_images (self) > 0 && easel_model_lacks (model, EASEL_CAPABILITY_VISION))
    return HURDLE_BLIND;
  if (!result->fits_alone)
    return HURDLE_TOO_LONG_ALONE;
  if (result->n_left_out > 0)
    return HURDLE_TOO_LONG;
  return HURDLE_NONE;
}

static char *
describe_hurdle (EaselChatComposer *self, Hurdle hurdle, EaselModel *model, const EaselSendEstimate *result)
{
  const char *name = model != NULL ? easel_model_get_name (model) : "";
  g_autofree char *size = easel_format_tokens (MAX (result->context_tokens, 0));

  switch (hurdle)
    {
    case HURDLE_NO_MODEL:
      return g_strdup (_ ("No model that answers is set up."));
    case HURDLE_BLIND:
      /* Translators: name of a model */
      return g_strdup_printf (_ ("%s cannot see pictures."), name);
    case HURDLE_TOO_LONG_ALONE:
      /* Translators: name of a model; how much it reads at once, such as "128 k" */
      return g_strdup_printf (_ ("This message alone is more than %s can read at once (%s)."), name, size);
    case HURDLE_TOO_LONG:
      if (self->fit == EASEL_SEND_FIT_NEWEST)
        /* Translators: how many messages; name of a model */
        return g_strdup_printf (ngettext ("%u message stays out of what %s reads: the oldest one.",
                                          "%u messages stay out of what %s reads: the oldest ones.",
                                          result->n_left_out),
                                result->n_left_out, name);
      /* Translators: name of a model; how much it reads at once, such as "128 k" */
      return g_strdup_printf (_ ("This chat is longer than %s can read at once (%s)."), name, size);
    case HURDLE_NONE:
    default:
      return NULL;
    }
}

static void
on_leave_out_clicked_cb (EaselChatComposer *self)
{
  self->fit = EASEL_SEND_FIT_NEWEST;
  easel_chat_composer_update (self);
  easel_chat_composer_focus (self);
}

static void
on_summarise_clicked_cb (EaselChatComposer *self)
{
  EaselSendEstimate result = { 0 };

  if (estimate (self, easel_chat_composer_get_model (self), &result))
    g_signal_emit (self, signals[SUMMARISE], 0, result.n_left_out);
}

static void
on_other_model_clicked_cb (EaselChatComposer *self)
{
  easel_chat_composer_choose_model (self);
}

static void
on_account_clicked_cb (EaselChatComposer *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.preferences", NULL);
}

static void
add_way (EaselChatComposer *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_wrap_box_append (self->notice_buttons, button);
}

static void
ensure_notice (EaselChatComposer *self)
{
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWidget *stack;

  if (self->notice != NULL)
    return;
  stack = gtk_stack_new ();
  builder = easel_rare_page_show (GTK_STACK (stack), "chat/easel-chat-composer-pages", "notice");
  self->notice = stack;
  self->notice_label = GTK_LABEL (gtk_builder_get_object (builder, "notice_label"));
  self->notice_buttons = ADW_WRAP_BOX (gtk_builder_get_object (builder, "notice_buttons"));
  easel_composer_card_add_above (self->card, stack);
}

/* The words change with each key, the buttons only with what is the matter. */
static void
show_hurdle (EaselChatComposer *self, Hurdle hurdle, const char *words)
{
  gboolean too_long = hurdle == HURDLE_TOO_LONG && self->fit == EASEL_SEND_FIT_ALL;

  if (words == NULL)
    {
      if (self->notice != NULL)
        gtk_widget_set_visible (self->notice, FALSE);
      return;
    }
  ensure_notice (self);
  if (g_strcmp0 (gtk_label_get_label (self->notice_label), words) != 0)
    {
      gtk_label_set_label (self->notice_label, words);
      easel_wrap_box_clear (self->notice_buttons);
      if (too_long)
        {
          add_way (self, _ ("Leave Out the Oldest"), G_CALLBACK (on_leave_out_clicked_cb));
          add_way (self, _ ("Summarise the Oldest"), G_CALLBACK (on_summarise_clicked_cb));
        }
      if (too_long || hurdle == HURDLE_BLIND || hurdle == HURDLE_TOO_LONG_ALONE)
        add_way (self, _ ("Other Model"), G_CALLBACK (on_other_model_clicked_cb));
      if (hurdle == HURDLE_NO_MODEL)
        add_way (self, _ ("Add an Account…"), G_CALLBACK (on_account_clicked_cb));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->notice_buttons),
                          gtk_widget_get_first_child (GTK_WIDGET (self->notice_buttons)) != NULL);
  gtk_widget_set_visible (self->notice, TRUE);
}

/* ---- what is shown ---- */

static void
show_button (EaselChatComposer *self, gboolean any)
{
  EaselComposerButton button;

  if (self->answering)
    button =
        (EaselComposerButton) { "media-playback-stop-symbolic", _ ("Stop"), _ ("Stop (Esc)"), FALSE, TRUE };
  else
    button = (EaselComposerButton) { "easel-send-symbolic", _ ("Send"),
                                     !any             ? _ ("Write something first")
                                     : self->sendable ? _ ("Send (Enter)")
                                                      : _ ("This cannot be sent as it is"),
                                     TRUE, self->sendable };
  easel_composer_card_set_button (self->card, &button);
}

/**
 * easel_chat_composer_update:
 * @self: the composer
 *
 * Brings price, button and what stands in the way up to date: the conversation
 * changed.
 */
void
easel_chat_composer_update (EaselChatComposer *self)
{
  EaselModel *model = easel_chat_composer_get_model (self);
  EaselSendEstimate result = { .cost = -1, .context_tokens = -1, .fits_alone = TRUE, .is_complete = TRUE };
  g_autofree char *text = easel_composer_card_dup_text (self->card);
  g_autoptr (EaselMessage) answer = NULL;
  g_autofree char *price = NULL;
  g_autofree char *words = NULL;
  gboolean any =
      *g_strstrip (text) != '\0' || g_list_model_get_n_items (G_LIST_MODEL (self->attachments)) > 0;
  Hurdle hurdle;

  estimate (self, model, &result);
  hurdle = find_hurdle (self, model, &result);
  if (hurdle != HURDLE_TOO_LONG)
    self->fit = EASEL_SEND_FIT_ALL;
  words = describe_hurdle (self, hurdle, model, &result);
  if (words == NULL)
    words = g_strdup (self->problem);
  show_hurdle (self, self->problem != NULL && hurdle == HURDLE_NONE ? HURDLE_NONE : hurdle, words);
  if (model != NULL && result.is_complete)
    price = easel_format_estimate (result.cost >= 0, easel_model_is_free (model), result.cost);
  easel_composer_card_set_price (self->card, price != NULL ? price : "");
  answer = self->conversation != NULL ? easel_conversation_get_answering (self->conversation) : NULL;
  self->answering = answer != NULL;
  self->sendable =
      any && self->conversation != NULL && !self->answering &&
      (hurdle == HURDLE_NONE || (hurdle == HURDLE_TOO_LONG && self->fit == EASEL_SEND_FIT_NEWEST));
  show_button (self, any);
  easel_model_button_set_needs (self->model_button, _easel_chat_composer_count_images (self) > 0
                                                        ? EASEL_CAPABILITY_VISION
                                                        : (EaselCapabilities) 0);
}

static void
on_text_changed_cb (EaselChatComposer *self)
{
  g_autofree char *text = easel_composer_card_dup_text (self->card);

  self->stats = (EaselTokenStats) { 0 };
  easel_token_stats_add (&self->stats, text, -1);
  if (!self->loading)
    {
      g_clear_pointer (&self->problem, g_free);
      if (self->conversation != NULL)
        easel_conversation_set_draft (self->conversation, text);
      if (*text != '\0')
        g_signal_emit (self, signals[MODEL_CHANGED], 0);
    }
  easel_chat_composer_update (self);
}

void
_easel_chat_composer_set_problem (EaselChatComposer *self, const char *problem)
{
  g_set_str (&self->problem, problem);
  easel_chat_composer_update (self);
}

static void
on_submit_cb (EaselChatComposer *self)
{
  if (self->sendable)
    g_signal_emit (self, signals[SEND], 0);
}

static void
on_clicked_cb (EaselChatComposer *self)
{
  g_signal_emit (self, signals[self->answering ? STOP : SEND], 0);
}

static gboolean
on_key_pressed_cb (EaselChatComposer *self, guint keyval, guint keycode, GdkModifierType state)
{
  g_autofree char *text = NULL;

  if (keyval != GDK_KEY_Up || (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  text = easel_composer_card_dup_text (self->card);
  if (*text != '\0')
    return FALSE;
  g_signal_emit (self, signals[EDIT_LAST], 0);
  return TRUE;
}

/* The choice belongs to this chat from here on. */
static void
on_model_chosen_cb (EaselChatComposer *self)
{
  EaselModel *model = easel_chat_composer_get_model (self);
  EaselThread *thread;
  EaselThreadOptions options = EASEL_THREAD_OPTIONS_INIT;

  if (self->conversation == NULL || model == NULL)
    return;
  thread = easel_conversation_get_thread (self->conversation);
  options.model = easel_model_get_ref (model);
  options.system_prompt = easel_thread_get_system_prompt (thread);
  options.temperature = easel_thread_get_temperature (thread);
  options.max_tokens = easel_thread_get_max_tokens (thread);
  options.role_id = easel_thread_get_role_id (thread);
  dex_future_disown (easel_chat_service_set_options (easel_context_get_chats (self->context),
                                                     easel_thread_get_id (thread), &options));
  g_signal_emit (self, signals[MODEL_CHOSEN], 0, TRUE);
}

/* Choosing closes the list before it says what was chosen. */
static gboolean
on_list_closed_idle_cb (gpointer user_data)
{
  g_signal_emit (user_data, signals[MODEL_CHOSEN], 0, FALSE);
  return G_SOURCE_REMOVE;
}

static void
on_list_active_cb (EaselChatComposer *self)
{
  if (!gtk_menu_button_get_active (easel_model_button_get_button (self->model_button)))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_list_closed_idle_cb, g_object_ref (self), g_object_unref);
}

static void
on_model_changed_cb (EaselChatComposer *self)
{
  g_autofree char *text = easel_composer_card_dup_text (self->card);

  easel_chat_composer_update (self);
  if (*text != '\0')
    g_signal_emit (self, signals[MODEL_CHANGED], 0);
}

static void
on_thread_model_cb (EaselChatComposer *self)
{
  const char *ref = easel_thread_get_model (easel_conversation_get_thread (self->conversation));

  easel_model_button_set_choice (self->model_button, ref != NULL && *ref != '\0' ? ref : NULL);
}

static void
on_thread_options_cb (EaselChatComposer *self)
{
  on_thread_model_cb (self);
  _easel_chat_composer_update_role (self);
  easel_chat_composer_update (self);
}

/* ---- object ---- */

static void
easel_chat_composer_dispose (GObject *object)
{
  EaselChatComposer *self = EASEL_CHAT_COMPOSER (object);

  g_clear_object (&self->thread_signals);
  g_clear_object (&self->attachments);
  g_clear_object (&self->conversation);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_chat_composer_parent_class)->dispose (object);
}

static void
easel_chat_composer_finalize (GObject *object)
{
  g_free (EASEL_CHAT_COMPOSER (object)->problem);

  G_OBJECT_CLASS (easel_chat_composer_parent_class)->finalize (object);
}

static void
easel_chat_composer_class_init (EaselChatComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_chat_composer_dispose;
  object_class->finalize = easel_chat_composer_finalize;

  /**
   * EaselChatComposer::send:
   *
   * The user wants to send what is written.
   */
  signals[SEND] = g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  /**
   * EaselChatComposer::stop:
   *
   * The user wants no more of the answer that comes.
   */
  signals[STOP] = g_signal_new ("stop", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  /**
   * EaselChatComposer::edit-last:
   *
   * The user wants to change the message that was sent last.
   */
  signals[EDIT_LAST] = g_signal_new ("edit-last", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  /**
   * EaselChatComposer::summarise:
   * @n_messages: how many of the oldest
   *
   * The user wants one message instead of the oldest ones.
   */
  signals[SUMMARISE] = g_signal_new ("summarise", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * EaselChatComposer::model-changed:
   *
   * There is something written, and a model that would be asked.
   */
  signals[MODEL_CHANGED] = g_signal_new ("model-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EaselChatComposer::model-chosen:
   * @chosen: whether one was chosen, or the list closed without
   *
   * The list of models was there.
   */
  signals[MODEL_CHOSEN] = g_signal_new ("model-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (EASEL_TYPE_MODEL_BUTTON);
}

static void
easel_chat_composer_init (EaselChatComposer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autoptr (GtkBuilder) builder = NULL;

  self->attachments = g_list_store_new (EASEL_TYPE_ATTACHMENT);
  self->card = g_object_new (EASEL_TYPE_COMPOSER_CARD, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->card));
  easel_composer_card_set_hint (self->card, _ ("Ask, or paste a picture…"), _ ("Message"));
  builder = easel_rare_page_show (easel_composer_card_get_controls (self->card),
                                  "chat/easel-chat-composer-pages", "choose");
  self->attach_button = GTK_WIDGET (gtk_builder_get_object (builder, "attach_button"));
  self->model_button = EASEL_MODEL_BUTTON (gtk_builder_get_object (builder, "model_button"));
  self->role_button = GTK_MENU_BUTTON (gtk_builder_get_object (builder, "role_button"));
  self->role_label = GTK_LABEL (gtk_builder_get_object (builder, "role_label"));

  g_signal_connect_object (self->card, "changed", G_CALLBACK (on_text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "submit", G_CALLBACK (on_submit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "clicked", G_CALLBACK (on_clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (easel_composer_card_get_text_view (self->card)), keys);
  g_signal_connect_object (self->model_button, "notify::model", G_CALLBACK (on_model_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (easel_model_button_get_button (self->model_button), "notify::active",
                           G_CALLBACK (on_list_active_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model_button, "chosen", G_CALLBACK (on_model_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  _easel_chat_composer_init_attachments (self);

  self->thread_signals = g_signal_group_new (EASEL_TYPE_THREAD);
  g_signal_group_connect_swapped (self->thread_signals, "notify::model", G_CALLBACK (on_thread_options_cb),
                                  self);
  g_signal_group_connect_swapped (self->thread_signals, "notify::options", G_CALLBACK (on_thread_options_cb),
                                  self);
}

/**
 * easel_chat_composer_new:
 * @context: whose models and roles it offers
 *
 * Returns: (transfer floating): a composer
 */
GtkWidget *
easel_chat_composer_new (EaselContext *context)
{
  EaselChatComposer *self = g_object_new (EASEL_TYPE_CHAT_COMPOSER, NULL);

  self->context = g_object_ref (context);
  easel_model_button_set_setting (self->model_button, NULL);
  easel_model_button_set_estimate (self->model_button, estimate_model, self);
  easel_model_button_set_context (self->model_button, context);
  _easel_chat_composer_init_roles (self);
  easel_chat_composer_update (self);
  return GTK_WIDGET (self);
}

/**
 * easel_chat_composer_set_conversation:
 * @self: the composer
 * @conversation: (nullable): where a message is written for
 */
void
easel_chat_composer_set_conversation (EaselChatComposer *self, EaselConversation *conversation)
{
  EaselThread *thread;
  const char *draft;

  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  thread = conversation != NULL ? easel_conversation_get_thread (conversation) : NULL;
  g_signal_group_set_target (self->thread_signals, thread);
  g_clear_pointer (&self->problem, g_free);
  self->fit = EASEL_SEND_FIT_ALL;
  draft = thread != NULL ? easel_thread_get_draft (thread) : NULL;
  self->loading = TRUE;
  _easel_chat_composer_clear_attachments (self);
  easel_composer_card_set_text (self->card, draft != NULL ? draft : "");
  self->loading = FALSE;
  if (thread != NULL)
    on_thread_options_cb (self);
}

char *
easel_chat_composer_dup_text (EaselChatComposer *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_COMPOSER (self), NULL);

  return easel_composer_card_dup_text (self->card);
}

/**
 * easel_chat_composer_set_text:
 * @self: the composer
 * @text: what shall be written, with the caret behind it
 */
void
easel_chat_composer_set_text (EaselChatComposer *self, const char *text)
{
  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  easel_composer_card_set_text (self->card, text);
}

/**
 * easel_chat_composer_insert:
 * @self: the composer
 * @text: what shall be added at the end, in lines of its own
 */
void
easel_chat_composer_insert (EaselChatComposer *self, const char *text)
{
  g_autofree char *old = NULL;
  g_autofree char *all = NULL;

  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  old = easel_composer_card_dup_text (self->card);
  all = g_strconcat (old, *old == '\0' || g_str_has_suffix (old, "\n") ? "" : "\n", text, NULL);
  easel_composer_card_set_text (self->card, all);
  easel_chat_composer_focus (self);
}

/**
 * easel_chat_composer_get_model:
 * @self: the composer
 *
 * Returns: (transfer none) (nullable): who is to answer
 */
EaselModel *
easel_chat_composer_get_model (EaselChatComposer *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_COMPOSER (self), NULL);

  return easel_model_button_get_model (self->model_button);
}

/**
 * easel_chat_composer_get_attachments:
 * @self: the composer
 *
 * Returns: (transfer none): a list of #EaselAttachment
 */
GListModel *
easel_chat_composer_get_attachments (EaselChatComposer *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_COMPOSER (self), NULL);

  return G_LIST_MODEL (self->attachments);
}

EaselSendFit
easel_chat_composer_get_fit (EaselChatComposer *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_COMPOSER (self), EASEL_SEND_FIT_ALL);

  return self->fit;
}

gboolean
easel_chat_composer_can_send (EaselChatComposer *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_COMPOSER (self), FALSE);

  return self->sendable;
}

/**
 * easel_chat_composer_clear:
 * @self: the composer
 * @text: what was sent of what was written
 * @attachments: (element-type EaselAttachment): what went along
 *
 * Takes that out. What was added while it was being sent stays.
 */
void
easel_chat_composer_clear (EaselChatComposer *self, const char *text, GListModel *attachments)
{
  g_autofree char *written = NULL;

  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));
  g_return_if_fail (text != NULL && G_IS_LIST_MODEL (attachments));

  g_clear_pointer (&self->problem, g_free);
  _easel_chat_composer_remove_attachments (self, attachments);
  written = easel_composer_card_dup_text (self->card);
  if (g_str_has_prefix (written, text))
    easel_composer_card_set_text (self->card, written + strlen (text));
  easel_chat_composer_update (self);
}

/**
 * easel_chat_composer_show_problem:
 * @self: the composer
 * @error: why the message could not be sent
 *
 * Says so above what is written, which stays.
 */
void
easel_chat_composer_show_problem (EaselChatComposer *self, const GError *error)
{
  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  _easel_chat_composer_set_problem (self, error->message);
}

/**
 * easel_chat_composer_choose_model:
 * @self: the composer
 *
 * Opens the list of models.
 */
void
easel_chat_composer_choose_model (EaselChatComposer *self)
{
  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  gtk_menu_button_popup (easel_model_button_get_button (self->model_button));
}

/**
 * easel_chat_composer_set_narrow:
 * @self: the composer
 * @narrow: whether there is room for little
 */
void
easel_chat_composer_set_narrow (EaselChatComposer *self, gboolean narrow)
{
  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  easel_composer_card_set_narrow (self->card, narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->role_button), !narrow);
}

void
easel_chat_composer_focus (EaselChatComposer *self)
{
  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  easel_composer_card_focus (self->card);
}
