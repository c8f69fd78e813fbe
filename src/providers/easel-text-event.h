// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselUsage:
 * @input: tokens read
 * @cached_input: of these, read from the provider's cache
 * @cache_write: of these, written to the provider's cache
 * @output: tokens written
 * @reasoning: of these, thought and not shown
 * @total: all of them, as the provider adds up
 * @cost_microusd: price in millionths of a US dollar, as the provider says
 *
 * What a call used. -1 is "not said". Events hold the provider's own numbers,
 * which providers count differently; easel_usage_normalise() makes them one.
 */
typedef struct
{
  gint64 input;
  gint64 cached_input;
  gint64 cache_write;
  gint64 output;
  gint64 reasoning;
  gint64 total;
  gint64 cost_microusd;
} EaselUsage;

#define EASEL_USAGE_INIT { -1, -1, -1, -1, -1, -1, -1 }

/**
 * EaselUsageStyle:
 * @EASEL_USAGE_CACHE_INSIDE: the input includes what came from the cache
 * @EASEL_USAGE_CACHE_APART: cache reads and writes come on top of the input
 * @EASEL_USAGE_REASONING_APART: what was thought comes on top of the output
 *
 * How a protocol counts.
 */
typedef enum
{
  EASEL_USAGE_CACHE_INSIDE,
  EASEL_USAGE_CACHE_APART,
  EASEL_USAGE_REASONING_APART,
} EaselUsageStyle;

/**
 * EaselFinishReason:
 * @EASEL_FINISH_UNKNOWN: a word that is not known here
 * @EASEL_FINISH_STOP: the model had said all
 * @EASEL_FINISH_LENGTH: cut at a limit of tokens
 * @EASEL_FINISH_TOOL_CALLS: waits for the results of tools
 * @EASEL_FINISH_REFUSED: the model or a filter declined
 * @EASEL_FINISH_PAUSED: goes on when the answer is sent back
 */
typedef enum
{
  EASEL_FINISH_UNKNOWN,
  EASEL_FINISH_STOP,
  EASEL_FINISH_LENGTH,
  EASEL_FINISH_TOOL_CALLS,
  EASEL_FINISH_REFUSED,
  EASEL_FINISH_PAUSED,
} EaselFinishReason;

/**
 * EaselTextEventKind:
 * @EASEL_TEXT_EVENT_TEXT: `text` continues the answer
 * @EASEL_TEXT_EVENT_REASONING: `text` continues what the model thinks
 * @EASEL_TEXT_EVENT_IMAGE: an image, `data` and `mime_type`
 * @EASEL_TEXT_EVENT_TOOL_CALL: the whole call of the tool `name`, its `id`, its
 *   arguments as JSON in `text` (may be cut when the answer was)
 * @EASEL_TEXT_EVENT_CITATION: a source: its address or document in `id`, title
 *   in `name`, cited words in `text`, each may be %NULL
 * @EASEL_TEXT_EVENT_REFUSAL: `text` continues why the model declines
 * @EASEL_TEXT_EVENT_USAGE: `usage`, the provider's numbers so far: the last
 *   event counts, they do not add up
 * @EASEL_TEXT_EVENT_STATE: `text` is JSON to give back unchanged in the next
 *   request to the same provider, see easel_text_request_add_state()
 * @EASEL_TEXT_EVENT_FINISH: the answer is whole; `finish`, and the provider's
 *   word for it in `name`. Always the last event
 * @EASEL_TEXT_EVENT_ERROR: the answer failed, `error`; what came stays valid
 * @EASEL_TEXT_EVENT_RESTART: what came so far is void, the answer begins again
 * @EASEL_TEXT_EVENT_WAIT: the call is tried again in `wait` microseconds as
 *   try number `attempt`, because of `error`
 * @EASEL_TEXT_EVENT_PARAMETER: the parameter `name` was left out because the
 *   model refuses it; `error` is set if the model said so just now, which is
 *   worth remembering
 */
typedef enum
{
  EASEL_TEXT_EVENT_TEXT,
  EASEL_TEXT_EVENT_REASONING,
  EASEL_TEXT_EVENT_IMAGE,
  EASEL_TEXT_EVENT_TOOL_CALL,
  EASEL_TEXT_EVENT_CITATION,
  EASEL_TEXT_EVENT_REFUSAL,
  EASEL_TEXT_EVENT_USAGE,
  EASEL_TEXT_EVENT_STATE,
  EASEL_TEXT_EVENT_FINISH,
  EASEL_TEXT_EVENT_ERROR,
  EASEL_TEXT_EVENT_RESTART,
  EASEL_TEXT_EVENT_WAIT,
  EASEL_TEXT_EVENT_PARAMETER,
} EaselTextEventKind;

#define EASEL_TYPE_TEXT_EVENT (easel_text_event_get_type ())

/**
 * EaselTextEvent:
 *
 * One thing that happened in an answer. Which fields are set depends on the
 * kind, see #EaselTextEventKind. Texts are valid UTF-8. Only read after it was
 * handed out, by any thread.
 */
typedef struct
{
  EaselTextEventKind kind;
  EaselFinishReason finish;
  char *text;
  char *name;
  char *id;
  GBytes *data;
  char *mime_type;
  GError *error;
  EaselUsage usage;
  gint64 wait;
  guint attempt;
} EaselTextEvent;

typedef void (*EaselTextEventFunc) (const EaselTextEvent *event, gpointer user_data);

GType easel_text_event_get_type (void) G_GNUC_CONST;
EaselTextEvent *easel_text_event_new (EaselTextEventKind kind) G_GNUC_WARN_UNUSED_RESULT;
EaselTextEvent *easel_text_event_new_text (EaselTextEventKind kind,
                                           const char *text) G_GNUC_WARN_UNUSED_RESULT;
EaselTextEvent *easel_text_event_ref (EaselTextEvent *event);
void easel_text_event_unref (EaselTextEvent *event);

void easel_usage_normalise (const EaselUsage *raw, EaselUsageStyle style, EaselUsage *usage);
const char *easel_finish_reason_get_name (EaselFinishReason reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTextEvent, easel_text_event_unref)

G_END_DECLS
