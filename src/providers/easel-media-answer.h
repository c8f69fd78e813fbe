// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-event.h"

G_BEGIN_DECLS

/**
 * EaselMediaState:
 * @EASEL_MEDIA_QUEUED: the provider has it and has not begun
 * @EASEL_MEDIA_RUNNING: the provider works on it
 * @EASEL_MEDIA_DONE: what was asked for is in the answer
 * @EASEL_MEDIA_FAILED: it will not come; the answer's error says why
 * @EASEL_MEDIA_CANCELLED: it was cancelled at the provider
 * @EASEL_MEDIA_EXPIRED: the provider does not know it any more
 *
 * How far a submission is.
 */
typedef enum
{
  EASEL_MEDIA_QUEUED,
  EASEL_MEDIA_RUNNING,
  EASEL_MEDIA_DONE,
  EASEL_MEDIA_FAILED,
  EASEL_MEDIA_CANCELLED,
  EASEL_MEDIA_EXPIRED,
} EaselMediaState;

/**
 * EaselMediaCancel:
 * @EASEL_MEDIA_CANCEL_NONE: the provider has no way to cancel
 * @EASEL_MEDIA_CANCEL_ASKED: it was told and has not said yet that it stopped
 * @EASEL_MEDIA_CANCEL_DONE: it stopped
 * @EASEL_MEDIA_CANCEL_LATE: it was done already
 *
 * What became of a cancellation.
 */
typedef enum
{
  EASEL_MEDIA_CANCEL_NONE,
  EASEL_MEDIA_CANCEL_ASKED,
  EASEL_MEDIA_CANCEL_DONE,
  EASEL_MEDIA_CANCEL_LATE,
} EaselMediaCancel;

/**
 * EaselMediaTicket:
 * @id: the provider's id of the submission
 * @poll_url: (nullable): where it is asked after, if the provider said so
 * @result_url: (nullable): where the result is, if the provider said so
 * @cancel_url: (nullable): where it is cancelled, if the provider said so
 * @stage: for the protocol: what to ask next
 *
 * What is needed to find a submission again. It outlives the program.
 */
typedef struct
{
  char *id;
  char *poll_url;
  char *result_url;
  char *cancel_url;
  int stage;
} EaselMediaTicket;

/**
 * EaselMediaOutput:
 * @data: (nullable): the bytes
 * @url: (nullable): where they are, if the answer does not hold them
 * @mime_type: (nullable): what the provider says that they are
 * @seed: the seed that made it; -1 unknown
 * @revised_prompt: (nullable): what the provider made of the prompt
 *
 * One picture or clip of an answer.
 */
typedef struct
{
  GBytes *data;
  char *url;
  char *mime_type;
  gint64 seed;
  char *revised_prompt;
} EaselMediaOutput;

#define EASEL_TYPE_MEDIA_ANSWER (easel_media_answer_get_type ())

/**
 * EaselMediaAnswer:
 * @state: how far it is
 * @ticket: (nullable): how to ask again
 * @outputs: (element-type EaselMediaOutput): what came
 * @progress: 0 to 1; -1 unknown
 * @queue_position: how many stand before it; -1 unknown
 * @preview: (nullable): a picture of what is there so far
 * @error: (nullable): why it failed
 * @usage: what it used, as the provider counts; its cost too if it says so
 * @request_id: (nullable): the provider's id of the request
 * @poll_now: whether the next step can be asked for at once
 * @from: (nullable): who says it, for a sentence
 *
 * What a provider says of a submission, at once or when asked later.
 */
typedef struct
{
  EaselMediaState state;
  EaselMediaTicket *ticket;
  GPtrArray *outputs;
  double progress;
  int queue_position;
  GBytes *preview;
  GError *error;
  EaselUsage usage;
  char *request_id;
  gboolean poll_now;
  char *from;
} EaselMediaAnswer;

EaselMediaTicket *easel_media_ticket_new (const char *id) G_GNUC_WARN_UNUSED_RESULT;
void easel_media_ticket_free (EaselMediaTicket *ticket);
char *easel_media_ticket_to_json (const EaselMediaTicket *ticket) G_GNUC_WARN_UNUSED_RESULT;
EaselMediaTicket *easel_media_ticket_from_json (const char *json) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaTicket, easel_media_ticket_free)

GType easel_media_answer_get_type (void) G_GNUC_CONST;
EaselMediaAnswer *easel_media_answer_new (EaselMediaState state) G_GNUC_WARN_UNUSED_RESULT;
EaselMediaAnswer *easel_media_answer_ref (EaselMediaAnswer *answer);
void easel_media_answer_unref (EaselMediaAnswer *answer);
EaselMediaOutput *easel_media_answer_add (EaselMediaAnswer *answer,
                                          GBytes *data,
                                          const char *url,
                                          const char *mime_type);
const char *easel_media_answer_get_from (const EaselMediaAnswer *answer);
void easel_media_answer_fail (EaselMediaAnswer *answer, GError *error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaAnswer, easel_media_answer_unref)

const char *easel_media_find_type (GBytes *data);

G_END_DECLS
