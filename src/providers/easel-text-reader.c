// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-text-reader.h"
#include "easel-text-reader-private.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-http-error.h"
#include "easel-ndjson-reader.h"
#include "easel-sse-reader.h"
#include "easel-wire-reading-private.h"

/* Longest answer that is not a stream. */
#define WHOLE_CAP ((gsize) 64 * 1024 * 1024)

typedef enum
{
  FORM_UNKNOWN,
  FORM_STREAM,
  FORM_LINES,
  FORM_WHOLE,
  FORM_PAGE,
} Form;

struct _EaselTextReader
{
  const EaselTextProtocol *protocol;
  char *host;
  gpointer state;
  EaselSseReader *sse;
  EaselNdjsonReader *lines;
  GByteArray *whole;
  GQueue events;
  EaselUsage usage;
  EaselFinishReason finish;
  char *finish_word;
  char *response_id;
  gsize pending;
  gsize n_lines;
  Form form;
  gboolean is_page;
  gboolean at_end;
  gboolean failed;
  gboolean done;
};

static void
clear (gpointer data)
{
  EaselTextReader *self = data;

  self->protocol->state_free (self->state);
  g_clear_pointer (&self->sse, easel_sse_reader_free);
  g_clear_pointer (&self->lines, easel_ndjson_reader_free);
  g_clear_pointer (&self->whole, g_byte_array_unref);
  g_queue_clear_full (&self->events, (GDestroyNotify) easel_text_event_unref);
  g_free (self->finish_word);
  g_free (self->response_id);
  g_free (self->host);
}

static void
fail_broken (EaselTextReader *self)
{
  _easel_text_reader_fail (self,
                           easel_http_error_new_for_transport (EASEL_TRANSPORT_BROKEN, NULL, self->host));
}

/* The error that stands in @root, which may be in one of the shapes only, or is
 * known to be one (@is_error). */
static gboolean
read_error (EaselTextReader *self, JsonNode *root, gboolean is_error)
{
  if (!is_error && !easel_http_error_is_error (root))
    return FALSE;
  if (!self->failed)
    _easel_text_reader_fail (self, easel_http_error_new_for_json (200, NULL, root, self->host));
  return TRUE;
}

static void
fail_bad_json (EaselTextReader *self)
{
  _easel_text_reader_fail (
      self, g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                         _ ("The answer of %s is not valid JSON. Try again; if it goes on, check the "
                            "provider's address and protocol."),
                         self->host));
}

/* An error that is no JSON: its text is all there is. */
static void
fail_text (EaselTextReader *self, const char *text, gsize length)
{
  _easel_text_reader_fail (self, easel_http_error_new (200, NULL, text, (gssize) length, self->host, 0));
}

/* The label on the box is often wrong: gateways send errors as
 * text/event-stream and streams as text/plain. The first byte is not. Returns
 * where it stands: white space and a byte order mark before it are dropped. */
static gsize
decide_form (EaselTextReader *self, const guint8 *data, gsize length)
{
  gsize at = 0;

  while (at < length &&
         (g_ascii_isspace (data[at]) || data[at] == 0xEF || data[at] == 0xBB || data[at] == 0xBF))
    at++;
  if (at == length)
    return at;

  if (data[at] == '<' || (self->is_page && data[at] != '{' && data[at] != '['))
    self->form = FORM_PAGE;
  else if (data[at] == '{' && self->protocol->framing == EASEL_TEXT_FRAMING_LINES)
    {
      self->form = FORM_LINES;
      self->lines = easel_ndjson_reader_new (0);
      self->whole = g_byte_array_new ();
    }
  else if (data[at] == '{' || data[at] == '[')
    {
      self->form = FORM_WHOLE;
      self->whole = g_byte_array_new ();
    }
  else
    {
      self->form = FORM_STREAM;
      self->sse = easel_sse_reader_new (EASEL_SSE_DEFAULT_CAP);
    }
  return at;
}

static gboolean
is_done_marker (const EaselSseEvent *event)
{
  const char *at = event->data;
  gsize length = event->data_length;

  while (length > 0 && g_ascii_isspace (*at))
    {
      at++;
      length--;
    }
  while (length > 0 && g_ascii_isspace (at[length - 1]))
    length--;
  return length == 6 && memcmp (at, "[DONE]", 6) == 0;
}

static gboolean
is_blank (const char *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (data[i]))
      return FALSE;
  return TRUE;
}

static void
read_stream_event (EaselTextReader *self, const EaselSseEvent *event)
{
  g_autoptr (JsonNode) root = NULL;

  if (is_done_marker (event))
    {
      self->protocol->read_done (self);
      return;
    }
  if (is_blank (event->data, event->data_length))
    return;

  root = easel_json_parse (event->data, (gssize) event->data_length, NULL);
  if (root == NULL && strcmp (event->event, "error") == 0)
    fail_text (self, event->data, event->data_length);
  else if (root == NULL && self->at_end)
    fail_broken (self);
  else if (root == NULL)
    fail_bad_json (self);
  else if (!read_error (self, root, strcmp (event->event, "error") == 0) || JSON_NODE_HOLDS_OBJECT (root))
    self->protocol->read_event (self, event->event, root);
}

static void
drain_stream (EaselTextReader *self)
{
  const EaselSseEvent *event;

  while (!self->done && (event = easel_sse_reader_next (self->sse)) != NULL)
    {
      self->pending = 0;
      read_stream_event (self, event);
    }
}

/* A line that is no JSON may be the first of a whole answer that a gateway wrote
 * with line breaks: it is kept until the end. */
static gboolean
keep_line (EaselTextReader *self, const char *line, gsize length)
{
  if (self->n_lines > 0 || length >= WHOLE_CAP - self->whole->len)
    return FALSE;
  g_byte_array_append (self->whole, (const guint8 *) line, (guint) length);
  g_byte_array_append (self->whole, (const guint8 *) "\n", 1);
  return TRUE;
}

static void
read_line (EaselTextReader *self, const char *line, gsize length)
{
  g_autoptr (JsonNode) root = NULL;

  if (self->whole->len > 0)
    {
      if (!keep_line (self, line, length))
        fail_bad_json (self);
      return;
    }
  root = easel_json_parse (line, (gssize) length, NULL);
  if (root == NULL)
    {
      if (keep_line (self, line, length))
        return;
      if (self->at_end)
        fail_broken (self);
      else
        fail_bad_json (self);
      return;
    }
  self->n_lines++;
  if (!read_error (self, root, FALSE) || JSON_NODE_HOLDS_OBJECT (root))
    self->protocol->read_event (self, "", root);
}

static void
drain_lines (EaselTextReader *self)
{
  const char *line;
  gsize length;

  while (!self->done && (line = easel_ndjson_reader_next (self->lines, &length)) != NULL)
    {
      self->pending = self->whole->len;
      read_line (self, line, length);
    }
}

/* Errors that stand outside any event, see easel_sse_reader_get_stray(). */
static void
read_stray (EaselTextReader *self)
{
  const char *stray = easel_sse_reader_get_stray (self->sse);
  g_autoptr (JsonNode) root = NULL;
  const char *brace;

  if (stray == NULL || *stray == '\0' || self->failed)
    return;
  brace = strchr (stray, '{');
  root = brace != NULL ? easel_json_parse (brace, -1, NULL) : NULL;
  if (root != NULL && read_error (self, root, g_str_has_prefix (stray, "error")))
    return;
  if (g_str_has_prefix (stray, "error"))
    fail_text (self, stray, strlen (stray));
}

/* An array that was cut: the elements that came whole count. */
static void
read_cut_array (EaselTextReader *self)
{
  const char *data = (const char *) self->whole->data;
  gsize at = 0, start = 0, end = 0;

  while (data[0] == '[' && !self->failed &&
         _easel_wire_next_element (data, self->whole->len, &at, &start, &end))
    {
      g_autoptr (JsonNode) element = easel_json_parse (data + start, (gssize) (end - start), NULL);

      if (element == NULL)
        return;
      if (!read_error (self, element, FALSE))
        self->protocol->read_event (self, "message", element);
    }
}

static void
read_whole (EaselTextReader *self)
{
  g_autoptr (JsonNode) root = NULL;
  const char *data = (const char *) self->whole->data;
  gsize length = self->whole->len;

  root = easel_json_parse (data, (gssize) length, NULL);
  if (root == NULL && length > 0)
    read_cut_array (self);
  while (length > 0 && g_ascii_isspace (data[length - 1]))
    length--;
  if (root != NULL && (!read_error (self, root, FALSE) || JSON_NODE_HOLDS_OBJECT (root)))
    self->protocol->read_whole (self, root);
  else if (root == NULL && length > 0 && data[length - 1] == (data[0] == '[' ? ']' : '}'))
    fail_bad_json (self);
  else if (root == NULL && self->finish_word == NULL)
    fail_broken (self);
}

static void
push_lines (EaselTextReader *self, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;

  self->pending += length;
  if (easel_ndjson_reader_push (self->lines, data, length, &error))
    {
      drain_lines (self);
      return;
    }
  _easel_text_reader_fail (self, g_steal_pointer (&error));
  self->done = TRUE;
}

/* What is left is a line; what was kept is the whole answer. */
static void
finish_lines (EaselTextReader *self)
{
  g_autoptr (GError) error = NULL;

  if (!easel_ndjson_reader_finish (self->lines, &error))
    _easel_text_reader_fail (self, g_steal_pointer (&error));
  else
    drain_lines (self);
  if (!self->done && self->whole->len > 0)
    read_whole (self);
}

/**
 * easel_text_reader_new:
 * @protocol: how the answer is written
 * @content_type: (nullable): the answer's Content-Type
 * @host: (nullable): the host that answers, for errors
 *
 * Makes a reader of one answer with status 200. It takes streams of
 * server-sent events or lines, and whole JSON, whatever @content_type says, by the first
 * byte that is no white space.
 *
 * Feed it with easel_text_reader_push() and easel_text_reader_finish(), and
 * take events with easel_text_reader_next() after each. It does no I/O and has
 * no clock; use it from one thread at a time.
 *
 * Returns: (transfer full): a reader
 */
EaselTextReader *
easel_text_reader_new (const EaselTextProtocol *protocol, const char *content_type, const char *host)
{
  EaselTextReader *self;
  g_autofree char *type = content_type != NULL ? g_ascii_strdown (content_type, -1) : g_strdup ("");

  g_return_val_if_fail (protocol != NULL, NULL);

  self = g_atomic_rc_box_new0 (EaselTextReader);
  self->protocol = protocol;
  self->host = g_strdup (host != NULL ? host : protocol->label);
  self->state = protocol->state_new ();
  self->usage = (EaselUsage) EASEL_USAGE_INIT;
  self->is_page = g_str_has_prefix (type, "text/html") || g_str_has_prefix (type, "application/xhtml");
  g_queue_init (&self->events);
  return self;
}

/**
 * easel_text_reader_ref:
 * @self: a reader
 *
 * Returns: (transfer full): @self
 */
EaselTextReader *
easel_text_reader_ref (EaselTextReader *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * easel_text_reader_unref:
 * @self: (transfer full): a reader
 *
 * Gives back one reference.
 */
void
easel_text_reader_unref (EaselTextReader *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * easel_text_reader_push:
 * @self: a reader
 * @data: (array length=length): bytes as they came, cut anywhere
 * @length: how many
 *
 * Reads on. What the answer says is waiting in easel_text_reader_next() then,
 * errors too.
 */
void
easel_text_reader_push (EaselTextReader *self, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  if (self->done || length == 0)
    return;
  if (self->form == FORM_UNKNOWN)
    {
      gsize skipped = decide_form (self, data, length);

      data += skipped;
      length -= skipped;
    }

  if (self->form == FORM_STREAM)
    {
      self->pending += length;
      if (!easel_sse_reader_push (self->sse, data, length, &error))
        {
          _easel_text_reader_fail (self, g_steal_pointer (&error));
          self->done = TRUE;
          return;
        }
      drain_stream (self);
    }
  else if (self->form == FORM_LINES)
    push_lines (self, data, length);
  else if (self->form == FORM_WHOLE)
    {
      if (length > WHOLE_CAP - self->whole->len)
        {
          _easel_text_reader_fail (self,
                                   g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                                                _ ("The answer of %s was not taken, because it is longer "
                                                   "than 64 MiB. Ask for less at once."),
                                                self->host));
          self->done = TRUE;
          return;
        }
      g_byte_array_append (self->whole, data, (guint) length);
      self->pending = self->whole->len;
    }
  else if (self->form == FORM_PAGE)
    {
      _easel_text_reader_fail (self, easel_http_error_new_for_page (self->host));
      self->done = TRUE;
    }
}

/**
 * easel_text_reader_finish:
 * @self: a reader
 *
 * Says that no more bytes come. An answer that was not whole by then becomes
 * an error, %EASEL_ERROR_NETWORK; what came of it stays valid.
 */
void
easel_text_reader_finish (EaselTextReader *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  if (self->done)
    return;
  self->at_end = TRUE;
  if (self->form == FORM_STREAM)
    {
      if (!easel_sse_reader_finish (self->sse, &error))
        _easel_text_reader_fail (self, g_steal_pointer (&error));
      else
        drain_stream (self);
      if (!self->done)
        read_stray (self);
    }
  else if (self->form == FORM_LINES)
    finish_lines (self);
  else if (self->form == FORM_WHOLE)
    read_whole (self);

  if (!self->done && !self->failed)
    {
      if (self->finish_word != NULL && !self->protocol->end_is_marked)
        _easel_text_reader_complete (self);
      else if (self->form == FORM_UNKNOWN)
        _easel_text_reader_fail (
            self, easel_http_error_new_for_transport (EASEL_TRANSPORT_RESET, NULL, self->host));
      else
        fail_broken (self);
    }
  self->done = TRUE;
}

/**
 * easel_text_reader_next:
 * @self: a reader
 *
 * Returns: (transfer full) (nullable): the next event; %NULL if there is none yet
 */
EaselTextEvent *
easel_text_reader_next (EaselTextReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_queue_pop_head (&self->events);
}

/**
 * easel_text_reader_is_done:
 * @self: a reader
 *
 * Returns: whether the answer's end was read, so that nothing can follow
 */
gboolean
easel_text_reader_is_done (EaselTextReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->done;
}

/**
 * easel_text_reader_is_ending:
 * @self: a reader
 *
 * Returns: whether the answer is over but for what a provider may still add: the
 *   usage and the mark of the end. A server that adds neither and keeps the
 *   connection is not to be waited for long.
 */
gboolean
easel_text_reader_is_ending (EaselTextReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->done || self->failed || self->finish_word != NULL;
}

/**
 * easel_text_reader_get_pending:
 * @self: a reader
 *
 * Returns: how many bytes are held that belong to something not complete yet: how
 *   much the next push may have to parse beside its own bytes
 */
gsize
easel_text_reader_get_pending (EaselTextReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->pending;
}

/**
 * easel_text_reader_get_finish:
 * @self: a reader
 * @word: (out) (optional) (nullable): the provider's word for it, %NULL if it has
 *   not said yet
 *
 * Returns: why the answer ended
 */
EaselFinishReason
easel_text_reader_get_finish (EaselTextReader *self, const char **word)
{
  g_return_val_if_fail (self != NULL, EASEL_FINISH_UNKNOWN);

  if (word != NULL)
    *word = self->finish_word;
  return self->finish;
}

/**
 * easel_text_reader_get_usage:
 * @self: a reader
 * @usage: (out caller-allocates): the provider's own numbers so far
 *
 * Gets what the call used.
 */
void
easel_text_reader_get_usage (EaselTextReader *self, EaselUsage *usage)
{
  g_return_if_fail (self != NULL);

  *usage = self->usage;
}

/**
 * easel_text_reader_get_response_id:
 * @self: a reader
 *
 * Returns: (nullable): the id that the answer gives itself
 */
const char *
easel_text_reader_get_response_id (EaselTextReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->response_id;
}

/* For the protocols. */

gpointer
_easel_text_reader_get_state (EaselTextReader *self)
{
  return self->state;
}

/* Takes @event. After an error only usage is of interest. */
void
_easel_text_reader_emit (EaselTextReader *self, EaselTextEvent *event)
{
  if (self->done || (self->failed && event->kind != EASEL_TEXT_EVENT_USAGE))
    easel_text_event_unref (event);
  else
    g_queue_push_tail (&self->events, event);
}

void
_easel_text_reader_emit_text (EaselTextReader *self, EaselTextEventKind kind, const char *text)
{
  if (text != NULL && *text != '\0')
    _easel_text_reader_emit (self, easel_text_event_new_text (kind, text));
}

/* What came so far is void. The protocol resets its own state. */
void
_easel_text_reader_restart (EaselTextReader *self)
{
  self->usage = (EaselUsage) EASEL_USAGE_INIT;
  self->finish = EASEL_FINISH_UNKNOWN;
  g_clear_pointer (&self->finish_word, g_free);
  _easel_text_reader_emit (self, easel_text_event_new (EASEL_TEXT_EVENT_RESTART));
}

/* Takes @error. The first one counts: some providers say it twice. */
void
_easel_text_reader_fail (EaselTextReader *self, GError *error)
{
  EaselTextEvent *event = easel_text_event_new (EASEL_TEXT_EVENT_ERROR);

  event->error = error;
  if (!self->failed)
    self->protocol->flush (self, FALSE);
  _easel_text_reader_emit (self, event);
  self->failed = TRUE;
}

/* @root is a whole answer without a message: an error in a shape of its own, or
 * the answer to something else. */
void
_easel_text_reader_fail_without_message (EaselTextReader *self, JsonNode *root)
{
  g_autofree char *message = easel_http_error_dup_message (root);

  if (message != NULL)
    read_error (self, root, TRUE);
  else
    _easel_text_reader_fail (self, g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                                                _ ("The answer of %s holds no message. Check the provider's "
                                                   "address and protocol."),
                                                self->host));
}

/* The provider ended the answer with an error that it does not describe. */
void
_easel_text_reader_fail_with_reason (EaselTextReader *self)
{
  _easel_text_reader_fail (self, easel_http_error_new_for_json (200, NULL, NULL, self->host));
}

static gboolean
take_number (gint64 *held, gint64 number)
{
  if (number < 0 || number == *held)
    return FALSE;
  *held = number;
  return TRUE;
}

/* The last number seen counts; -1 is none. */
void
_easel_text_reader_update_usage (EaselTextReader *self, const EaselUsage *usage)
{
  gboolean changed = FALSE;

  changed |= take_number (&self->usage.input, usage->input);
  changed |= take_number (&self->usage.cached_input, usage->cached_input);
  changed |= take_number (&self->usage.cache_write, usage->cache_write);
  changed |= take_number (&self->usage.output, usage->output);
  changed |= take_number (&self->usage.reasoning, usage->reasoning);
  changed |= take_number (&self->usage.total, usage->total);
  changed |= take_number (&self->usage.cost_microusd, usage->cost_microusd);
  if (changed)
    {
      EaselTextEvent *event = easel_text_event_new (EASEL_TEXT_EVENT_USAGE);

      event->usage = self->usage;
      _easel_text_reader_emit (self, event);
    }
}

void
_easel_text_reader_set_finish (EaselTextReader *self, EaselFinishReason finish, const char *word)
{
  self->finish = finish;
  g_set_str (&self->finish_word, word);
}

void
_easel_text_reader_set_response_id (EaselTextReader *self, const char *id)
{
  if (id != NULL && *id != '\0' && self->response_id == NULL)
    self->response_id = g_strdup (id);
}

/* The answer said its end. Without a reason for it, it is not whole. */
void
_easel_text_reader_complete (EaselTextReader *self)
{
  if (self->finish_word == NULL && !self->failed)
    fail_broken (self);
  if (!self->failed)
    {
      EaselTextEvent *event;

      self->protocol->flush (self, TRUE);
      event = easel_text_event_new (EASEL_TEXT_EVENT_FINISH);
      event->finish = self->finish;
      event->name = g_strdup (self->finish_word);
      _easel_text_reader_emit (self, event);
    }
  self->done = TRUE;
}
