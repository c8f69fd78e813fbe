// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-page.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-model-words.h"
#include "easel-problem-row.h"

#define N_KINDS 3
#define N_NUMBERS 6

/* The facts that are typed, in the order of their rows; the name is the last. */
static const EaselFacts number_facts[N_NUMBERS] = {
  EASEL_FACT_PRICE_INPUT, EASEL_FACT_PRICE_OUTPUT, EASEL_FACT_PRICE_CACHED,
  EASEL_FACT_PRICE_IMAGE, EASEL_FACT_CONTEXT,      EASEL_FACT_MAX_OUTPUT,
};

/**
 * EaselModelPage:
 *
 * One model: its name, whether it is offered, what it costs and who said so, its
 * limits and capabilities. What the user changed can be reset to the provider's.
 */
struct _EaselModelPage
{
  AdwNavigationPage parent_instance;

  /* template */
  AdwEntryRow *name_row;
  AdwActionRow *id_row;
  AdwSwitchRow *enabled_row;
  AdwSwitchRow *favourite_row;
  EaselProblemRow *problem_row;
  AdwPreferencesGroup *use_group;
  AdwPreferencesGroup *price_group;
  AdwPreferencesGroup *limit_group;
  AdwPreferencesGroup *capability_group;
  GtkWidget *capability_reset_button;
  GtkWidget *remove_group;

  /* children */
  AdwEntryRow *number_rows[N_NUMBERS];
  GtkWidget *reset_buttons[N_NUMBERS + 1];
  AdwSwitchRow *capability_rows[EASEL_MODEL_N_BADGES];
  AdwSwitchRow *default_rows[N_KINDS];
  AdwSwitchRow *fallback_rows[N_KINDS];

  /* owned */
  EaselProviderService *service;
  EaselModel *model;

  /* state */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EaselModelPage, easel_model_page, ADW_TYPE_NAVIGATION_PAGE)

static gboolean
is_price (EaselFacts fact)
{
  return (fact & EASEL_FACT_PRICES) != 0;
}

static EaselFacts
get_fact (guint i)
{
  return i < N_NUMBERS ? number_facts[i] : EASEL_FACT_NAME;
}

/* Dollars as they are typed, with as many digits as are there. */
static char *
number_text (EaselFacts fact, gint64 number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (number < 0)
    return g_strdup ("");
  if (!is_price (fact))
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", (double) number / 1e6));
}

/* ---- what is shown ---- */

static void
show_text (AdwEntryRow *row, const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
show_numbers (EaselModelPage *self)
{
  EaselFacts changed = easel_model_get_changed (self->model);
  g_autofree char *source = easel_model_words_price_source (self->model);
  g_autofree char *escaped = g_markup_escape_text (source, -1);

  for (guint i = 0; i < N_NUMBERS; i++)
    {
      g_autofree char *text =
          number_text (number_facts[i], easel_model_get_number (self->model, number_facts[i]));

      show_text (self->number_rows[i], text);
    }
  for (guint i = 0; i <= N_NUMBERS; i++)
    gtk_widget_set_visible (self->reset_buttons[i], (changed & get_fact (i)) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->number_rows[3]),
                          (easel_model_get_capabilities (self->model) & EASEL_CAPABILITY_IMAGE) != 0);
  adw_preferences_group_set_description (self->price_group, escaped);
}

static void
show_uses (EaselModelPage *self)
{
  for (guint i = 0; i < N_KINDS; i++)
    {
      EaselPurposes kind = (EaselPurposes) (1u << i);
      gboolean has = (easel_model_get_kinds (self->model) & kind) != 0;

      gtk_widget_set_visible (GTK_WIDGET (self->default_rows[i]), has);
      gtk_widget_set_visible (GTK_WIDGET (self->fallback_rows[i]), has);
      adw_switch_row_set_active (self->default_rows[i],
                                 (easel_model_get_default_for (self->model) & kind) != 0);
      adw_switch_row_set_active (self->fallback_rows[i],
                                 (easel_model_get_fallback_for (self->model) & kind) != 0);
    }
}

static void
update (EaselModelPage *self)
{
  gboolean own = easel_model_is_own (self->model), gone = !easel_model_is_available (self->model);

  self->updating = TRUE;
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), easel_model_get_name (self->model));
  show_text (self->name_row, easel_model_get_name (self->model));
  adw_action_row_set_subtitle (self->id_row, easel_model_get_ref (self->model));
  adw_switch_row_set_active (self->enabled_row, easel_model_get_enabled (self->model));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->enabled_row),
                               gone ? _ ("Its provider no longer lists it.") : "");
  adw_switch_row_set_active (self->favourite_row, easel_model_is_favourite (self->model));
  show_uses (self);
  show_numbers (self);
  for (guint i = 0; i < EASEL_MODEL_N_BADGES; i++)
    adw_switch_row_set_active (self->capability_rows[i],
                               (easel_model_get_capabilities (self->model) & (1u << i)) != 0);
  gtk_widget_set_visible (self->capability_reset_button,
                          (easel_model_get_changed (self->model) & EASEL_FACT_CAPABILITIES) != 0);
  gtk_widget_set_visible (self->remove_group, own || gone);
  self->updating = FALSE;
}

/* ---- a model that was removed, while its toast is there ---- */

typedef struct
{
  EaselProviderService *service;
  gint64 row_id;
} Removal;

static Removal *
removal_new (EaselProviderService *service, gint64 row_id)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->service = g_object_ref (service);
  removal->row_id = row_id;
  return removal;
}

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->service);
  g_free (removal);
}

static DexFuture *
restore_fiber (gpointer data)
{
  Removal *removal = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_provider_service_restore_model (removal->service, removal->row_id), &error))
    g_warning ("Bringing a model back: %s", error->message);
  return NULL;
}

static void
on_undo_cb (Removal *removal)
{
  dex_future_disown (
      easel_fiber_spawn (restore_fiber, removal_new (removal->service, removal->row_id), removal_free));
}

static void
finish_removal (gpointer data, GClosure *closure)
{
  removal_free (data);
}

static void
offer_undo (EaselModelPage *self)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (dialog == NULL)
    return;
  /* Translators: %s is the name of a model */
  title = g_strdup_printf (_ ("“%s” removed"), easel_model_get_name (self->model));
  toast = adw_toast_new ("");
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, title);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_cb),
                         removal_new (self->service, easel_model_get_row_id (self->model)), finish_removal,
                         G_CONNECT_SWAPPED);
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), toast);
}

/* ---- what is changed ---- */

typedef struct
{
  EaselModelPage *page;
  DexFuture *change;
  gboolean leaves;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  dex_clear (&task->change);
  g_free (task);
}

static DexFuture *
change_fiber (gpointer data)
{
  Task *task = data;
  EaselModelPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean done = dex_await (g_steal_pointer (&task->change), &error);
  GtkWidget *view;

  if (self->model == NULL)
    return NULL;
  easel_problem_row_set_problem (self->problem_row, done ? NULL : error->message);
  update (self);
  if (!done || !task->leaves)
    return NULL;
  offer_undo (self);
  view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);
  if (view != NULL)
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
  return NULL;
}

/* Takes change; what is refused is shown as it was, with the reason. */
static void
start (EaselModelPage *self, DexFuture *change, gboolean leaves)
{
  Task *task = g_new0 (Task, 1);

  task->page = g_object_ref (self);
  task->change = change;
  task->leaves = leaves;
  dex_future_disown (easel_fiber_spawn (change_fiber, task, task_free));
}

static void
start_edit (EaselModelPage *self, const EaselModelEdit *edit)
{
  start (self, easel_provider_service_edit_model (self->service, easel_model_get_ref (self->model), edit),
         FALSE);
}

static gboolean
set_number (EaselModelEdit *edit, EaselFacts fact, const char *text, GError **error)
{
  gint64 number;

  if (!(is_price (fact) ? easel_model_parse_price (text, &number, error)
                        : easel_model_parse_tokens (text, &number, error)))
    return FALSE;
  edit->set = fact;
  switch (fact)
    {
    case EASEL_FACT_CONTEXT:
      edit->context = number;
      break;
    case EASEL_FACT_MAX_OUTPUT:
      edit->max_output = number;
      break;
    case EASEL_FACT_PRICE_INPUT:
      edit->price_input = number;
      break;
    case EASEL_FACT_PRICE_OUTPUT:
      edit->price_output = number;
      break;
    case EASEL_FACT_PRICE_CACHED:
      edit->price_cached = number;
      break;
    case EASEL_FACT_PRICE_IMAGE:
      edit->price_image = number;
      break;
    case EASEL_FACT_NAME:
    case EASEL_FACT_KINDS:
    case EASEL_FACT_CAPABILITIES:
    default:
      break;
    }
  return TRUE;
}

static void
on_applied_cb (EaselModelPage *self, AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  EaselModelEdit edit = { 0 };
  g_autoptr (GError) error = NULL;

  if (row == self->name_row)
    {
      edit.set = EASEL_FACT_NAME;
      edit.name = text;
      start_edit (self, &edit);
      return;
    }
  for (guint i = 0; i < N_NUMBERS; i++)
    if (row == self->number_rows[i])
      {
        if (set_number (&edit, number_facts[i], text, &error))
          start_edit (self, &edit);
        else
          easel_problem_row_set_problem (self->problem_row, error->message);
      }
}

static void
on_reset_clicked_cb (EaselModelPage *self, GtkWidget *button)
{
  for (guint i = 0; i <= N_NUMBERS; i++)
    if (button == self->reset_buttons[i])
      start_edit (self, &(EaselModelEdit) { .reset = get_fact (i) });
}

static void
on_capabilities_reset_cb (EaselModelPage *self)
{
  start_edit (self, &(EaselModelEdit) { .reset = EASEL_FACT_CAPABILITIES });
}

static void
on_capability_changed_cb (EaselModelPage *self)
{
  guint capabilities = 0;

  if (self->updating)
    return;
  for (guint i = 0; i < EASEL_MODEL_N_BADGES; i++)
    if (adw_switch_row_get_active (self->capability_rows[i]))
      capabilities |= 1u << i;
  start_edit (self, &(EaselModelEdit) { .set = EASEL_FACT_CAPABILITIES,
                                        .capabilities = (EaselCapabilities) capabilities });
}

static void
on_enabled_changed_cb (EaselModelPage *self)
{
  if (!self->updating)
    start (self,
           easel_provider_service_set_model_enabled (self->service, easel_model_get_ref (self->model),
                                                     adw_switch_row_get_active (self->enabled_row)),
           FALSE);
}

static void
on_favourite_changed_cb (EaselModelPage *self)
{
  if (!self->updating)
    start (self,
           easel_provider_service_set_model_favourite (self->service, easel_model_get_ref (self->model),
                                                       adw_switch_row_get_active (self->favourite_row)),
           FALSE);
}

static void
on_use_changed_cb (EaselModelPage *self, GParamSpec *pspec, AdwSwitchRow *row)
{
  const char *ref = adw_switch_row_get_active (row) ? easel_model_get_ref (self->model) : NULL;

  if (self->updating)
    return;
  for (guint i = 0; i < N_KINDS; i++)
    {
      EaselPurposes kind = (EaselPurposes) (1u << i);

      if (row == self->default_rows[i])
        start (self, easel_provider_service_set_default_model (self->service, kind, ref), FALSE);
      else if (row == self->fallback_rows[i])
        start (self, easel_provider_service_set_fallback_model (self->service, kind, ref), FALSE);
    }
}

static void
on_remove_activated_cb (EaselModelPage *self)
{
  start (self, easel_provider_service_remove_model (self->service, easel_model_get_ref (self->model)), TRUE);
}

/* ---- rows ---- */

static GtkWidget *
add_reset_button (EaselModelPage *self, AdwEntryRow *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Reset to the Provider's"));
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_reset_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (row, button);
  return button;
}

static void
add_number_rows (EaselModelPage *self)
{
  const char *const titles[N_NUMBERS] = {
    _ ("A Million Tokens In"),
    _ ("A Million Tokens Out"),
    _ ("A Million Tokens from Its Cache"),
    _ ("A Picture"),
    _ ("Context"),
    _ ("Longest Answer"),
  };

  for (guint i = 0; i < N_NUMBERS; i++)
    {
      AdwEntryRow *row = ADW_ENTRY_ROW (adw_entry_row_new ());

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), titles[i]);
      adw_entry_row_set_show_apply_button (row, TRUE);
      adw_entry_row_set_max_length (row, 24);
      g_signal_connect_object (row, "apply", G_CALLBACK (on_applied_cb), self, G_CONNECT_SWAPPED);
      self->number_rows[i] = row;
      self->reset_buttons[i] = add_reset_button (self, row);
      adw_preferences_group_add (is_price (number_facts[i]) ? self->price_group : self->limit_group,
                                 GTK_WIDGET (row));
    }
  self->reset_buttons[N_NUMBERS] = add_reset_button (self, self->name_row);
}

static AdwSwitchRow *
add_switch (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  AdwSwitchRow *row = ADW_SWITCH_ROW (adw_switch_row_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (group, GTK_WIDGET (row));
  return row;
}

static void
add_switch_rows (EaselModelPage *self)
{
  for (guint i = 0; i < N_KINDS; i++)
    {
      const char *kind = easel_model_words_kind ((EaselPurposes) (1u << i));
      /* Translators: a kind of work, such as "Text" or "Pictures" */
      g_autofree char *standard = g_strdup_printf (_ ("Default for %s"), kind);
      /* Translators: a kind of work, such as "Text" or "Pictures" */
      g_autofree char *fallback = g_strdup_printf (_ ("Stand-in for %s"), kind);

      self->default_rows[i] = add_switch (self->use_group, standard, _ ("Used unless you choose another."));
      self->fallback_rows[i] =
          add_switch (self->use_group, fallback, _ ("May answer when the chosen model is out of reach."));
      g_signal_connect_object (self->default_rows[i], "notify::active", G_CALLBACK (on_use_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->fallback_rows[i], "notify::active", G_CALLBACK (on_use_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  for (guint i = 0; i < EASEL_MODEL_N_BADGES; i++)
    {
      self->capability_rows[i] = add_switch (
          self->capability_group, easel_model_words_capability ((EaselCapabilities) (1u << i)), NULL);
      g_signal_connect_object (self->capability_rows[i], "notify::active",
                               G_CALLBACK (on_capability_changed_cb), self, G_CONNECT_SWAPPED);
    }
}

/* Not the name: whatever is typed first would replace it. */
static void
easel_model_page_shown (AdwNavigationPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (EASEL_MODEL_PAGE (page)->enabled_row));

  ADW_NAVIGATION_PAGE_CLASS (easel_model_page_parent_class)->shown (page);
}

static void
easel_model_page_dispose (GObject *object)
{
  EaselModelPage *self = EASEL_MODEL_PAGE (object);

  g_clear_object (&self->model);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_MODEL_PAGE);

  G_OBJECT_CLASS (easel_model_page_parent_class)->dispose (object);
}

static void
easel_model_page_class_init (EaselModelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_model_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = easel_model_page_shown;

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-model-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, id_row);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, enabled_row);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, favourite_row);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, use_group);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, price_group);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, limit_group);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, capability_group);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, capability_reset_button);
  gtk_widget_class_bind_template_child (widget_class, EaselModelPage, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, on_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enabled_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_favourite_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_capabilities_reset_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_activated_cb);
}

static void
easel_model_page_init (EaselModelPage *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  add_number_rows (self);
  add_switch_rows (self);
}

/**
 * easel_model_page_new:
 * @service: what knows the models
 * @model: the model
 *
 * Returns: (transfer floating): a new page
 */
EaselModelPage *
easel_model_page_new (EaselProviderService *service, EaselModel *model)
{
  EaselModelPage *self = g_object_new (EASEL_TYPE_MODEL_PAGE, NULL);
  gboolean stored = easel_model_get_row_id (model) != 0;
  GtkWidget *const groups[] = { GTK_WIDGET (self->use_group),    GTK_WIDGET (self->price_group),
                                GTK_WIDGET (self->limit_group),  GTK_WIDGET (self->capability_group),
                                GTK_WIDGET (self->name_row),     GTK_WIDGET (self->enabled_row),
                                GTK_WIDGET (self->favourite_row) };

  self->service = g_object_ref (service);
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  /* Nothing can be kept about an account that only the environment describes. */
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    gtk_widget_set_sensitive (groups[i], stored);
  update (self);
  return self;
}
