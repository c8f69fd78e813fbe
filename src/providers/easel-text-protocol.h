// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-account.h"
#include "easel-model-info.h"
#include "easel-text-event.h"
#include "easel-text-request.h"

G_BEGIN_DECLS

typedef struct _EaselTextProtocol EaselTextProtocol;
typedef struct _EaselTextReader EaselTextReader;

/**
 * EaselTextWire:
 * @url: where it goes
 * @headers: names and values by turns, without the key
 * @body: (nullable): JSON; %NULL for a GET
 * @sent: (element-type utf8): the optional parameters in it, named as on the wire
 * @left_out: (element-type utf8): parameters that were asked for and not sent,
 *   because the model is known to refuse them
 *
 * A request as it goes over the wire, but for the key.
 */
typedef struct
{
  char *url;
  GStrv headers;
  GBytes *body;
  GPtrArray *sent;
  GPtrArray *left_out;
} EaselTextWire;

/**
 * EaselTextFraming:
 * @EASEL_TEXT_FRAMING_EVENTS: server-sent events
 * @EASEL_TEXT_FRAMING_LINES: JSON texts, one a line (NDJSON)
 *
 * How a streamed answer is cut into pieces.
 */
typedef enum
{
  EASEL_TEXT_FRAMING_EVENTS,
  EASEL_TEXT_FRAMING_LINES,
} EaselTextFraming;

/**
 * EaselTextProtocol:
 * @id: such as "openai"
 * @label: name for people
 * @base_url: where the protocol's own provider answers
 * @key_header: header that carries the key
 * @key_prefix: what stands before the key in it, such as "Bearer "
 * @hosts: (array zero-terminated=1): hosts beside the base URL's that may get
 *   the key, a fixed list
 * @request_id_headers: (array zero-terminated=1): headers that name the request
 * @usage_style: how the protocol counts tokens
 * @framing: how a streamed answer is written
 * @end_is_marked: an answer is whole only with the mark of its end; else its
 *   reason to end is enough
 * @build_request: makes a request; %NULL with %EASEL_ERROR_INVALID_INPUT
 * @build_models: makes the request for one page of the list of models;
 *   @cursor is %NULL for the first
 * @parse_models: adds #EaselModelInfo of one page to @models and gives the
 *   @next page's cursor, or %NULL
 * @build_details: (nullable): makes the request number @step that tells more of
 *   the listed @models; %NULL without an error if there is no such step
 * @parse_details: (nullable): fills in what step number @step tells; %TRUE if
 *   no further step is needed
 * @state_new: makes what a reader of this protocol remembers
 * @state_free: frees it
 * @read_event: reads one event of a stream; @name is the SSE event's name, "" for
 *   a line
 * @read_done: the stream said `[DONE]`
 * @read_whole: reads an answer that came as one JSON value
 * @flush: gives out what was held back; what is complete only now, too, if the
 *   answer is whole
 *
 * One way to speak with language models, without I/O: it makes requests and
 * reads answers. The table is constant data; see easel_text_reader_new() for
 * how it is used.
 */
struct _EaselTextProtocol
{
  const char *id;
  const char *label;
  const char *base_url;
  const char *key_header;
  const char *key_prefix;
  const char *const *hosts;
  const char *const *request_id_headers;
  EaselUsageStyle usage_style;
  EaselTextFraming framing;
  gboolean end_is_marked;

  EaselTextWire *(*build_request) (const EaselTextRequest *request,
                                   const EaselAccount *account,
                                   GError **error);
  EaselTextWire *(*build_models) (const EaselAccount *account, const char *cursor, GError **error);
  gboolean (*parse_models) (
      JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error);

  EaselTextWire *(*build_details) (const EaselAccount *account,
                                   GPtrArray *models,
                                   guint step,
                                   GError **error);
  gboolean (*parse_details) (JsonNode *root, const EaselAccount *account, GPtrArray *models, guint step);

  gpointer (*state_new) (void);
  void (*state_free) (gpointer state);
  void (*read_event) (EaselTextReader *reader, const char *name, JsonNode *root);
  void (*read_done) (EaselTextReader *reader);
  void (*read_whole) (EaselTextReader *reader, JsonNode *root);
  void (*flush) (EaselTextReader *reader, gboolean whole);
};

void easel_text_wire_free (EaselTextWire *wire);

GBytes *easel_text_protocol_build_body (const EaselTextProtocol *protocol,
                                        const EaselTextRequest *request,
                                        const EaselAccount *account,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTextWire, easel_text_wire_free)

G_END_DECLS
