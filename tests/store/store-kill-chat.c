// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "store-kill-chat.h"

#include "easel-store-messages.h"
#include "easel-store-threads.h"
#include "store-test-util.h"

#define CHUNKS 4

static gint64
add (EaselStore *store, gint64 thread, gint64 parent, EaselMessageRecordState state, const char *text)
{
  g_autoptr (EaselMessageRecord) row = easel_message_record_new ();

  row->thread_id = thread;
  row->head.parent_id = parent;
  row->head.kind =
      state == EASEL_MESSAGE_RECORD_STREAMING ? EASEL_MESSAGE_RECORD_ASSISTANT : EASEL_MESSAGE_RECORD_USER;
  row->head.state = state;
  row->text = g_strdup (text);
  return test_wait_int64 (easel_store_messages_add (store, row));
}

static gint64
stream (EaselStore *store, int fd, gint64 thread, gint64 parent, TestSay say)
{
  g_autoptr (EaselMessageRecord) row = easel_message_record_new ();
  gint64 id = add (store, thread, parent, EASEL_MESSAGE_RECORD_STREAMING, "");

  for (int i = 1; i <= CHUNKS; i++)
    {
      test_wait_true (easel_store_messages_append (store, id, "chunk ", i == 1 ? "thought" : NULL));
      say (fd, "A %d %d\n", (int) id, i);
    }
  row->head.id = id;
  row->head.state = EASEL_MESSAGE_RECORD_DONE;
  row->text = g_strdup ("chunk chunk chunk chunk ");
  row->reasoning = g_strdup ("thought");
  row->cost = 5;
  test_wait_true (easel_store_messages_finish (store, row));
  say (fd, "E %d 0\n", (int) id);
  return id;
}

/* A thread in which one writes, is answered, edits, deletes and takes that back. */
void
test_kill_chat_round (EaselStore *store, int fd, int round, TestSay say)
{
  g_autoptr (EaselThreadRow) row = easel_thread_row_new ();
  g_autofree char *said = g_strdup_printf ("said %d", round);
  g_autofree char *edited = g_strdup_printf ("edited %d", round);
  gint64 thread, first, second;

  row->title = g_strdup_printf ("chat %d", round);
  thread = test_wait_int64 (easel_store_threads_create (store, row));
  say (fd, "T %d %d\n", (int) thread, round);
  first = add (store, thread, 0, EASEL_MESSAGE_RECORD_DONE, said);
  say (fd, "U %d %d\n", (int) first, round);
  stream (store, fd, thread, first, say);
  second = add (store, thread, 0, EASEL_MESSAGE_RECORD_DONE, edited);
  say (fd, "V %d %d\n", (int) second, round);
  test_wait_int64 (easel_store_messages_delete (store, first));
  say (fd, "X %d 0\n", (int) first);
  test_wait_int64 (easel_store_messages_restore (store, first));
  say (fd, "Y %d 0\n", (int) first);
}

/* Whether what the child said is so: what was said once is never changed. */
gboolean
test_kill_chat_check_line (sqlite3 *db, char kind, gint64 a, gint64 b, TestAsk ask)
{
  switch (kind)
    {
    case 'T':
      return ask (db, "SELECT title = 'chat ' || ?2 FROM threads WHERE id = ?1", a, b) == 1;
    case 'U':
      return ask (db, "SELECT text = 'said ' || ?2 FROM message_texts WHERE message_id = ?1", a, b) == 1;
    case 'V':
      return ask (db, "SELECT text = 'edited ' || ?2 FROM message_texts WHERE message_id = ?1", a, b) == 1;
    case 'A':
      return ask (db,
                  "SELECT length(text || ifnull((SELECT group_concat(text, '') FROM message_chunks WHERE "
                  "message_id = ?1), '')) >= 6 * ?2 FROM message_texts WHERE message_id = ?1",
                  a, b) == 1;
    case 'E':
      return ask (db,
                  "SELECT m.state = 'done' AND m.cost = 5 AND m.length = 24 AND t.reasoning = 'thought' AND "
                  "t.text = 'chunk chunk chunk chunk ' FROM messages AS m JOIN message_texts AS t ON "
                  "t.message_id = m.id WHERE m.id = ?1",
                  a, b) == 1;
    case 'X':
      return ask (db, "SELECT count(*) FROM messages WHERE id = ?1", a, b) == 1;
    case 'Y':
      return ask (db,
                  "SELECT count(*) FROM messages WHERE deleted_at IS NULL AND (id = ?1 OR parent_id = ?1)", a,
                  b) == 2;
    default:
      g_assert_not_reached ();
    }
}

/* What never may be seen, whatever was cut. */
void
test_kill_chat_check_all (sqlite3 *db, TestAsk ask)
{
  g_assert_cmpint (ask (db, "SELECT count(*) FROM messages", 0, 0), ==,
                   ask (db, "SELECT count(*) FROM message_texts", 0, 0));
  g_assert_cmpint (ask (db, "SELECT count(*) FROM messages WHERE state <> 'streaming'", 0, 0), ==,
                   ask (db, "SELECT count(*) FROM message_search", 0, 0));
  g_assert_cmpint (ask (db, "SELECT count(*) FROM threads", 0, 0), ==,
                   ask (db, "SELECT count(*) FROM thread_search", 0, 0));
  g_assert_cmpint (ask (db,
                        "SELECT count(*) FROM threads AS t WHERE message_count <> (SELECT count(*) FROM "
                        "messages WHERE thread_id = t.id) OR cost <> (SELECT ifnull(sum(cost), 0) FROM "
                        "messages WHERE thread_id = t.id)",
                        0, 0),
                   ==, 0);
  g_assert_cmpint (ask (db,
                        "SELECT count(*) FROM message_chunks AS c JOIN messages AS m ON m.id = c.message_id "
                        "WHERE m.state <> 'streaming'",
                        0, 0),
                   ==, 0);
  /* A message's branch comes and goes as a whole. */
  g_assert_cmpint (ask (db,
                        "SELECT count(*) FROM messages AS m JOIN messages AS p ON p.id = m.parent_id WHERE "
                        "p.deleted_at IS NOT NULL AND m.deleted_at IS NULL",
                        0, 0),
                   ==, 0);
}
