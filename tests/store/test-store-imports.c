// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-store-chat-search.h"
#include "easel-store-imports.h"
#include "easel-store-messages.h"
#include "easel-store-threads.h"
#include "store-test-util.h"

static EaselThreadRow *
new_thread (const char *source)
{
  EaselThreadRow *row = easel_thread_row_new ();

  g_set_str (&row->title, "A lighthouse");
  row->titled = TRUE;
  row->source = g_strdup (source);
  row->created_at = 5;
  row->updated_at = 7;
  return row;
}

static void
add_row (GPtrArray *rows, EaselMessageRecordKind kind, gint64 parent, const char *text, gint64 cost)
{
  EaselMessageRecord *row = easel_message_record_new ();

  row->head.kind = kind;
  row->head.state = EASEL_MESSAGE_RECORD_DONE;
  row->head.parent_id = parent;
  row->text = g_strdup (text);
  row->cost = cost;
  row->provider_slug = kind == EASEL_MESSAGE_RECORD_ASSISTANT ? g_strdup ("a") : NULL;
  row->created_at = 6;
  g_ptr_array_add (rows, row);
}

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_record_unref);
}

static guint
count_threads (TestStore *f, gboolean deleted)
{
  g_autoptr (GPtrArray) rows = test_wait_boxed (easel_store_threads_list (f->store, deleted));

  return rows->len;
}

/* A thread with two messages, begun and not finished. */
static gint64
begin (TestStore *f, const char *source, GArray *known)
{
  g_autoptr (EaselThreadRow) row = new_thread (source);
  g_autoptr (GPtrArray) rows = new_rows ();
  g_autoptr (GArray) ids = NULL;
  gint64 id = test_wait_int64 (easel_store_imports_begin (f->store, row));

  if (id == 0)
    return 0;
  add_row (rows, EASEL_MESSAGE_RECORD_USER, 0, "draw a lighthouse", -1);
  add_row (rows, EASEL_MESSAGE_RECORD_ASSISTANT, 1, "here is one", 30);
  ids = test_wait_boxed (easel_store_imports_add (f->store, id, known, rows));
  g_assert_cmpuint (ids->len, ==, 2);
  g_array_append_vals (known, ids->data, ids->len);
  return id;
}

/* Nobody sees it, or finds its words, before it is whole. */
static void
test_import (TestStore *f, gconstpointer data)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id = begin (f, "chatgpt:1", known);
  g_autoptr (GPtrArray) rows = new_rows ();
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GArray) more = NULL;
  g_autoptr (GArray) tree = NULL;
  g_autoptr (EaselThreadRow) thread = NULL;

  g_assert_cmpuint (count_threads (f, FALSE), ==, 0);
  g_assert_cmpuint (count_threads (f, TRUE), ==, 0);
  none = test_wait_boxed (easel_store_chat_search (f->store, "lighthouse", 10));
  g_assert_cmpuint (none->len, ==, 0);

  add_row (rows, EASEL_MESSAGE_RECORD_ASSISTANT, 1, "another one", -1);
  add_row (rows, EASEL_MESSAGE_RECORD_USER, 3, "thanks", -1);
  more = test_wait_boxed (easel_store_imports_add (f->store, id, known, rows));
  test_wait_true (easel_store_imports_finish (f->store, id, g_array_index (more, gint64, 1), "not sent"));

  g_assert_cmpuint (count_threads (f, FALSE), ==, 1);
  hits = test_wait_boxed (easel_store_chat_search (f->store, "lighthouse", 10));
  g_assert_cmpuint (hits->len, >=, 1);
  thread = test_wait_boxed (easel_store_threads_get (f->store, id));
  g_assert_cmpstr (thread->title, ==, "A lighthouse");
  g_assert_cmpstr (thread->draft, ==, "not sent");
  g_assert_cmpint (thread->message_count, ==, 4);
  g_assert_cmpint (thread->cost, ==, 30);
  g_assert_cmpint (thread->unknown_costs, ==, 1);
  g_assert_cmpint (thread->created_at, ==, 5);
  g_assert_cmpint (thread->updated_at, ==, 7);
  g_assert_cmpint (thread->leaf_id, ==, g_array_index (more, gint64, 1));
  g_assert_cmpint (thread->deleted_at, ==, 0);
  tree = test_wait_boxed (easel_store_messages_tree (f->store, id));
  g_assert_cmpuint (tree->len, ==, 4);
  g_assert_cmpint (g_array_index (tree, EaselMessageHead, 2).parent_id, ==, g_array_index (known, gint64, 0));
  g_assert_cmpint (g_array_index (tree, EaselMessageHead, 2).sibling_index, ==, 1);
  g_assert_cmpint (g_array_index (tree, EaselMessageHead, 2).sibling_count, ==, 2);

  /* It is finished once. */
  test_wait_error (easel_store_imports_finish (f->store, id, 0, NULL), EASEL_ERROR_NOT_FOUND, "no chat");
}

/* The same comes in once; after it went to the trash, again. One that was made
 * here is known by when it was made. */
static void
test_twice (TestStore *f, gconstpointer data)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id = begin (f, "claude:1", known);
  g_autoptr (EaselThreadRow) own = new_thread (NULL);
  g_autoptr (EaselThreadRow) made = NULL;
  g_autofree char *source = NULL;

  test_wait_true (easel_store_imports_finish (f->store, id, 0, NULL));
  g_assert_cmpint (begin (f, "claude:1", known), ==, 0);
  g_assert_cmpuint (count_threads (f, FALSE), ==, 1);
  test_wait_true (easel_store_threads_delete (f->store, id));
  g_array_set_size (known, 0);
  g_assert_cmpint (begin (f, "claude:1", known), !=, 0);

  id = test_wait_int64 (easel_store_threads_create (f->store, own));
  made = test_wait_boxed (easel_store_threads_get (f->store, id));
  source = easel_store_imports_make_source (made);
  g_assert_cmpint (begin (f, source, known), ==, 0);
  g_array_set_size (known, 0);
  g_assert_cmpint (begin (f, "easel:5", known), !=, 0);
  g_array_set_size (known, 0);
  g_assert_cmpint (begin (f, NULL, known), !=, 0);
}

static guint
drop (TestStore *f, gint64 id)
{
  guint rounds = 1;

  while (test_wait_int64 (easel_store_imports_drop (f->store, id)) == 0)
    rounds++;
  return rounds;
}

/* One that is not wanted leaves nothing; one that is whole cannot be dropped. */
static void
test_drop (TestStore *f, gconstpointer data)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id = begin (f, "x:1", known);
  gint64 whole = 0;
  g_autoptr (GArray) left = NULL;
  g_autoptr (GArray) tree = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GPtrArray) rows = new_rows ();
      g_autoptr (GArray) ids = NULL;

      for (guint k = 0; k < 30; k++)
        add_row (rows, EASEL_MESSAGE_RECORD_USER, (gint64) known->len + k, "more", -1);
      ids = test_wait_boxed (easel_store_imports_add (f->store, id, known, rows));
      g_array_append_vals (known, ids->data, ids->len);
    }
  g_assert_cmpuint (drop (f, id), ==, 5);
  tree = test_wait_boxed (easel_store_messages_tree (f->store, id));
  g_assert_cmpuint (tree->len, ==, 0);
  test_wait_error (easel_store_threads_get (f->store, id), EASEL_ERROR_NOT_FOUND, "no chat");

  g_array_set_size (known, 0);
  whole = begin (f, "x:1", known);
  test_wait_true (easel_store_imports_finish (f->store, whole, 0, NULL));
  g_assert_cmpuint (drop (f, whole), ==, 1);
  g_assert_cmpuint (count_threads (f, FALSE), ==, 1);
  left = test_wait_boxed (easel_store_imports_find_left (f->store));
  g_assert_cmpuint (left->len, ==, 0);
}

/* What a process that ended left behind is found by the next one. */
static void
test_left (TestStore *f, gconstpointer data)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) own = NULL;
  g_autoptr (GArray) left = NULL;
  g_autoptr (GArray) none = NULL;
  gint64 id = begin (f, "x:1", known);

  own = test_wait_boxed (easel_store_imports_find_left (f->store));
  g_assert_cmpuint (own->len, ==, 0);
  test_close (f->store);
  f->store = test_open (f->path);
  g_assert_cmpuint (count_threads (f, FALSE) + count_threads (f, TRUE), ==, 0);
  left = test_wait_boxed (easel_store_imports_find_left (f->store));
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpint (g_array_index (left, gint64, 0), ==, id);
  drop (f, id);
  none = test_wait_boxed (easel_store_imports_find_left (f->store));
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add ("/store/imports/import", TestStore, NULL, test_store_set_up, test_import, test_store_tear_down);
  g_test_add ("/store/imports/twice", TestStore, NULL, test_store_set_up, test_twice, test_store_tear_down);
  g_test_add ("/store/imports/drop", TestStore, NULL, test_store_set_up, test_drop, test_store_tear_down);
  g_test_add ("/store/imports/left", TestStore, NULL, test_store_set_up, test_left, test_store_tear_down);
  return g_test_run ();
}
