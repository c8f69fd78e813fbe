// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-composer.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-composer-card.h"
#include "easel-format.h"
#include "easel-model-button.h"
#include "easel-rare-page.h"
#include "easel-recipes-dialog.h"
#include "easel-tooltip.h"
#include "easel-wait-words.h"

/**
 * EaselComposer:
 *
 * Where an edit is asked for: the instruction, the model, what it costs, and
 * the one button that runs or stops it.
 */
struct _EaselComposer
{
  AdwBin parent_instance;

  /* borrowed */
  EaselComposerCard *card;
  GtkMenuButton *recipes_button;
  AdwButtonContent *recipes_content;
  EaselModelButton *model_button;
  /* built when the first edit runs */
  GtkLabel *status_label;
  GtkButton *keep_writing_button;

  /* owned */
  EaselContext *context;
  EaselEditRun *run;
  GSignalGroup *run_signals;

  /* state */
  EaselTokenStats content;
  guint clock_source;
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (EaselComposer, easel_composer, ADW_TYPE_BIN)

enum
{
  CHANGED,
  MODEL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_running (EaselComposer *self)
{
  return self->run != NULL && !easel_edit_run_is_final (self->run);
}

/* What the list of models says: a few words more or less do not change the order. */
static gboolean
estimate (EaselModel *model, gint64 *cost, gpointer user_data)
{
  static const EaselTokenStats none = { 0 };
  EaselComposer *self = user_data;

  return easel_edit_service_estimate (easel_context_get_edits (self->context), model, &self->content, &none,
                                      cost);
}

static void
update_price (EaselComposer *self)
{
  EaselModel *model = easel_model_button_get_model (self->model_button);
  g_autofree char *instruction = easel_composer_dup_instruction (self);
  g_autofree char *text = NULL;
  EaselTokenStats asked = { 0 };
  gint64 cost = -1;
  gboolean known;

  if (self->context == NULL || model == NULL)
    {
      easel_composer_card_set_price (self->card, "");
      return;
    }
  easel_token_stats_add (&asked, instruction, -1);
  known = easel_edit_service_estimate (easel_context_get_edits (self->context), model, &self->content, &asked,
                                       &cost);
  text = easel_format_estimate (known, easel_model_is_free (model), cost);
  easel_composer_card_set_price (self->card, text);
}

static void
update_button (EaselComposer *self)
{
  g_autofree char *instruction = easel_composer_dup_instruction (self);
  gboolean running = is_running (self);
  gboolean ready = *g_strstrip (instruction) != '\0';
  EaselComposerButton button;

  if (running)
    button =
        (EaselComposerButton) { "media-playback-stop-symbolic", _ ("Stop"), _ ("Stop (Esc)"), FALSE, TRUE };
  else
    button = (EaselComposerButton) { "media-playback-start-symbolic", _ ("Run"),
                                     ready ? _ ("Run (Ctrl+Enter)") : _ ("Write what should change first"),
                                     TRUE, ready };
  easel_composer_card_set_button (self->card, &button);
}

static EaselWait
wait_of (EaselEditRun *run)
{
  switch (easel_edit_run_get_state (run))
    {
    case EASEL_EDIT_RUN_WRITING:
      return EASEL_WAIT_END;
    case EASEL_EDIT_RUN_THINKING:
      return EASEL_WAIT_THOUGHT;
    case EASEL_EDIT_RUN_RETRYING:
      return EASEL_WAIT_RETRY;
    case EASEL_EDIT_RUN_QUEUED:
      return EASEL_WAIT_QUEUE;
    case EASEL_EDIT_RUN_WAITING:
    case EASEL_EDIT_RUN_STARTING:
    case EASEL_EDIT_RUN_FINISHED:
    case EASEL_EDIT_RUN_STOPPED:
    case EASEL_EDIT_RUN_FAILED:
    default:
      return EASEL_WAIT_ANSWER;
    }
}

static char *
describe_state (EaselEditRun *run)
{
  const EaselWaitState state = {
    .wait = wait_of (run),
    .model = easel_edit_run_get_model_name (run),
    .provider = easel_edit_run_get_provider_name (run),
    .fallback_for =
        easel_edit_run_get_fallback_for (run) != NULL ? easel_edit_run_get_fallback_for_name (run) : NULL,
    .retry_at = easel_edit_run_get_retry_at (run),
    .duration = easel_edit_run_get_duration (run),
  };

  return easel_wait_words (&state);
}

static gboolean
on_clock_cb (gpointer user_data)
{
  EaselComposer *self = user_data;
  g_autofree char *status = describe_state (self->run);

  gtk_label_set_label (self->status_label, status);
  return G_SOURCE_CONTINUE;
}

static void
update_keep_writing (EaselComposer *self)
{
  if (self->keep_writing_button == NULL)
    return;
  if (self->narrow)
    gtk_button_set_icon_name (self->keep_writing_button, "document-edit-symbolic");
  else
    gtk_button_set_label (self->keep_writing_button, _ ("Keep Writing"));
}

static void
show_running (EaselComposer *self)
{
  g_autoptr (GtkBuilder) builder = easel_rare_page_show (easel_composer_card_get_controls (self->card),
                                                         "prompt/easel-composer-pages", "running");

  if (self->status_label != NULL)
    return;
  self->status_label = GTK_LABEL (gtk_builder_get_object (builder, "status_label"));
  self->keep_writing_button = GTK_BUTTON (gtk_builder_get_object (builder, "keep_writing_button"));
  update_keep_writing (self);
}

static void
update_run (EaselComposer *self)
{
  gboolean running = is_running (self);

  if (running)
    show_running (self);
  else
    gtk_stack_set_visible_child_name (easel_composer_card_get_controls (self->card), "choose");
  gtk_text_view_set_editable (easel_composer_card_get_text_view (self->card), !running);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  if (running)
    {
      self->clock_source = g_timeout_add (100, on_clock_cb, self);
      on_clock_cb (self);
      if (easel_edit_run_get_state (self->run) == EASEL_EDIT_RUN_RETRYING ||
          easel_edit_run_get_state (self->run) == EASEL_EDIT_RUN_QUEUED)
        easel_announce (GTK_WIDGET (self), gtk_label_get_label (self->status_label));
    }
  update_button (self);
}

static void
on_instruction_changed_cb (EaselComposer *self)
{
  update_button (self);
  update_price (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_model_changed_cb (EaselComposer *self)
{
  g_autofree char *instruction = easel_composer_dup_instruction (self);

  update_price (self);
  if (*instruction != '\0')
    g_signal_emit (self, signals[MODEL_CHANGED], 0);
}

static void
on_run_clicked_cb (EaselComposer *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), is_running (self) ? "page.stop" : "page.run", NULL);
}

static void
on_submit_cb (EaselComposer *self)
{
  if (!is_running (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "page.run", NULL);
}

/* ---- recipes ---- */

static void
on_recipe_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselComposer *self = user_data;
  gint64 id = g_variant_get_int64 (parameter);
  GListModel *recipes = easel_recipe_service_get_recipes (easel_context_get_recipes (self->context));

  for (guint i = 0; i < g_list_model_get_n_items (recipes); i++)
    {
      g_autoptr (EaselRecipe) recipe = g_list_model_get_item (recipes, i);

      if (easel_recipe_get_id (recipe) == id)
        easel_composer_set_instruction (self, easel_recipe_get_instruction (recipe));
    }
  easel_composer_focus (self);
}

static void
on_manage_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselComposer *self = user_data;

  adw_dialog_present (ADW_DIALOG (easel_recipes_dialog_new (easel_context_get_recipes (self->context))),
                      GTK_WIDGET (self));
}

static const GActionEntry actions[] = {
  { "recipe", on_recipe_activated, "x" },
  { "manage-recipes", on_manage_activated },
};

static void
add_recipes (GMenu *menu, GListModel *recipes, gboolean built_in)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (recipes); i++)
    {
      g_autoptr (EaselRecipe) recipe = g_list_model_get_item (recipes, i);
      g_autoptr (GMenuItem) item = NULL;

      if (easel_recipe_is_built_in (recipe) != built_in)
        continue;
      item = g_menu_item_new (easel_recipe_get_name (recipe), NULL);
      g_menu_item_set_action_and_target (item, "composer.recipe", "x", easel_recipe_get_id (recipe));
      g_menu_append_item (section, item);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* The list is asked each time it is opened. */
static void
on_create_recipes_popup (GtkMenuButton *button, gpointer user_data)
{
  EaselComposer *self = user_data;
  GListModel *recipes = easel_recipe_service_get_recipes (easel_context_get_recipes (self->context));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  add_recipes (menu, recipes, FALSE);
  add_recipes (menu, recipes, TRUE);
  g_menu_append (last, _ ("Manage Recipes…"), "composer.manage-recipes");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* ---- object ---- */

static void
easel_composer_dispose (GObject *object)
{
  EaselComposer *self = EASEL_COMPOSER (object);

  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_object (&self->run_signals);
  g_clear_object (&self->run);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_composer_parent_class)->dispose (object);
}

static void
easel_composer_class_init (EaselComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_composer_dispose;

  /**
   * EaselComposer::changed:
   *
   * The user changed the instruction.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * EaselComposer::model-changed:
   *
   * Another model was chosen for an instruction that is there.
   */
  signals[MODEL_CHANGED] = g_signal_new ("model-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (EASEL_TYPE_MODEL_BUTTON);
}

static void
easel_composer_init (EaselComposer *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GtkBuilder) builder = NULL;

  self->card = g_object_new (EASEL_TYPE_COMPOSER_CARD, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->card));
  builder = easel_rare_page_show (easel_composer_card_get_controls (self->card),
                                  "prompt/easel-composer-pages", "choose");
  self->recipes_button = GTK_MENU_BUTTON (gtk_builder_get_object (builder, "recipes_button"));
  easel_tooltip_set (GTK_WIDGET (self->recipes_button), _ ("Recipes"));
  self->recipes_content = ADW_BUTTON_CONTENT (gtk_builder_get_object (builder, "recipes_content"));
  self->model_button = EASEL_MODEL_BUTTON (gtk_builder_get_object (builder, "model_button"));
  easel_composer_card_set_hint (self->card, _ ("What should change?"), _ ("Instruction"));

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "composer", G_ACTION_GROUP (group));

  g_signal_connect_object (self->card, "submit", G_CALLBACK (on_submit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "clicked", G_CALLBACK (on_run_clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "changed", G_CALLBACK (on_instruction_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model_button, "notify::model", G_CALLBACK (on_model_changed_cb), self,
                           G_CONNECT_SWAPPED);

  self->run_signals = g_signal_group_new (EASEL_TYPE_EDIT_RUN);
  g_signal_group_connect_swapped (self->run_signals, "notify::state", G_CALLBACK (update_run), self);
  update_button (self);
}

/**
 * easel_composer_set_context:
 * @self: the composer
 * @context: whose models and recipes it offers
 */
void
easel_composer_set_context (EaselComposer *self, EaselContext *context)
{
  g_return_if_fail (EASEL_IS_COMPOSER (self));

  if (!g_set_object (&self->context, context))
    return;
  gtk_menu_button_set_create_popup_func (self->recipes_button, on_create_recipes_popup, self, NULL);
  easel_model_button_set_context (self->model_button, context);
  easel_model_button_set_estimate (self->model_button, estimate, self);
  update_price (self);
}

/**
 * easel_composer_dup_instruction:
 * @self: the composer
 *
 * Returns: (transfer full): what should change
 */
char *
easel_composer_dup_instruction (EaselComposer *self)
{
  g_return_val_if_fail (EASEL_IS_COMPOSER (self), NULL);

  return easel_composer_card_dup_text (self->card);
}

/**
 * easel_composer_set_instruction:
 * @self: the composer
 * @instruction: what should change
 */
void
easel_composer_set_instruction (EaselComposer *self, const char *instruction)
{
  g_return_if_fail (EASEL_IS_COMPOSER (self));

  easel_composer_card_set_text (self->card, instruction);
}

void
easel_composer_focus (EaselComposer *self)
{
  g_return_if_fail (EASEL_IS_COMPOSER (self));

  easel_composer_card_focus (self->card);
}

/**
 * easel_composer_get_model:
 * @self: the composer
 *
 * Returns: (transfer none) (nullable): the model that is chosen
 */
EaselModel *
easel_composer_get_model (EaselComposer *self)
{
  g_return_val_if_fail (EASEL_IS_COMPOSER (self), NULL);

  return easel_model_button_get_model (self->model_button);
}

/**
 * easel_composer_choose_model:
 * @self: the composer
 *
 * Opens the list of models.
 */
void
easel_composer_choose_model (EaselComposer *self)
{
  g_return_if_fail (EASEL_IS_COMPOSER (self));

  if (!is_running (self))
    gtk_menu_button_popup (easel_model_button_get_button (self->model_button));
}

/**
 * easel_composer_set_content:
 * @self: the composer
 * @text: the prompt, for the price
 */
void
easel_composer_set_content (EaselComposer *self, const char *text)
{
  g_return_if_fail (EASEL_IS_COMPOSER (self));

  self->content = (EaselTokenStats) { 0 };
  easel_token_stats_add (&self->content, text, -1);
  update_price (self);
}

/**
 * easel_composer_set_run:
 * @self: the composer
 * @run: (nullable): the edit that it shows the state of
 */
void
easel_composer_set_run (EaselComposer *self, EaselEditRun *run)
{
  g_return_if_fail (EASEL_IS_COMPOSER (self));

  g_set_object (&self->run, run);
  g_signal_group_set_target (self->run_signals, run);
  update_run (self);
}

/**
 * easel_composer_set_narrow:
 * @self: the composer
 * @narrow: whether there is room for pictures of buttons only
 */
void
easel_composer_set_narrow (EaselComposer *self, gboolean narrow)
{
  g_return_if_fail (EASEL_IS_COMPOSER (self));

  adw_button_content_set_label (self->recipes_content, narrow ? "" : _ ("Recipes"));
  self->narrow = narrow;
  update_keep_writing (self);
}
