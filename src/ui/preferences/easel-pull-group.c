// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-pull-group.h"

#include "easel-problem-row.h"
#include "easel-pull-row.h"

/**
 * EaselPullGroup:
 *
 * Where an Ollama server is told to fetch a model, and what it fetches.
 */
struct _EaselPullGroup
{
  AdwPreferencesGroup parent_instance;

  /* template */
  GtkEditable *name_row;
  EaselProblemRow *problem_row;

  /* owned */
  EaselLocalService *service;
  char *slug;
  GPtrArray *rows; /* borrowed EaselPullRow */
};

G_DEFINE_FINAL_TYPE (EaselPullGroup, easel_pull_group, ADW_TYPE_PREFERENCES_GROUP)

static void
on_changed_cb (EaselPullGroup *self)
{
  easel_problem_row_set_problem (self->problem_row, NULL);
}

static void
on_apply_cb (EaselPullGroup *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselModelPull) pull =
      easel_local_service_pull (self->service, self->slug, gtk_editable_get_text (self->name_row), &error);

  if (pull == NULL)
    easel_problem_row_set_problem (self->problem_row, error->message);
  else
    gtk_editable_set_text (self->name_row, "");
}

static void
on_forgotten_cb (EaselPullGroup *self, EaselPullRow *row)
{
  easel_local_service_forget_pull (self->service, easel_pull_row_get_pull (row));
}

/* Rows that stay are kept, so that the focus stays. */
static void
on_pulls_changed_cb (EaselPullGroup *self)
{
  GListModel *pulls = easel_local_service_get_pulls (self->service);
  g_autoptr (GPtrArray) old = self->rows;

  self->rows = g_ptr_array_new ();
  for (guint i = 0; i < g_list_model_get_n_items (pulls); i++)
    {
      g_autoptr (EaselModelPull) pull = g_list_model_get_item (pulls, i);
      EaselPullRow *row = NULL;

      if (!g_str_equal (easel_model_pull_get_slug (pull), self->slug))
        continue;
      for (guint j = 0; j < old->len && row == NULL; j++)
        if (easel_pull_row_get_pull (old->pdata[j]) == pull)
          row = g_ptr_array_remove_index (old, j);
      if (row == NULL)
        {
          row = easel_pull_row_new (pull);
          g_signal_connect_object (row, "forgotten", G_CALLBACK (on_forgotten_cb), self, G_CONNECT_SWAPPED);
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (row));
        }
      g_ptr_array_add (self->rows, row);
    }
  for (guint j = 0; j < old->len; j++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), old->pdata[j]);
}

static void
easel_pull_group_dispose (GObject *object)
{
  EaselPullGroup *self = EASEL_PULL_GROUP (object);

  g_clear_object (&self->service);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_PULL_GROUP);

  G_OBJECT_CLASS (easel_pull_group_parent_class)->dispose (object);
}

static void
easel_pull_group_finalize (GObject *object)
{
  g_free (EASEL_PULL_GROUP (object)->slug);

  G_OBJECT_CLASS (easel_pull_group_parent_class)->finalize (object);
}

static void
easel_pull_group_class_init (EaselPullGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_pull_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_pull_group_finalize;

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-pull-group.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPullGroup, name_row);
  gtk_widget_class_bind_template_child (widget_class, EaselPullGroup, problem_row);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
easel_pull_group_init (EaselPullGroup *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_pull_group_set_service:
 * @self: the group
 * @service: what fetches
 * @slug: short name of the Ollama provider
 *
 * Says for which server this is. To be called once.
 */
void
easel_pull_group_set_service (EaselPullGroup *self, EaselLocalService *service, const char *slug)
{
  g_return_if_fail (EASEL_IS_PULL_GROUP (self));
  g_return_if_fail (EASEL_IS_LOCAL_SERVICE (service));
  g_return_if_fail (slug != NULL);

  g_assert (self->service == NULL);
  self->service = g_object_ref (service);
  self->slug = g_strdup (slug);
  g_signal_connect_object (easel_local_service_get_pulls (service), "items-changed",
                           G_CALLBACK (on_pulls_changed_cb), self, G_CONNECT_SWAPPED);
  on_pulls_changed_cb (self);
}
