// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-replay.h"

#include <string.h>

#include "easel-error.h"

EaselReplay *
easel_replay_new (void)
{
  EaselReplay *self = g_new0 (EaselReplay, 1);

  self->text = g_string_new (NULL);
  self->reasoning = g_string_new (NULL);
  self->refusal = g_string_new (NULL);
  self->tool_calls = g_ptr_array_new_with_free_func (g_free);
  self->states = g_ptr_array_new_with_free_func (g_free);
  self->images = g_ptr_array_new_with_free_func (g_free);
  self->usage = (EaselUsage) EASEL_USAGE_INIT;
  return self;
}

void
easel_replay_free (EaselReplay *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->reasoning, TRUE);
  g_string_free (self->refusal, TRUE);
  g_ptr_array_unref (self->tool_calls);
  g_ptr_array_unref (self->states);
  g_ptr_array_unref (self->images);
  g_free (self->finish_word);
  g_clear_error (&self->error);
  g_free (self);
}

static void
restart (EaselReplay *self)
{
  g_string_truncate (self->text, 0);
  g_string_truncate (self->reasoning, 0);
  g_string_truncate (self->refusal, 0);
  g_ptr_array_set_size (self->tool_calls, 0);
  g_ptr_array_set_size (self->states, 0);
  g_ptr_array_set_size (self->images, 0);
  self->n_citations = 0;
  self->usage = (EaselUsage) EASEL_USAGE_INIT;
  self->n_restarts++;
}

/* Type, length and checksum. */
static char *
describe_image (const EaselTextEvent *event)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, event->data);

  g_assert_nonnull (event->mime_type);
  return g_strdup_printf ("%s %" G_GSIZE_FORMAT " %s", event->mime_type, g_bytes_get_size (event->data), sum);
}

static void
take_event (EaselReplay *self, const EaselTextEvent *event)
{
  g_assert_cmpuint (self->n_finishes, ==, 0);
  switch (event->kind)
    {
    case EASEL_TEXT_EVENT_TEXT:
      g_assert_true (g_utf8_validate (event->text, -1, NULL));
      g_string_append (self->text, event->text);
      break;
    case EASEL_TEXT_EVENT_REASONING:
      g_assert_true (g_utf8_validate (event->text, -1, NULL));
      g_string_append (self->reasoning, event->text);
      break;
    case EASEL_TEXT_EVENT_REFUSAL:
      g_string_append (self->refusal, event->text);
      break;
    case EASEL_TEXT_EVENT_TOOL_CALL:
      g_ptr_array_add (self->tool_calls, g_strdup_printf ("%s %s", event->name, event->text));
      break;
    case EASEL_TEXT_EVENT_STATE:
      g_ptr_array_add (self->states, g_strdup (event->text));
      break;
    case EASEL_TEXT_EVENT_CITATION:
      self->n_citations++;
      break;
    case EASEL_TEXT_EVENT_IMAGE:
      g_ptr_array_add (self->images, describe_image (event));
      break;
    case EASEL_TEXT_EVENT_USAGE:
      self->usage = event->usage;
      break;
    case EASEL_TEXT_EVENT_RESTART:
      restart (self);
      break;
    case EASEL_TEXT_EVENT_ERROR:
      g_assert_null (self->error);
      g_assert_cmpuint (event->error->domain, ==, EASEL_ERROR);
      self->error = g_error_copy (event->error);
      break;
    case EASEL_TEXT_EVENT_FINISH:
      g_assert_null (self->error);
      self->n_finishes++;
      break;
    case EASEL_TEXT_EVENT_WAIT:
    case EASEL_TEXT_EVENT_PARAMETER:
    default:
      g_assert_not_reached ();
    }
}

void
easel_replay_take (EaselReplay *self, EaselTextReader *reader)
{
  const char *word;

  while (TRUE)
    {
      g_autoptr (EaselTextEvent) event = easel_text_reader_next (reader);

      if (event == NULL)
        break;
      take_event (self, event);
    }
  self->finish = easel_text_reader_get_finish (reader, &word);
  g_set_str (&self->finish_word, word);
}

static void
append_list (GString *text, const char *name, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (text, "%s: %s\n", name, (const char *) g_ptr_array_index (list, i));
}

/* One text that differs whenever two answers differ. */
char *
easel_replay_describe (EaselReplay *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "text: %s\nreasoning: %s\nrefusal: %s\n", self->text->str,
                          self->reasoning->str, self->refusal->str);
  append_list (text, "call", self->tool_calls);
  append_list (text, "state", self->states);
  append_list (text, "image", self->images);
  g_string_append_printf (text, "citations %u restarts %u finishes %u\n", self->n_citations, self->n_restarts,
                          self->n_finishes);
  g_string_append_printf (
      text,
      "usage %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
      " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
      self->usage.input, self->usage.cached_input, self->usage.cache_write, self->usage.output,
      self->usage.reasoning, self->usage.total, self->usage.cost_microusd);
  g_string_append_printf (text, "finish %s %s\nerror %s %s\n", easel_finish_reason_get_name (self->finish),
                          self->finish_word, self->error != NULL ? easel_error_get_name (self->error) : "-",
                          self->error != NULL ? self->error->message : "-");
  return g_string_free (text, FALSE);
}

/* Feeds @data in pieces of @sizes, the last of which is repeated. Each piece is
 * an allocation of its own, so that a read beyond it is found. */
EaselReplay *
easel_replay_run (const EaselTextProtocol *protocol,
                  const char *content_type,
                  const char *data,
                  gsize length,
                  const gsize *sizes,
                  gsize n_sizes)
{
  g_autoptr (EaselTextReader) reader = easel_text_reader_new (protocol, content_type, "ai.example");
  EaselReplay *self = easel_replay_new ();
  gsize at = 0;

  for (gsize i = 0; at < length; i++)
    {
      gsize size = MIN (sizes[MIN (i, n_sizes - 1)], length - at);
      g_autofree guint8 *piece = g_memdup2 (data + at, size);

      easel_text_reader_push (reader, piece, size);
      easel_replay_take (self, reader);
      at += size;
    }
  easel_text_reader_finish (reader);
  easel_replay_take (self, reader);
  g_assert_true (easel_text_reader_is_done (reader));
  g_assert_cmpint (self->n_finishes, ==, self->error == NULL ? 1 : 0);
  return self;
}

static void
check (const EaselTextProtocol *protocol,
       const char *content_type,
       const char *data,
       gsize length,
       gsize first,
       gsize rest,
       const char *expected)
{
  gsize sizes[2] = { first, rest };
  g_autoptr (EaselReplay) replay = easel_replay_run (protocol, content_type, data, length, sizes, 2);
  g_autofree char *description = easel_replay_describe (replay);

  if (!g_str_equal (description, expected))
    {
      g_test_message ("%" G_GSIZE_FORMAT " bytes, then pieces of %" G_GSIZE_FORMAT, first, rest);
      g_assert_cmpstr (description, ==, expected);
    }
}

/* An image of megabytes takes a second to read: few pieces, at seeded places. */
static void
check_few_cuts (const EaselTextProtocol *protocol,
                const char *content_type,
                const char *data,
                gsize length,
                const char *expected)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261120);

  check (protocol, content_type, data, length, 1000, 1000, expected);
  check (protocol, content_type, data, length, 65536, 65536, expected);
  for (guint i = 0; i < 6; i++)
    {
      gsize first = (gsize) g_rand_int_range (random, 1, (gint32) MIN (length, (gsize) G_MAXINT32));

      check (protocol, content_type, data, length, first, length, expected);
      check (protocol, content_type, data, length, i + 1, length - i * 100 - 1, expected);
    }
}

/* The same answer, whatever the pieces. Pieces of n bytes, begun at each of n
 * places, cut the answer at each of its bytes, at n times the cost of reading
 * it: what two pieces for each cut would take hours for. Short answers are also
 * fed in two pieces. */
void
easel_replay_check_cuts (const EaselTextProtocol *protocol,
                         const char *content_type,
                         const char *data,
                         gsize length)
{
  static const gsize sizes[] = { 1, 2, 3, 7, 1000, 4096, 65536 };
  g_autoptr (EaselReplay) whole = easel_replay_run (protocol, content_type, data, length, &length, 1);
  g_autofree char *expected = easel_replay_describe (whole);
  gsize piece = length > 32 * 1024 ? 31 : length > 2048 ? 127 : 509;

  if (length > 1024 * 1024)
    {
      check_few_cuts (protocol, content_type, data, length, expected);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    check (protocol, content_type, data, length, sizes[i], sizes[i], expected);
  for (gsize first = 1; first <= piece; first++)
    check (protocol, content_type, data, length, first, piece, expected);
  for (gsize cut = 1; length <= 1024 && cut < length; cut++)
    check (protocol, content_type, data, length, cut, length, expected);
}
