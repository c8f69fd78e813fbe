// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-log-dialog.h"

#include <glib/gi18n.h>

#include "easel-edit-log-page.h"
#include "easel-edit-log-row.h"
#include "easel-fiber.h"

#define PAGE_SIZE 200     /* calls that are asked for at a time */
#define SPINNER_DELAY 200 /* ms: what is quicker shows no spinner */

/**
 * EaselEditLogDialog:
 *
 * Every call of a model that edits: what was asked, what came, what became of
 * it. Newest first.
 */
struct _EaselEditLogDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwNavigationView *view;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list_view;
  GtkScrolledWindow *scrolled_window;
  AdwStatusPage *failure_page;
  GtkLabel *limit_label;

  /* owned */
  EaselEditService *service;
  GListStore *calls;
  DexFuture *load;

  /* state */
  gint64 prompt_id;
  guint load_serial;
  guint limit;
  gboolean whole;
  guint spinner_source;
};

G_DEFINE_FINAL_TYPE (EaselEditLogDialog, easel_edit_log_dialog, ADW_TYPE_DIALOG)

/* One question to the log. */
typedef struct
{
  EaselEditLogDialog *dialog;
  char *query;
  guint serial;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->dialog);
  g_free (load->query);
  g_free (load);
}

static gboolean
on_spinner_due_cb (gpointer user_data)
{
  EaselEditLogDialog *self = user_data;

  self->spinner_source = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
show_failure (EaselEditLogDialog *self, const GError *error)
{
  g_autofree char *markup = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "failure");
  gtk_widget_set_visible (GTK_WIDGET (self->limit_label), FALSE);
}

/* When more are asked for, those that are shown stay, so that the list does not move. */
static void
show_found (EaselEditLogDialog *self, GListModel *found)
{
  guint n_found = g_list_model_get_n_items (found);
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->calls));
  guint same = 0;
  g_autoptr (GPtrArray) rest = g_ptr_array_new_with_free_func (g_object_unref);

  while (self->limit > PAGE_SIZE && same < n_found && same < n_shown)
    {
      g_autoptr (EaselInteraction) a = g_list_model_get_item (found, same);
      g_autoptr (EaselInteraction) b = g_list_model_get_item (G_LIST_MODEL (self->calls), same);

      if (easel_interaction_get_id (a) != easel_interaction_get_id (b))
        break;
      same++;
    }
  for (guint i = same; i < n_found; i++)
    g_ptr_array_add (rest, g_list_model_get_item (found, i));
  g_list_store_splice (self->calls, same, n_shown - same, rest->pdata, rest->len);
}

static void
update_stack (EaselEditLogDialog *self, const char *query)
{
  guint n_calls = g_list_model_get_n_items (G_LIST_MODEL (self->calls));
  const char *name = "list";

  if (n_calls == 0)
    name = *query != '\0' ? "none" : "empty";
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->limit_label), n_calls > 0 && !self->whole);
  if (!self->whole)
    {
      g_autofree char *text =
          g_strdup_printf (ngettext ("The newest %u call is shown. Scroll down for more.",
                                     "The newest %u calls are shown. Scroll down for more.", n_calls),
                           n_calls);

      gtk_label_set_label (self->limit_label, text);
    }
}

static DexFuture *
load_fiber (gpointer data)
{
  Load *load = data;
  EaselEditLogDialog *self = load->dialog;
  g_autoptr (GListModel) found = NULL;
  g_autoptr (GError) error = NULL;

  found = dex_await_object (
      easel_edit_service_list_log (self->service, self->prompt_id, load->query, self->limit), &error);
  if (load->serial != self->load_serial)
    return NULL;

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  if (found == NULL)
    {
      show_failure (self, error);
      return NULL;
    }
  self->whole = g_list_model_get_n_items (found) < self->limit;
  show_found (self, found);
  update_stack (self, load->query);
  return NULL;
}

static void
cancel_load (EaselEditLogDialog *self)
{
  self->load_serial++;
  dex_clear (&self->load);
  g_clear_handle_id (&self->spinner_source, g_source_remove);
}

static void
start_load (EaselEditLogDialog *self)
{
  Load *load = g_new0 (Load, 1);

  cancel_load (self);
  load->dialog = g_object_ref (self);
  load->query = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))));
  load->serial = self->load_serial;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->calls)) == 0)
    self->spinner_source = g_timeout_add (SPINNER_DELAY, on_spinner_due_cb, self);
  self->load = easel_fiber_spawn (load_fiber, load, load_free);
}

static void
on_search_changed_cb (EaselEditLogDialog *self)
{
  if (self->service == NULL)
    return;
  self->limit = PAGE_SIZE;
  start_load (self);
}

static void
on_clear_clicked_cb (EaselEditLogDialog *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
on_retry_clicked_cb (EaselEditLogDialog *self)
{
  start_load (self);
}

static void
on_edge_reached_cb (EaselEditLogDialog *self, GtkPositionType position)
{
  guint n_calls = g_list_model_get_n_items (G_LIST_MODEL (self->calls));

  if (position != GTK_POS_BOTTOM || self->whole || n_calls < self->limit)
    return;
  self->limit += PAGE_SIZE;
  start_load (self);
}

static void
on_list_activated_cb (EaselEditLogDialog *self, guint position)
{
  g_autoptr (EaselInteraction) interaction = g_list_model_get_item (G_LIST_MODEL (self->calls), position);

  if (interaction != NULL)
    adw_navigation_view_push (self->view, ADW_NAVIGATION_PAGE (easel_edit_log_page_new (interaction)));
}

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, easel_edit_log_row_new ());
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  EaselInteraction *interaction = gtk_list_item_get_item (item);
  g_autofree char *call = easel_edit_log_row_name_call (interaction);
  g_autofree char *label = NULL;

  easel_edit_log_row_set_interaction (EASEL_EDIT_LOG_ROW (gtk_list_item_get_child (item)), interaction);
  /* Translators: an instruction, the model that was asked and what became of it; read out */
  label = g_strdup_printf (_ ("%s, %s, %s"), call, easel_interaction_get_model_name (interaction),
                           easel_edit_log_row_name_outcome (interaction, NULL));
  gtk_list_item_set_accessible_label (item, label);
}

static void
easel_edit_log_dialog_closed (AdwDialog *dialog)
{
  cancel_load (EASEL_EDIT_LOG_DIALOG (dialog));

  ADW_DIALOG_CLASS (easel_edit_log_dialog_parent_class)->closed (dialog);
}

static void
easel_edit_log_dialog_dispose (GObject *object)
{
  EaselEditLogDialog *self = EASEL_EDIT_LOG_DIALOG (object);

  cancel_load (self);
  g_clear_object (&self->calls);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_EDIT_LOG_DIALOG);

  G_OBJECT_CLASS (easel_edit_log_dialog_parent_class)->dispose (object);
}

static void
easel_edit_log_dialog_class_init (EaselEditLogDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_edit_log_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = easel_edit_log_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/log/easel-edit-log-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogDialog, view);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogDialog, list_view);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogDialog, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogDialog, failure_page);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogDialog, limit_label);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_edge_reached_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated_cb);
}

static void
easel_edit_log_dialog_init (EaselEditLogDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection;

  self->limit = PAGE_SIZE;
  self->calls = g_list_store_new (EASEL_TYPE_INTERACTION);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self->list_view));

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->calls)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/**
 * easel_edit_log_dialog_new:
 * @service: whose calls to show
 * @prompt_id: the prompt that they belong to, 0 for all
 *
 * Returns: (transfer floating): a new dialog
 */
EaselEditLogDialog *
easel_edit_log_dialog_new (EaselEditService *service, gint64 prompt_id)
{
  EaselEditLogDialog *self = g_object_new (EASEL_TYPE_EDIT_LOG_DIALOG, NULL);

  self->service = g_object_ref (service);
  self->prompt_id = prompt_id;
  start_load (self);
  return self;
}
