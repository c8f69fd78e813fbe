// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-general-page.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-model-choice-row.h"
#include "easel-model-words.h"
#include "easel-problem-row.h"

#define N_KINDS 3

typedef enum
{
  SWITCH_CACHE,
  SWITCH_TITLES,
  N_SWITCHES
} Switch;

/**
 * EaselGeneralPage:
 *
 * What holds for all accounts: the default models, the one that stands in, and
 * whether answers are kept. Nothing is read before it is seen.
 */
struct _EaselGeneralPage
{
  AdwPreferencesPage parent_instance;

  /* template */
  AdwPreferencesGroup *default_group;
  AdwPreferencesGroup *fallback_group;
  AdwSwitchRow *switches[N_SWITCHES];
  EaselProblemRow *problem_row;

  /* children */
  EaselModelChoiceRow *rows[2 * N_KINDS]; /* those used, then those that stand in */

  /* owned */
  EaselContext *context;

  /* state */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EaselGeneralPage, easel_general_page, ADW_TYPE_PREFERENCES_PAGE)

/* ---- the switches ---- */

typedef struct
{
  EaselGeneralPage *page;
  Switch which;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_free (task);
}

static DexFuture *
get_switch (EaselContext *context, Switch which)
{
  return which == SWITCH_CACHE ? easel_edit_service_get_cache (easel_context_get_edits (context))
                               : easel_chat_service_get_model_titles (easel_context_get_chats (context));
}

static DexFuture *
set_switch (EaselContext *context, Switch which, gboolean on)
{
  return which == SWITCH_CACHE ? easel_edit_service_set_cache (easel_context_get_edits (context), on)
                               : easel_chat_service_set_model_titles (easel_context_get_chats (context), on);
}

static void
show_switch (EaselGeneralPage *self, Switch which, gboolean on)
{
  self->updating = TRUE;
  adw_switch_row_set_active (self->switches[which], on);
  self->updating = FALSE;
}

static DexFuture *
read_switches_fiber (gpointer data)
{
  EaselGeneralPage *self = data;
  g_autoptr (GError) error = NULL;

  for (Switch which = 0; which < N_SWITCHES && error == NULL && self->context != NULL; which++)
    {
      gboolean on = dex_await_boolean (get_switch (self->context, which), &error);

      if (self->context != NULL)
        show_switch (self, which, on);
    }
  if (self->context != NULL)
    easel_problem_row_set_problem (self->problem_row, error != NULL ? error->message : NULL);
  return NULL;
}

static DexFuture *
set_switch_fiber (gpointer data)
{
  Task *task = data;
  EaselGeneralPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean on;

  if (self->context == NULL)
    return NULL;
  on = adw_switch_row_get_active (self->switches[task->which]);
  if (!dex_await (set_switch (self->context, task->which, on), &error) && self->context != NULL)
    {
      easel_problem_row_set_problem (self->problem_row, error->message);
      show_switch (self, task->which, !on);
    }
  return NULL;
}

static void
on_switch_changed_cb (EaselGeneralPage *self, GParamSpec *pspec, AdwSwitchRow *row)
{
  Task *task;

  if (self->updating || self->context == NULL)
    return;
  task = g_new0 (Task, 1);
  task->page = g_object_ref (self);
  task->which = row == self->switches[SWITCH_CACHE] ? SWITCH_CACHE : SWITCH_TITLES;
  dex_future_disown (easel_fiber_spawn (set_switch_fiber, task, task_free));
}

/* ---- the models ---- */

static void
refresh (EaselGeneralPage *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (self->rows); i++)
    easel_model_choice_row_refresh (self->rows[i]);
  for (guint i = N_KINDS; i < G_N_ELEMENTS (self->rows); i++)
    any = any || gtk_widget_get_visible (GTK_WIDGET (self->rows[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->fallback_group), any);
}

static void
on_models_changed_cb (EaselGeneralPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh (self);
}

static void
on_choice_changed_cb (EaselGeneralPage *self, const char *problem)
{
  easel_problem_row_set_problem (self->problem_row, problem);
}

static EaselModelChoiceRow *
add_row (EaselGeneralPage *self,
         AdwPreferencesGroup *group,
         EaselPurposes kind,
         gboolean is_fallback,
         const char *title)
{
  EaselModelChoiceRow *row =
      easel_model_choice_row_new (easel_context_get_providers (self->context), kind, is_fallback);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_signal_connect_object (row, "changed", G_CALLBACK (on_choice_changed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, GTK_WIDGET (row));
  return row;
}

/* ---- object ---- */

static void
easel_general_page_map (GtkWidget *widget)
{
  EaselGeneralPage *self = EASEL_GENERAL_PAGE (widget);

  GTK_WIDGET_CLASS (easel_general_page_parent_class)->map (widget);
  refresh (self);
  dex_future_disown (easel_fiber_spawn (read_switches_fiber, g_object_ref (self), g_object_unref));
}

static void
easel_general_page_dispose (GObject *object)
{
  EaselGeneralPage *self = EASEL_GENERAL_PAGE (object);

  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_GENERAL_PAGE);

  G_OBJECT_CLASS (easel_general_page_parent_class)->dispose (object);
}

static void
easel_general_page_class_init (EaselGeneralPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_general_page_dispose;
  widget_class->map = easel_general_page_map;

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-general-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselGeneralPage, default_group);
  gtk_widget_class_bind_template_child (widget_class, EaselGeneralPage, fallback_group);
  gtk_widget_class_bind_template_child_full (widget_class, "cache_row", FALSE,
                                             G_STRUCT_OFFSET (EaselGeneralPage, switches[SWITCH_CACHE]));
  gtk_widget_class_bind_template_child_full (widget_class, "titles_row", FALSE,
                                             G_STRUCT_OFFSET (EaselGeneralPage, switches[SWITCH_TITLES]));
  gtk_widget_class_bind_template_child (widget_class, EaselGeneralPage, problem_row);
  gtk_widget_class_bind_template_callback (widget_class, on_switch_changed_cb);
}

static void
easel_general_page_init (EaselGeneralPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_general_page_new:
 * @context: what holds the services
 *
 * Returns: (transfer floating): a new page
 */
EaselGeneralPage *
easel_general_page_new (EaselContext *context)
{
  EaselGeneralPage *self = g_object_new (EASEL_TYPE_GENERAL_PAGE, NULL);

  self->context = g_object_ref (context);
  for (guint i = 0; i < N_KINDS; i++)
    {
      EaselPurposes kind = (EaselPurposes) (1u << i);

      self->rows[i] = add_row (self, self->default_group, kind, FALSE, easel_model_words_kind (kind));
    }
  for (guint i = 0; i < N_KINDS; i++)
    {
      EaselPurposes kind = (EaselPurposes) (1u << i);

      self->rows[N_KINDS + i] =
          add_row (self, self->fallback_group, kind, TRUE, easel_model_words_kind (kind));
    }
  g_signal_connect_object (easel_provider_service_get_all_models (easel_context_get_providers (context)),
                           "items-changed", G_CALLBACK (on_models_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
