// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-history-pane.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-revision-pictures.h"

/**
 * EaselHistoryPane:
 *
 * The revisions of a prompt, the newest first, under the days on which they
 * were made. One selected is compared with the newest, two with each other.
 */
struct _EaselHistoryPane
{
  AdwBin parent_instance;

  /* template */
  GtkStack *stack;
  GtkListView *list_view;
  GtkActionBar *action_bar;
  GtkButton *compare_button;
  GtkButton *generate_button;
  GtkButton *restore_button;

  /* owned */
  EaselPromptService *service;
  EaselLibraryService *library;
  EaselThumbnails *thumbnails;
  GListModel *revisions;
  GtkMultiSelection *selection;

  /* state */
  gint64 prompt_id;
  guint serial;
};

G_DEFINE_FINAL_TYPE (EaselHistoryPane, easel_history_pane, ADW_TYPE_BIN)

enum
{
  COMPARE,
  GENERATE,
  RESTORE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
describe_source (EaselRevision *revision)
{
  const char *model = easel_revision_get_model_name (revision);

  switch (easel_revision_get_source (revision))
    {
    case EASEL_REVISION_SOURCE_EDIT:
      /* Translators: how a revision came: by an edit; %s is the name of a model */
      return model != NULL ? g_strdup_printf (_ ("Edit, %s"), model) : g_strdup (_ ("Edit"));
    case EASEL_REVISION_SOURCE_IMPORT:
      return g_strdup (_ ("Imported"));
    case EASEL_REVISION_SOURCE_RESTORE:
      /* Translators: how a revision came; %u is the number of another revision */
      return g_strdup_printf (_ ("Restored from %u"), easel_revision_get_source_number (revision));
    case EASEL_REVISION_SOURCE_GENERATE:
      return g_strdup (_ ("Generated from"));
    case EASEL_REVISION_SOURCE_TYPED:
    default:
      return g_strdup (_ ("Typed"));
    }
}

static GPtrArray *
get_selected (EaselHistoryPane *self)
{
  g_autoptr (GtkBitset) set = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray *selected = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint64 i = 0; i < gtk_bitset_get_size (set); i++)
    g_ptr_array_add (selected, g_list_model_get_item (G_LIST_MODEL (self->selection),
                                                      gtk_bitset_get_nth (set, (guint) i)));
  return selected;
}

static void
on_selection_changed_cb (EaselHistoryPane *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);
  g_autoptr (EaselRevision) newest = g_list_model_get_item (G_LIST_MODEL (self->selection), 0);
  gboolean one = selected->len == 1;
  gboolean older = one && g_ptr_array_index (selected, 0) != newest;

  gtk_action_bar_set_revealed (self->action_bar, older || selected->len == 2);
  gtk_button_set_label (self->compare_button, one ? _ ("Compare with Current") : _ ("Compare"));
  gtk_widget_set_visible (GTK_WIDGET (self->restore_button), older);
  gtk_widget_set_visible (GTK_WIDGET (self->generate_button), selected->len == 2);
}

static void
on_compare_clicked_cb (EaselHistoryPane *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);
  g_autoptr (EaselRevision) newest = g_list_model_get_item (G_LIST_MODEL (self->selection), 0);

  /* The list has the newest first; a comparison goes from the older one. */
  if (selected->len == 2)
    g_signal_emit (self, signals[COMPARE], 0, g_ptr_array_index (selected, 1),
                   g_ptr_array_index (selected, 0));
  else if (selected->len == 1)
    g_signal_emit (self, signals[COMPARE], 0, g_ptr_array_index (selected, 0), newest);
}

static void
on_generate_clicked_cb (EaselHistoryPane *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);

  if (selected->len == 2)
    g_signal_emit (self, signals[GENERATE], 0, g_ptr_array_index (selected, 1),
                   g_ptr_array_index (selected, 0));
}

static void
on_restore_clicked_cb (EaselHistoryPane *self)
{
  g_autoptr (GPtrArray) selected = get_selected (self);

  if (selected->len == 1)
    g_signal_emit (self, signals[RESTORE], 0, g_ptr_array_index (selected, 0));
}

/* ---- rows ---- */

static void
on_setup_cb (EaselHistoryPane *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *caption = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_ellipsize (GTK_LABEL (caption), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dimmed");
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (GTK_BOX (box), easel_revision_pictures_new (self->library, self->thumbnails));
  gtk_list_item_set_child (item, box);
}

static EaselRevisionPictures *
get_pictures (GtkListItem *item)
{
  return EASEL_REVISION_PICTURES (gtk_widget_get_last_child (gtk_list_item_get_child (item)));
}

static void
on_unbind_cb (EaselHistoryPane *self, GtkListItem *item)
{
  easel_revision_pictures_set_revision (get_pictures (item), 0, 0);
}

static void
on_bind_cb (EaselHistoryPane *self, GtkListItem *item)
{
  EaselRevision *revision = gtk_list_item_get_item (item);
  GtkWidget *title = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *caption = gtk_widget_get_next_sibling (title);
  g_autofree char *source = describe_source (revision);
  g_autofree char *time = easel_format_clock (easel_revision_get_created (revision));
  g_autofree char *name = g_strdup_printf (_ ("Revision %u"), easel_revision_get_number (revision));
  /* Translators: how a revision came · when */
  g_autofree char *text = g_strdup_printf (C_ ("revision caption", "%s · %s"), source, time);

  gtk_label_set_label (GTK_LABEL (title), name);
  gtk_label_set_label (GTK_LABEL (caption), text);
  gtk_list_item_set_accessible_label (item, name);
  gtk_list_item_set_accessible_description (item, text);
  easel_revision_pictures_set_revision (get_pictures (item), easel_revision_get_id (revision),
                                        easel_revision_get_number (revision));
}

static void
on_header_setup_cb (GtkSignalListItemFactory *factory, GtkListHeader *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "easel-list-heading");
  gtk_list_header_set_child (header, label);
}

static void
on_header_bind_cb (GtkSignalListItemFactory *factory, GtkListHeader *header)
{
  EaselRevision *revision = gtk_list_header_get_item (header);
  g_autofree char *day = easel_format_day (easel_revision_get_created (revision), g_get_real_time ());

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), day);
}

static int
compare_days (gconstpointer a, gconstpointer b, gpointer user_data)
{
  g_autoptr (GDateTime) left =
      g_date_time_new_from_unix_local (easel_revision_get_created ((gpointer) a) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) right =
      g_date_time_new_from_unix_local (easel_revision_get_created ((gpointer) b) / G_USEC_PER_SEC);
  int left_day = g_date_time_get_year (left) * 1000 + g_date_time_get_day_of_year (left);
  int right_day = g_date_time_get_year (right) * 1000 + g_date_time_get_day_of_year (right);

  return (left_day < right_day) - (left_day > right_day);
}

/* ---- loading ---- */

static DexFuture *
load_fiber (gpointer data)
{
  EaselHistoryPane *self = data;
  guint serial = ++self->serial;
  g_autoptr (GListModel) revisions = NULL;
  g_autoptr (GError) error = NULL;
  GtkSortListModel *sorted;
  g_autoptr (GtkSorter) days = NULL;

  if (self->prompt_id == 0)
    return NULL;
  revisions = dex_await_object (easel_prompt_service_list_revisions (self->service, self->prompt_id), &error);
  if (serial != self->serial || self->service == NULL)
    return NULL;
  if (revisions == NULL)
    {
      g_warning ("Listing revisions: %s", error->message);
      return NULL;
    }
  g_set_object (&self->revisions, revisions);
  days = GTK_SORTER (gtk_custom_sorter_new (compare_days, NULL, NULL));
  sorted = gtk_sort_list_model_new (g_object_ref (revisions), NULL);
  gtk_sort_list_model_set_section_sorter (sorted, days);
  gtk_multi_selection_set_model (self->selection, G_LIST_MODEL (sorted));
  g_object_unref (sorted);
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (revisions) > 0 ? "list" : "empty");
  on_selection_changed_cb (self);
  return NULL;
}

static void
reload (EaselHistoryPane *self)
{
  if (self->service != NULL)
    dex_future_disown (easel_fiber_spawn (load_fiber, g_object_ref (self), g_object_unref));
}

/* ---- object ---- */

static void
easel_history_pane_dispose (GObject *object)
{
  EaselHistoryPane *self = EASEL_HISTORY_PANE (object);

  self->serial++;
  g_clear_object (&self->selection);
  g_clear_object (&self->revisions);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_HISTORY_PANE);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (easel_history_pane_parent_class)->dispose (object);
}

static void
easel_history_pane_class_init (EaselHistoryPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_history_pane_dispose;

  /**
   * EaselHistoryPane::compare:
   * @older: an #EaselRevision
   * @newer: another
   *
   * The user wants to see what changed from @older to @newer.
   */
  signals[COMPARE] = g_signal_new ("compare", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, EASEL_TYPE_REVISION, EASEL_TYPE_REVISION);

  /**
   * EaselHistoryPane::generate:
   * @older: an #EaselRevision
   * @newer: another
   *
   * The user wants to see pictures of both.
   */
  signals[GENERATE] = g_signal_new ("generate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 2, EASEL_TYPE_REVISION, EASEL_TYPE_REVISION);

  /**
   * EaselHistoryPane::restore:
   * @revision: an #EaselRevision
   *
   * The user wants @revision back.
   */
  signals[RESTORE] = g_signal_new ("restore", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, EASEL_TYPE_REVISION);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/prompt/easel-history-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselHistoryPane, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselHistoryPane, list_view);
  gtk_widget_class_bind_template_child (widget_class, EaselHistoryPane, action_bar);
  gtk_widget_class_bind_template_child (widget_class, EaselHistoryPane, compare_button);
  gtk_widget_class_bind_template_child (widget_class, EaselHistoryPane, generate_button);
  gtk_widget_class_bind_template_child (widget_class, EaselHistoryPane, restore_button);
  gtk_widget_class_bind_template_callback (widget_class, on_compare_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_generate_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_restore_clicked_cb);
}

static void
easel_history_pane_init (EaselHistoryPane *self)
{
  g_autoptr (GtkListItemFactory) rows = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) headers = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (rows, "setup", G_CALLBACK (on_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "bind", G_CALLBACK (on_bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "unbind", G_CALLBACK (on_unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, rows);
  g_signal_connect (headers, "setup", G_CALLBACK (on_header_setup_cb), NULL);
  g_signal_connect (headers, "bind", G_CALLBACK (on_header_bind_cb), NULL);
  gtk_list_view_set_header_factory (self->list_view, headers);

  self->selection = gtk_multi_selection_new (NULL);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (on_selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

EaselHistoryPane *
easel_history_pane_new (EaselPromptService *service, EaselLibraryService *library)
{
  EaselHistoryPane *self = g_object_new (EASEL_TYPE_HISTORY_PANE, NULL);

  self->service = g_object_ref (service);
  self->library = g_object_ref (library);
  self->thumbnails = easel_thumbnails_new (library);
  g_signal_connect_object (service, "revisions-changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * easel_history_pane_show:
 * @self: the pane
 * @prompt_id: whose revisions it shows
 */
void
easel_history_pane_show (EaselHistoryPane *self, gint64 prompt_id)
{
  g_return_if_fail (EASEL_IS_HISTORY_PANE (self));

  self->prompt_id = prompt_id;
  reload (self);
}
