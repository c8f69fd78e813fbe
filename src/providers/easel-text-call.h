// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-http-client.h"
#include "easel-models-call.h"
#include "easel-text-protocol.h"

G_BEGIN_DECLS

#define EASEL_TYPE_TEXT_RESULT (easel_text_result_get_type ())

/**
 * EaselTextResult:
 * @finish: why the answer ended; never %EASEL_FINISH_REFUSED, which is an error
 * @finish_word: the provider's word for it
 * @usage: what it used, normalised
 * @raw_usage: the same as the provider counts
 * @request_id: (nullable): the provider's id of the request, for its support
 * @time_to_first: microseconds from the call to the first text or reasoning, -1 if there was none
 * @duration: microseconds from the call to the end
 * @retries: how often the call was tried again
 *
 * How an answer ended. Its text went to the call's function, event by event.
 */
typedef struct
{
  EaselFinishReason finish;
  char *finish_word;
  EaselUsage usage;
  EaselUsage raw_usage;
  char *request_id;
  gint64 time_to_first;
  gint64 duration;
  guint retries;
} EaselTextResult;

GType easel_text_result_get_type (void) G_GNUC_CONST;
EaselTextResult *easel_text_result_ref (EaselTextResult *result);
void easel_text_result_unref (EaselTextResult *result);

DexFuture *easel_text_call_run (EaselHttpClient *client,
                                const EaselTextProtocol *protocol,
                                EaselAccount *account,
                                const char *key,
                                EaselTextRequest *request,
                                EaselTextEventFunc on_event,
                                gpointer user_data,
                                GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTextResult, easel_text_result_unref)

G_END_DECLS
