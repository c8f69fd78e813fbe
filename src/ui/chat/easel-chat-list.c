// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-chat-sections.h"
#include "easel-chat-words.h"
#include "easel-format.h"

/* As many hits as anybody looks through. */
#define MOST_HITS 200
/* Bytes of a snippet before its first mark that the row's line has room for. */
#define MARK_AFTER 24

/**
 * EaselChatList:
 *
 * The sidebar's list of chats. What is searched for is looked up in all
 * messages; a hit opens its chat where it is.
 */
struct _EaselChatList
{
  EaselSidebarList parent_instance;

  /* owned */
  EaselContext *context;
  EaselChatSections *sections;
};

G_DEFINE_FINAL_TYPE (EaselChatList, easel_chat_list, EASEL_TYPE_SIDEBAR_LIST)

static EaselChatService *
get_chats (EaselChatList *self)
{
  return easel_context_get_chats (self->context);
}

/* ---- rows ---- */

static char *
describe (EaselChatList *self, EaselThread *thread)
{
  g_autofree char *model =
      easel_chat_words_model (easel_context_get_providers (self->context), easel_thread_get_model (thread));
  const char *folder = easel_thread_get_folder (thread);
  g_autofree char *when = NULL;
  g_autofree char *state = NULL;

  if (easel_thread_is_answering (thread))
    state = g_strdup (_ ("answering"));
  else
    state = easel_format_time (easel_thread_get_updated_at (thread), g_get_real_time ());
  /* Translators: name of a model · when, or "answering" */
  when = model != NULL ? g_strdup_printf (C_ ("chat caption", "%s · %s"), model, state) : g_strdup (state);
  /* The others stand beneath it. */
  if (!easel_thread_is_pinned (thread) || folder == NULL || *folder == '\0')
    return g_steal_pointer (&when);
  /* Translators: name of a folder · the rest */
  return g_strdup_printf (C_ ("chat caption", "%s · %s"), folder, when);
}

static void
show_thread (EaselChatList *self, EaselSidebarRow *row, EaselThread *thread)
{
  g_autofree char *title = easel_chat_words_title (thread);
  g_autofree char *caption = describe (self, thread);

  easel_sidebar_row_set_caption_marks (row, NULL);
  easel_sidebar_row_set_text (row, title, caption);
  easel_sidebar_row_set_busy (row, easel_thread_is_answering (thread));
  if (easel_thread_is_unread (thread))
    easel_sidebar_row_set_icon (row, "mail-unread-symbolic", _ ("New answer"));
  else if (easel_thread_is_pinned (thread))
    easel_sidebar_row_set_icon (row, "view-pin-symbolic", _ ("Pinned"));
  else
    easel_sidebar_row_set_icon (row, NULL, NULL);
}

static void
show_section (EaselSidebarRow *row, EaselChatSection *section)
{
  const char *folder = easel_chat_section_get_folder (section);
  guint count = easel_chat_section_get_count (section);
  gboolean folded = easel_chat_section_is_folded (section);
  gboolean unread = folded && easel_chat_section_is_unread (section);
  g_autofree char *number = g_strdup_printf ("%u", count);
  g_autofree char *words = g_strdup_printf (ngettext ("%u chat", "%u chats", count), count);

  easel_sidebar_row_set_caption_marks (row, NULL);
  easel_sidebar_row_set_text (row, *folder != '\0' ? folder : _ ("Other Chats"), number);
  easel_sidebar_row_set_heading (row, TRUE, folded, words);
  easel_sidebar_row_set_busy (row, folded && easel_chat_section_is_answering (section));
  if (unread)
    easel_sidebar_row_set_icon (row, "mail-unread-symbolic", _ ("New answer"));
  else
    easel_sidebar_row_set_icon (row, folded ? "pan-end-symbolic" : "pan-down-symbolic", NULL);
}

/* One line from shortly before the first mark on: the row is not wide. */
static char *
cut_snippet (EaselChatHit *hit, PangoAttrList *attributes)
{
  const char *snippet = easel_chat_hit_get_snippet (hit);
  guint n_marks;
  const EaselSpan *marks = easel_chat_hit_get_marks (hit, &n_marks);
  const char *start = snippet;
  gsize shift = 0;
  GString *line;

  if (n_marks > 0 && marks[0].start > MARK_AFTER)
    {
      start = snippet + marks[0].start - MARK_AFTER;
      while (start > snippet && ((guchar) *start & 0xc0) == 0x80)
        start--;
    }
  line = g_string_new (start > snippet ? "…" : "");
  shift = line->len;
  g_string_append (line, start);
  for (gsize i = 0; i < line->len; i++)
    if (line->str[i] == '\n' || line->str[i] == '\t' || line->str[i] == '\r')
      line->str[i] = ' ';
  for (guint i = 0; i < n_marks; i++)
    {
      PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
      PangoAttribute *lined = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);

      bold->start_index = lined->start_index = (guint) (marks[i].start - (gsize) (start - snippet) + shift);
      bold->end_index = lined->end_index = bold->start_index + (guint) marks[i].length;
      pango_attr_list_insert (attributes, bold);
      pango_attr_list_insert (attributes, lined);
    }
  return g_string_free_and_steal (line);
}

static void
show_hit (EaselSidebarRow *row, EaselChatHit *hit)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *snippet = cut_snippet (hit, attributes);
  const char *title = easel_chat_hit_get_title (hit);

  easel_sidebar_row_set_text (row, *title != '\0' ? title : _ ("New chat"), snippet);
  easel_sidebar_row_set_caption_marks (row, attributes);
  easel_sidebar_row_set_busy (row, FALSE);
  easel_sidebar_row_set_icon (row, NULL, NULL);
}

static void
easel_chat_list_update_row (EaselSidebarList *list, EaselSidebarRow *row, gpointer item)
{
  if (EASEL_IS_CHAT_SECTION (item))
    {
      show_section (row, item);
      return;
    }
  easel_sidebar_row_set_heading (row, FALSE, FALSE, NULL);
  if (EASEL_IS_THREAD (item))
    show_thread (EASEL_CHAT_LIST (list), row, item);
  else
    show_hit (row, item);
}

/* ---- the menu of a row ---- */

static void
add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_section_menu (EaselChatSection *section)
{
  const char *folder = easel_chat_section_get_folder (section);
  g_autoptr (GMenuItem) item = NULL;
  GMenu *menu;

  if (*folder == '\0')
    return NULL;
  menu = g_menu_new ();
  item = g_menu_item_new (_ ("Rename Folder…"), NULL);
  g_menu_item_set_action_and_target (item, "win.rename-chat-folder", "s", folder);
  g_menu_append_item (menu, item);
  return G_MENU_MODEL (menu);
}

static GMenuModel *
easel_chat_list_make_menu (EaselSidebarList *list, gpointer item)
{
  g_autoptr (GMenu) own = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();
  g_autoptr (EaselThread) thread = NULL;
  gint64 id;
  GMenu *menu;

  if (EASEL_IS_CHAT_SECTION (item))
    return make_section_menu (item);
  id = EASEL_SIDEBAR_LIST_GET_CLASS (list)->get_id (list, item);
  thread = easel_chat_service_find (get_chats (EASEL_CHAT_LIST (list)), id);
  /* What was found may be gone by now. */
  if (thread == NULL)
    return NULL;
  menu = g_menu_new ();
  add_item (own, _ ("Rename…"), "win.rename-chat", id);
  add_item (own, easel_thread_is_pinned (thread) ? _ ("Unpin") : _ ("Pin"), "win.pin-chat", id);
  add_item (own, _ ("Move to Folder…"), "win.move-chat", id);
  add_item (own, _ ("Duplicate"), "win.duplicate-chat", id);
  add_item (own, _ ("Export…"), "win.export-chat", id);
  add_item (end, _ ("Delete"), "win.delete-chat", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (own));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  return G_MENU_MODEL (menu);
}

/* ---- the list ---- */

static gboolean
easel_chat_list_is_heading (EaselSidebarList *list, gpointer item)
{
  return EASEL_IS_CHAT_SECTION (item);
}

static gint64
easel_chat_list_get_id (EaselSidebarList *list, gpointer item)
{
  return EASEL_IS_THREAD (item) ? easel_thread_get_id (item) : easel_chat_hit_get_thread_id (item);
}

static void
easel_chat_list_open (EaselSidebarList *list, gpointer item)
{
  if (EASEL_IS_CHAT_SECTION (item))
    easel_chat_sections_fold (EASEL_CHAT_LIST (list)->sections, item, !easel_chat_section_is_folded (item));
  else if (EASEL_IS_THREAD (item))
    gtk_widget_activate_action (GTK_WIDGET (list), "win.open-chat", "x", easel_thread_get_id (item));
  else
    gtk_widget_activate_action (GTK_WIDGET (list), "win.open-message", "(xx)",
                                easel_chat_hit_get_thread_id (item), easel_chat_hit_get_message_id (item));
}

static DexFuture *
easel_chat_list_search (EaselSidebarList *list, const char *query)
{
  return easel_chat_service_search (get_chats (EASEL_CHAT_LIST (list)), query, MOST_HITS);
}

static void
easel_chat_list_dispose (GObject *object)
{
  g_clear_object (&EASEL_CHAT_LIST (object)->sections);
  g_clear_object (&EASEL_CHAT_LIST (object)->context);

  G_OBJECT_CLASS (easel_chat_list_parent_class)->dispose (object);
}

static void
easel_chat_list_class_init (EaselChatListClass *klass)
{
  EaselSidebarListClass *list_class = EASEL_SIDEBAR_LIST_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_chat_list_dispose;

  list_class->name = N_ ("Chats");
  list_class->search_hint = N_ ("Search chats");
  list_class->empty_hint = N_ ("Your chats appear here.");
  list_class->update_row = easel_chat_list_update_row;
  list_class->make_menu = easel_chat_list_make_menu;
  list_class->get_id = easel_chat_list_get_id;
  list_class->open = easel_chat_list_open;
  list_class->is_heading = easel_chat_list_is_heading;
  list_class->search = easel_chat_list_search;
}

static void
easel_chat_list_init (EaselChatList *self)
{
}

/**
 * easel_chat_list_new:
 * @context: whose chats it shows
 *
 * Returns: (transfer floating): a list
 */
GtkWidget *
easel_chat_list_new (EaselContext *context)
{
  EaselChatList *self = g_object_new (EASEL_TYPE_CHAT_LIST, NULL);

  self->context = g_object_ref (context);
  self->sections = easel_chat_sections_new (get_chats (self));
  easel_sidebar_list_set_model (EASEL_SIDEBAR_LIST (self), G_LIST_MODEL (self->sections));
  return GTK_WIDGET (self);
}
