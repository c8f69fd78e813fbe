// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-panel-private.h"

#include <glib/gi18n.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-sheet-dialog.h"

/* What a price waits for, in milliseconds, while one types. */
#define PRICE_DELAY 150
#define SETTING "generate-model"

/**
 * EaselGeneratePanel:
 *
 * What shall be made, by which model and how: only what that model takes.
 */
G_DEFINE_FINAL_TYPE (EaselGeneratePanel, easel_generate_panel, ADW_TYPE_BIN)

static EaselGenerateService *
get_service (EaselGeneratePanel *self)
{
  return easel_context_get_generate (self->context);
}

static char *
dup_text (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_text (GtkTextView *view, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text != NULL ? text : "", -1);
}

/* ---- the price ---- */

static const char *
find_obstacle (EaselGeneratePanel *self, const EaselGenerateWish *wish)
{
  if (_easel_generate_panel_get_model (self) == NULL)
    return _ ("No model for pictures is set up");
  if (wish == NULL)
    return _ ("Finding out what the model takes");
  for (const char *p = wish->prompt; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return NULL;
  return _ ("Write what you want to see first");
}

void
_easel_generate_panel_update_price (EaselGeneratePanel *self)
{
  g_autoptr (EaselGenerateWish) wish = _easel_generate_panel_make_wish (self);
  EaselModel *model = _easel_generate_panel_get_model (self);
  const char *obstacle = find_obstacle (self, wish);
  g_autofree char *price = NULL;
  g_autofree char *caption = NULL;
  gint64 cost;

  gtk_widget_set_sensitive (GTK_WIDGET (self->generate_button), obstacle == NULL && !self->starting);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sheet_row), obstacle == NULL);
  if (obstacle == NULL)
    _easel_generate_panel_show_wanted_sheet (self);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->generate_button),
                               obstacle != NULL ? obstacle : _ ("Generate (Ctrl+Enter)"));
  if (wish == NULL)
    {
      gtk_label_set_label (self->price_label, "");
      gtk_label_set_label (self->price_caption, "");
      return;
    }
  cost = easel_generate_service_estimate (get_service (self), &wish->request);
  price = easel_format_estimate (cost >= 0, easel_model_is_free (model), cost);
  /* Translators: how many pictures, by which model */
  caption = g_strdup_printf (ngettext ("%u picture, %s", "%u pictures, %s", wish->request.count),
                             wish->request.count, easel_model_get_name (model));
  gtk_label_set_label (self->price_label, price);
  gtk_label_set_label (self->price_caption, caption);
}

static gboolean
on_price_timeout_cb (gpointer user_data)
{
  EaselGeneratePanel *self = user_data;

  self->price_source = 0;
  _easel_generate_panel_update_price (self);
  return G_SOURCE_REMOVE;
}

void
_easel_generate_panel_note_change (EaselGeneratePanel *self)
{
  if (self->updating || self->context == NULL)
    return;
  self->spend = EASEL_SPEND_DEFAULT;
  if (self->price_source == 0)
    self->price_source = g_timeout_add (PRICE_DELAY, on_price_timeout_cb, self);
}

static void
update_origin (EaselGeneratePanel *self)
{
  g_autofree char *text = dup_text (self->prompt_view);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->prompt_hint), *text == '\0');
  gtk_widget_set_visible (self->origin_box, self->origin_title != NULL);
  if (self->origin_title == NULL)
    return;
  if (_easel_generate_panel_is_changed (self))
    /* Translators: the title of a prompt */
    label = g_strdup_printf (_ ("Changed: becomes a new revision of “%s”"), self->origin_title);
  else
    label = g_strdup_printf (_ ("From “%s”"), self->origin_title);
  gtk_label_set_label (self->origin_label, label);
}

static void
on_prompt_changed_cb (EaselGeneratePanel *self)
{
  update_origin (self);
  _easel_generate_panel_note_change (self);
}

/* ---- where the words are from ---- */

static void
forget_origin (EaselGeneratePanel *self)
{
  self->origin_serial++;
  self->prompt_id = 0;
  self->revision_id = 0;
  g_clear_pointer (&self->origin_title, g_free);
  update_origin (self);
}

static void
on_origin_removed_cb (EaselGeneratePanel *self)
{
  forget_origin (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->prompt_view));
}

static void
show_origin (EaselGeneratePanel *self, gint64 prompt_id)
{
  g_autoptr (EaselPrompt) origin =
      easel_prompt_service_find (easel_context_get_prompts (self->context), prompt_id);

  /* One that was deleted: nothing can become a revision of it. */
  if (origin == NULL)
    return;
  g_free (self->origin_title);
  self->origin_title =
      easel_format_prompt_title (easel_prompt_get_title (origin), easel_prompt_get_snippet (origin));
  update_origin (self);
}

typedef struct
{
  EaselGeneratePanel *self;
  gint64 revision_id;
  guint serial;
} Origin;

static void
origin_free (gpointer data)
{
  g_object_unref (((Origin *) data)->self);
  g_free (data);
}

/* A picture knows its revision, and that its prompt. */
static DexFuture *
origin_fiber (gpointer data)
{
  Origin *origin = data;
  EaselGeneratePanel *self = origin->self;
  g_autoptr (EaselRevision) revision = NULL;

  if (self->context == NULL)
    return NULL;
  revision = dex_await_object (
      easel_prompt_service_get_revision (easel_context_get_prompts (self->context), origin->revision_id),
      NULL);
  if (revision == NULL || self->context == NULL || origin->serial != self->origin_serial)
    return NULL;
  self->prompt_id = easel_revision_get_prompt_id (revision);
  show_origin (self, self->prompt_id);
  return NULL;
}

static void
find_origin (EaselGeneratePanel *self, gint64 revision_id)
{
  Origin *origin = g_new0 (Origin, 1);

  origin->self = g_object_ref (self);
  origin->revision_id = revision_id;
  origin->serial = self->origin_serial;
  dex_future_disown (easel_fiber_spawn (origin_fiber, origin, origin_free));
}

static void
on_side_changed_cb (EaselGeneratePanel *self)
{
  _easel_generate_panel_show_size (self);
  _easel_generate_panel_note_change (self);
}

/* What an asynchronous action of the panel works on. */
typedef struct
{
  EaselGeneratePanel *self;
  char *model;
  EaselPurposes kind;
  EaselGenerateWish *wish;
  guint serial;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_free (task->model);
  g_clear_pointer (&task->wish, _easel_generate_wish_free);
  g_free (task);
}

static void
say_problem (EaselGeneratePanel *self, const char *text, const char *button)
{
  adw_banner_set_title (self->banner, text != NULL ? text : "");
  adw_banner_set_button_label (self->banner, button);
  adw_banner_set_revealed (self->banner, text != NULL);
}

static DexFuture *
describe_fiber (gpointer data)
{
  Task *task = data;
  EaselGeneratePanel *self = task->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselModelTakes) takes = NULL;

  if (self->context == NULL)
    return NULL;
  takes =
      dex_await_boxed (easel_generate_service_describe (get_service (self), task->model, task->kind), &error);
  if (self->context == NULL || task->serial != self->serial)
    return NULL;
  if (takes == NULL)
    {
      say_problem (self, error->message, NULL);
      return NULL;
    }
  say_problem (self, NULL, NULL);
  self->takes = g_steal_pointer (&takes);
  _easel_generate_panel_show_takes (self);
  return NULL;
}

static void
on_model_changed_cb (EaselGeneratePanel *self)
{
  EaselModel *model = _easel_generate_panel_get_model (self);
  Task *task;

  if (self->context == NULL)
    return;
  self->serial++;
  g_clear_pointer (&self->takes, easel_model_takes_unref);
  _easel_generate_panel_update_price (self);
  if (model == NULL)
    return;
  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->model = g_strdup (easel_model_get_ref (model));
  task->kind = _easel_generate_panel_get_kind (model);
  task->serial = self->serial;
  dex_future_disown (easel_fiber_spawn (describe_fiber, task, task_free));
  if (!self->updating)
    dex_future_disown (easel_context_set_setting (self->context, SETTING, easel_model_get_ref (model)));
}

/* ---- references ---- */

static void
on_reference_removed_cb (EaselGeneratePanel *self, GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  guint index;

  if (!g_ptr_array_find (self->reference_rows, row, &index))
    return;
  g_ptr_array_remove_index (self->references, index);
  g_ptr_array_remove_index (self->reference_rows, index);
  adw_preferences_group_remove (self->references_group, row);
  _easel_generate_panel_note_change (self);
}

static void
on_files_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselGeneratePanel) self = user_data;
  g_autoptr (GListModel) files =
      gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, NULL);

  for (guint i = 0; files != NULL && self->context != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autofree char *name = g_file_get_basename (file);
      g_autofree char *shown = g_filename_display_name (name);

      if (g_file_peek_path (file) != NULL)
        easel_generate_panel_add_reference (self, g_file_peek_path (file), shown);
    }
}

static void
on_add_reference_cb (EaselGeneratePanel *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Reference Pictures"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                                 on_files_chosen_cb, g_object_ref (self));
}

/* ---- generating ---- */

static DexFuture *
start_fiber (gpointer data)
{
  Task *task = data;
  EaselGeneratePanel *self = task->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) jobs = NULL;

  if (self->context == NULL)
    return NULL;
  jobs = dex_await_object (easel_generate_service_start (get_service (self), &task->wish->request), &error);
  if (self->context == NULL)
    return NULL;
  self->starting = FALSE;
  self->spend = EASEL_SPEND_DEFAULT;
  if (jobs != NULL)
    say_problem (self, NULL, NULL);
  else
    say_problem (self, error->message,
                 g_error_matches (error, EASEL_ERROR, EASEL_ERROR_BUDGET) ? _ ("Generate Anyway") : NULL);
  _easel_generate_panel_update_price (self);
  return NULL;
}

static void
generate (EaselGeneratePanel *self)
{
  Task *task;
  g_autoptr (EaselGenerateWish) wish = _easel_generate_panel_make_wish (self);

  if (self->starting || find_obstacle (self, wish) != NULL)
    return;
  self->starting = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->generate_button), FALSE);
  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->wish = g_steal_pointer (&wish);
  dex_future_disown (easel_fiber_spawn (start_fiber, task, task_free));
}

static void
on_generate_clicked_cb (EaselGeneratePanel *self)
{
  generate (self);
}

static void
on_sheet_activated_cb (EaselGeneratePanel *self)
{
  g_autoptr (EaselGenerateWish) wish = _easel_generate_panel_make_wish (self);

  if (find_obstacle (self, wish) == NULL)
    adw_dialog_present (ADW_DIALOG (easel_sheet_dialog_new (self->context, &wish->request, self->takes)),
                        GTK_WIDGET (self));
}

static void
on_banner_clicked_cb (EaselGeneratePanel *self)
{
  self->spend = EASEL_SPEND_OVER_BUDGET | EASEL_SPEND_UNKNOWN_PRICE;
  generate (self);
}

static gboolean
on_generate_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  generate (EASEL_GENERATE_PANEL (widget));
  return TRUE;
}

/* Before the text takes the key for a new line. */
static void
add_shortcut (EaselGeneratePanel *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                        gtk_callback_action_new (on_generate_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ---- models ---- */

static gboolean
makes_pictures (gpointer item, gpointer user_data)
{
  EaselModel *model = item;

  return easel_model_is_offered (model) &&
         (easel_model_get_kinds (model) & (EASEL_PURPOSE_IMAGE | EASEL_PURPOSE_VIDEO)) != 0;
}

static char *
dup_model_name (gpointer item)
{
  EaselModel *model = item;

  /* Translators: a model, then the account it is of */
  return g_strdup_printf (C_ ("model and account", "%s, %s"), easel_model_get_name (model),
                          easel_model_get_provider_name (model));
}

static void
choose_model (EaselGeneratePanel *self, const char *ref)
{
  GListModel *models = G_LIST_MODEL (self->models);

  for (guint i = 0; ref != NULL && i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);

      if (g_str_equal (easel_model_get_ref (model), ref))
        adw_combo_row_set_selected (self->model_row, i);
    }
}

static void
set_up_models (EaselGeneratePanel *self)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  EaselModel *model = easel_provider_service_get_default_model (providers, EASEL_PURPOSE_IMAGE);
  const char *remembered = easel_context_get_setting (self->context, SETTING);
  g_autoptr (GtkExpression) name =
      gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dup_model_name), NULL, NULL);

  self->models = gtk_filter_list_model_new (g_object_ref (easel_provider_service_get_all_models (providers)),
                                            GTK_FILTER (gtk_custom_filter_new (makes_pictures, NULL, NULL)));
  self->updating = TRUE;
  adw_combo_row_set_expression (self->model_row, name);
  adw_combo_row_set_model (self->model_row, G_LIST_MODEL (self->models));
  choose_model (self, remembered != NULL ? remembered : model != NULL ? easel_model_get_ref (model) : NULL);
  self->updating = FALSE;
}

/* ---- the object ---- */

static void
easel_generate_panel_dispose (GObject *object)
{
  EaselGeneratePanel *self = EASEL_GENERATE_PANEL (object);

  self->serial++;
  g_clear_handle_id (&self->price_source, g_source_remove);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_GENERATE_PANEL);
  g_clear_object (&self->models);
  g_clear_pointer (&self->takes, easel_model_takes_unref);

  G_OBJECT_CLASS (easel_generate_panel_parent_class)->dispose (object);
}

static void
easel_generate_panel_finalize (GObject *object)
{
  EaselGeneratePanel *self = EASEL_GENERATE_PANEL (object);

  g_ptr_array_unref (self->references);
  g_ptr_array_unref (self->reference_rows);
  g_free (self->origin_text);
  g_free (self->origin_negative);
  g_free (self->origin_title);
  g_free (self->wanted_revisions);

  G_OBJECT_CLASS (easel_generate_panel_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, EaselGeneratePanel, name)
  BIND (prompt_view);
  BIND (prompt_hint);
  BIND (origin_box);
  BIND (origin_label);
  BIND (negative_group);
  BIND (negative_view);
  BIND (negative_note);
  BIND (model_row);
  BIND (size_group);
  BIND (size_label);
  BIND (shape_toggles);
  BIND (size_row);
  BIND (ratio_row);
  BIND (duration_row);
  BIND (count_row);
  BIND (seed_row);
  BIND (advanced_row);
  BIND (width_row);
  BIND (height_row);
  BIND (steps_row);
  BIND (guidance_row);
  BIND (sampler_row);
  BIND (quality_row);
  BIND (previews_row);
  BIND (references_group);
  BIND (banner);
  BIND (price_label);
  BIND (price_caption);
  BIND (generate_button);
  BIND (sheet_row);
#undef BIND
}

static void
easel_generate_panel_class_init (EaselGeneratePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_generate_panel_dispose;
  object_class->finalize = easel_generate_panel_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/library/easel-generate-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_add_reference_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_clicked_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_changed_cb",
                                                G_CALLBACK (_easel_generate_panel_note_change));
  gtk_widget_class_bind_template_callback (widget_class, on_generate_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_model_changed_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_shape_changed_cb",
                                                G_CALLBACK (_easel_generate_panel_choose_shape));
  gtk_widget_class_bind_template_callback (widget_class, on_origin_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sheet_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_side_changed_cb);
}

static void
easel_generate_panel_init (EaselGeneratePanel *self)
{
  self->references = g_ptr_array_new_with_free_func (g_free);
  self->reference_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_shortcut (self);
  g_signal_connect_object (gtk_text_view_get_buffer (self->prompt_view), "changed",
                           G_CALLBACK (on_prompt_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->negative_view), "changed",
                           G_CALLBACK (on_prompt_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->negative_view), "changed",
                           G_CALLBACK (_easel_generate_panel_show_negative), self, G_CONNECT_SWAPPED);
}

EaselGeneratePanel *
easel_generate_panel_new (EaselContext *context)
{
  EaselGeneratePanel *self = g_object_new (EASEL_TYPE_GENERATE_PANEL, NULL);

  self->context = g_object_ref (context);
  set_up_models (self);
  on_model_changed_cb (self);
  return self;
}

/**
 * easel_generate_panel_set_prompt:
 * @self: the panel
 * @prompt: what to make
 * @negative: (nullable): what must not be seen
 * @prompt_id: the prompt that it is the text of, 0 if none
 * @revision_id: the revision that it is, 0 if none
 *
 * What is made of it has that revision; once it is changed here, one of its own.
 */
void
easel_generate_panel_set_prompt (
    EaselGeneratePanel *self, const char *prompt, const char *negative, gint64 prompt_id, gint64 revision_id)
{
  g_return_if_fail (EASEL_IS_GENERATE_PANEL (self));

  forget_origin (self);
  self->prompt_id = prompt_id;
  self->revision_id = revision_id;
  g_set_str (&self->origin_text, prompt);
  g_set_str (&self->origin_negative, negative != NULL ? negative : "");
  set_text (self->prompt_view, prompt);
  set_text (self->negative_view, negative);
  if (prompt_id != 0)
    show_origin (self, prompt_id);
  else if (revision_id != 0)
    find_origin (self, revision_id);
  update_origin (self);
}

/**
 * easel_generate_panel_set_asset:
 * @self: the panel
 * @asset: a picture with its details
 * @same_seed: whether it shall be made again with the seed that it was made with
 *
 * Fills in how a picture was made.
 */
void
easel_generate_panel_set_asset (EaselGeneratePanel *self, EaselAsset *asset, gboolean same_seed)
{
  g_autofree char *seed = NULL;
  g_autofree char *ref = NULL;

  g_return_if_fail (EASEL_IS_GENERATE_PANEL (self));

  easel_generate_panel_set_prompt (self, easel_asset_get_prompt (asset),
                                   easel_asset_get_negative_prompt (asset), 0,
                                   easel_asset_get_revision_id (asset));
  if (easel_asset_get_provider_slug (asset) != NULL && easel_asset_get_model_id (asset) != NULL)
    {
      ref =
          g_strdup_printf ("%s:%s", easel_asset_get_provider_slug (asset), easel_asset_get_model_id (asset));
      choose_model (self, ref);
    }
  if (same_seed && easel_asset_get_seed (asset) >= 0)
    seed = g_strdup_printf ("%" G_GINT64_FORMAT, easel_asset_get_seed (asset));
  gtk_editable_set_text (GTK_EDITABLE (self->seed_row), seed != NULL ? seed : "");
}

/**
 * easel_generate_panel_add_reference:
 * @self: the panel
 * @path: of a picture to start from
 * @name: what to call it
 */
void
easel_generate_panel_add_reference (EaselGeneratePanel *self, const char *path, const char *name)
{
  GtkWidget *row, *button;

  g_return_if_fail (EASEL_IS_GENERATE_PANEL (self));

  row = adw_action_row_new ();
  button = gtk_button_new_from_icon_name ("window-close-symbolic");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_reference_removed_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->references_group, row);
  g_ptr_array_add (self->references, g_strdup (path));
  g_ptr_array_add (self->reference_rows, row);
  _easel_generate_panel_note_change (self);
}

void
easel_generate_panel_focus (EaselGeneratePanel *self)
{
  g_return_if_fail (EASEL_IS_GENERATE_PANEL (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->prompt_view));
}
