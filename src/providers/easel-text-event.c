// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-text-event.h"

G_DEFINE_BOXED_TYPE (EaselTextEvent, easel_text_event, easel_text_event_ref, easel_text_event_unref)

static void
clear (gpointer data)
{
  EaselTextEvent *event = data;

  g_free (event->text);
  g_free (event->name);
  g_free (event->id);
  g_free (event->mime_type);
  g_clear_pointer (&event->data, g_bytes_unref);
  g_clear_error (&event->error);
}

/**
 * easel_text_event_new:
 * @kind: what happened
 *
 * Returns: (transfer full): an event with nothing else set
 */
EaselTextEvent *
easel_text_event_new (EaselTextEventKind kind)
{
  EaselTextEvent *event = g_atomic_rc_box_new0 (EaselTextEvent);

  event->kind = kind;
  event->usage = (EaselUsage) EASEL_USAGE_INIT;
  return event;
}

/**
 * easel_text_event_new_text:
 * @kind: what happened
 * @text: the event's text
 *
 * Returns: (transfer full): an event with @text
 */
EaselTextEvent *
easel_text_event_new_text (EaselTextEventKind kind, const char *text)
{
  EaselTextEvent *event = easel_text_event_new (kind);

  event->text = g_strdup (text);
  return event;
}

/**
 * easel_text_event_ref:
 * @event: an event
 *
 * Returns: (transfer full): @event
 */
EaselTextEvent *
easel_text_event_ref (EaselTextEvent *event)
{
  return g_atomic_rc_box_acquire (event);
}

/**
 * easel_text_event_unref:
 * @event: (transfer full): an event
 *
 * Gives back one reference.
 */
void
easel_text_event_unref (EaselTextEvent *event)
{
  g_atomic_rc_box_release_full (event, clear);
}

static gint64
add (gint64 a, gint64 b)
{
  gint64 sum;

  if (a < 0 || b < 0)
    return MAX (a, b);
  return __builtin_add_overflow (a, b, &sum) ? G_MAXINT64 : sum;
}

/**
 * easel_usage_normalise:
 * @raw: the provider's own numbers
 * @style: how its protocol counts
 * @usage: (out caller-allocates): the same in one way of counting: `input` is
 *   all that was read, `output` all that was written and thought, `total` both
 *
 * Brings the ways of counting together: one provider leaves cached tokens out
 * of the input, some leave the reasoning out of the output: one of them always,
 * of the others it shows in their total, which is then the sum of all three. An
 * output that is not said is what the total leaves over.
 */
void
easel_usage_normalise (const EaselUsage *raw, EaselUsageStyle style, EaselUsage *usage)
{
  EaselUsage result;

  g_return_if_fail (raw != NULL);
  g_return_if_fail (usage != NULL);

  result = *raw;
  if (style == EASEL_USAGE_CACHE_APART && result.input >= 0)
    result.input = add (add (raw->input, MAX (raw->cached_input, 0)), MAX (raw->cache_write, 0));
  if (style == EASEL_USAGE_REASONING_APART)
    {
      result.output = add (raw->output, raw->reasoning);
      if (result.output < 0 && raw->input >= 0 && raw->total >= raw->input)
        result.output = raw->total - raw->input;
    }
  else if (raw->reasoning > 0 && raw->output >= 0 && raw->input >= 0 &&
           raw->total == add (add (raw->input, raw->output), raw->reasoning))
    result.output = add (raw->output, raw->reasoning);
  if (result.input >= 0 && result.output >= 0)
    result.total = add (result.input, result.output);
  *usage = result;
}

/**
 * easel_finish_reason_get_name:
 * @reason: why an answer ended
 *
 * Returns: a word for a script or a log
 */
const char *
easel_finish_reason_get_name (EaselFinishReason reason)
{
  switch (reason)
    {
    case EASEL_FINISH_STOP:
      return "stop";
    case EASEL_FINISH_LENGTH:
      return "length";
    case EASEL_FINISH_TOOL_CALLS:
      return "tool-calls";
    case EASEL_FINISH_REFUSED:
      return "refused";
    case EASEL_FINISH_PAUSED:
      return "paused";
    case EASEL_FINISH_UNKNOWN:
    default:
      return "unknown";
    }
}
