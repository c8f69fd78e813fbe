// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-composer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-announce.h"
#include "easel-format.h"
#include "easel-model-button.h"
#include "easel-paste-guard.h"
#include "easel-rare-page.h"
#include "easel-recipes-dialog.h"

/**
 * EaselComposer:
 *
 * Where an edit is asked for: the instruction, the model, what it costs, and
 * the one button that runs or stops it.
 */
struct _EaselComposer
{
  AdwBin parent_instance;

  /* template */
  GtkTextView *instruction_view;
  GtkLabel *placeholder;
  GtkStack *controls_stack;
  GtkMenuButton *recipes_button;
  AdwButtonContent *recipes_content;
  EaselModelButton *model_button;
  GtkLabel *price_label;
  GtkButton *run_button;
  AdwButtonContent *run_content;

  /* borrowed: built when the first edit runs */
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

static GtkTextBuffer *
get_buffer (EaselComposer *self)
{
  return gtk_text_view_get_buffer (self->instruction_view);
}

static gboolean
is_running (EaselComposer *self)
{
  return self->run != NULL && !easel_edit_run_is_final (self->run);
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
      gtk_label_set_label (self->price_label, "");
      return;
    }
  easel_token_stats_add (&asked, instruction, -1);
  known = easel_edit_service_estimate (easel_context_get_edits (self->context), model, &self->content, &asked,
                                       &cost);
  text = easel_format_estimate (known, easel_model_is_free (model), cost);
  gtk_label_set_label (self->price_label, text);
}

static void
update_button (EaselComposer *self)
{
  g_autofree char *instruction = easel_composer_dup_instruction (self);
  gboolean running = is_running (self);
  gboolean ready = *g_strstrip (instruction) != '\0';

  adw_button_content_set_icon_name (self->run_content, running ? "media-playback-stop-symbolic"
                                                               : "media-playback-start-symbolic");
  adw_button_content_set_label (self->run_content, running ? _ ("Stop") : _ ("Run"));
  if (running)
    gtk_widget_remove_css_class (GTK_WIDGET (self->run_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->run_button), "suggested-action");
  gtk_widget_set_sensitive (GTK_WIDGET (self->run_button), running || ready);
  if (running)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->run_button), _ ("Stop (Esc)"));
  else if (ready)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->run_button), _ ("Run (Ctrl+Enter)"));
  else
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->run_button), _ ("Write what should change first"));
}

static char *
describe_state (EaselEditRun *run)
{
  const char *model = easel_edit_run_get_model_name (run);
  g_autofree char *duration = easel_format_duration (easel_edit_run_get_duration (run));
  gint64 left;

  switch (easel_edit_run_get_state (run))
    {
    case EASEL_EDIT_RUN_WRITING:
      /* Translators: name of a model · a duration such as "1.4 s" */
      return g_strdup_printf (_ ("%s is writing · %s"), model, duration);
    case EASEL_EDIT_RUN_THINKING:
      /* Translators: name of a model · a duration such as "1.4 s" */
      return g_strdup_printf (_ ("%s is thinking · %s"), model, duration);
    case EASEL_EDIT_RUN_RETRYING:
      left = easel_edit_run_get_retry_at (run) - g_get_monotonic_time ();
      if (left > 0)
        /* Translators: name of a provider; seconds */
        return g_strdup_printf (_ ("%s is busy, trying again in %d s"),
                                easel_edit_run_get_provider_name (run), (int) (left / G_USEC_PER_SEC + 1));
      /* Translators: name of a model · a duration such as "1.4 s" */
      return g_strdup_printf (_ ("Waiting for %s · %s"), model, duration);
    case EASEL_EDIT_RUN_QUEUED:
      /* Translators: name of a provider · a duration such as "1.4 s" */
      return g_strdup_printf (_ ("Queued: other calls to %s go first · %s"),
                              easel_edit_run_get_provider_name (run), duration);
    case EASEL_EDIT_RUN_WAITING:
      if (easel_edit_run_get_fallback_for (run) != NULL)
        /* Translators: names of two providers · a duration such as "1.4 s" */
        return g_strdup_printf (_ ("%s did not answer, asking %s · %s"),
                                easel_edit_run_get_fallback_for_name (run),
                                easel_edit_run_get_provider_name (run), duration);
      /* Translators: name of a model · a duration such as "1.4 s" */
      return g_strdup_printf (_ ("Waiting for %s · %s"), model, duration);
    case EASEL_EDIT_RUN_STARTING:
    case EASEL_EDIT_RUN_FINISHED:
    case EASEL_EDIT_RUN_STOPPED:
    case EASEL_EDIT_RUN_FAILED:
    default:
      /* Translators: name of a model · a duration such as "1.4 s" */
      return g_strdup_printf (_ ("Waiting for %s · %s"), model, duration);
    }
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
  g_autoptr (GtkBuilder) builder =
      easel_rare_page_show (self->controls_stack, "prompt/easel-composer-pages", "running");

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
    gtk_stack_set_visible_child_name (self->controls_stack, "choose");
  gtk_text_view_set_editable (self->instruction_view, !running);
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

/* Under the text the label is not seen; it only takes the same room. */
static void
update_placeholder (EaselComposer *self)
{
  g_autofree char *text = easel_composer_dup_instruction (self);
  gboolean empty = *text == '\0';

  gtk_label_set_label (self->placeholder, empty ? _ ("What should change?") : text);
  if (empty)
    gtk_widget_remove_css_class (GTK_WIDGET (self->placeholder), "easel-unseen");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->placeholder), "easel-unseen");
}

static void
on_instruction_changed_cb (EaselComposer *self)
{
  update_placeholder (self);
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

static gboolean
on_key_pressed_cb (EaselComposer *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) &&
      (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0)
    {
      if (!is_running (self))
        gtk_widget_activate_action (GTK_WIDGET (self), "page.run", NULL);
      return TRUE;
    }
  return FALSE;
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
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_COMPOSER);

  G_OBJECT_CLASS (easel_composer_parent_class)->dispose (object);
}

static void
easel_composer_class_init (EaselComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

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
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/prompt/easel-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, instruction_view);
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, controls_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, recipes_button);
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, recipes_content);
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, model_button);
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, price_label);
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, run_button);
  gtk_widget_class_bind_template_child (widget_class, EaselComposer, run_content);
  gtk_widget_class_bind_template_callback (widget_class, on_run_clicked_cb);
}

static void
easel_composer_init (EaselComposer *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "composer", G_ACTION_GROUP (group));

  easel_paste_guard_attach (self->instruction_view);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->instruction_view), keys);
  g_signal_connect_object (get_buffer (self), "changed", G_CALLBACK (on_instruction_changed_cb), self,
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
  GtkTextIter start, end;

  g_return_val_if_fail (EASEL_IS_COMPOSER (self), NULL);

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, FALSE);
}

/**
 * easel_composer_set_instruction:
 * @self: the composer
 * @instruction: what should change
 */
void
easel_composer_set_instruction (EaselComposer *self, const char *instruction)
{
  g_autofree char *old = NULL;

  g_return_if_fail (EASEL_IS_COMPOSER (self));

  old = easel_composer_dup_instruction (self);
  if (!g_str_equal (old, instruction))
    gtk_text_buffer_set_text (get_buffer (self), instruction, -1);
}

void
easel_composer_focus (EaselComposer *self)
{
  g_return_if_fail (EASEL_IS_COMPOSER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->instruction_view));
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
  easel_model_button_set_content (self->model_button, &self->content);
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
