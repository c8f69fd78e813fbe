// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-account.h"
#include "easel-http-headers.h"
#include "easel-media-answer.h"
#include "easel-media-body.h"
#include "easel-media-schema.h"

G_BEGIN_DECLS

/**
 * EaselMediaWireFlags:
 * @EASEL_MEDIA_WIRE_PAID: each time that it arrives costs money
 * @EASEL_MEDIA_WIRE_STREAM: the answer may be a stream of events
 * @EASEL_MEDIA_WIRE_FROM_ANSWER: the URL stood in an answer
 * @EASEL_MEDIA_WIRE_PATIENT: the answer comes when the work is done, with no sign
 *   of life before
 *
 * How a request is to be sent.
 */
typedef enum
{
  EASEL_MEDIA_WIRE_PAID = 1 << 0,
  EASEL_MEDIA_WIRE_STREAM = 1 << 1,
  EASEL_MEDIA_WIRE_FROM_ANSWER = 1 << 2,
  EASEL_MEDIA_WIRE_PATIENT = 1 << 3,
} EaselMediaWireFlags;

/**
 * EaselMediaWire:
 * @method: "GET", "POST" …
 * @url: where it goes
 * @headers: (nullable): names and values by turns, without the key
 * @body: (nullable): what it sends
 * @content_type: (nullable): what that is
 * @flags: how it is sent
 *
 * A request as it goes over the wire, but for the key.
 */
typedef struct
{
  char *method;
  char *url;
  GStrv headers;
  GBytes *body;
  char *content_type;
  EaselMediaWireFlags flags;
} EaselMediaWire;

/**
 * EaselMediaReply:
 * @status: HTTP status, from 200 to 299
 * @headers: the answer's fields
 * @content_type: media type in lower case
 * @bytes: the body
 * @body: (nullable): the same as JSON
 * @base: the account's address, without a slash at its end
 *
 * An answer as it came over the wire.
 */
typedef struct
{
  guint status;
  EaselHttpHeaders *headers;
  const char *content_type;
  GBytes *bytes;
  const EaselMediaBody *body;
  const char *base;
} EaselMediaReply;

typedef struct _EaselMediaProtocol EaselMediaProtocol;

/**
 * EaselMediaProtocol:
 * @id: such as "replicate"
 * @label: name for people
 * @base_url: (nullable): where the protocol's own provider answers
 * @key_header: header that carries the key
 * @key_prefix: what stands before the key in it
 * @hosts: (array zero-terminated=1): hosts beside the base URL's that may get
 *   the key, a fixed list
 * @poll_interval: microseconds between two questions after a submission, at first
 * @keeps: microseconds for which the service keeps what it made; 0 not known
 * @kinds: what it makes
 * @cancel_deletes: whether a cancellation takes away what is done already
 * @tried: whether answers of the service itself were read with it; else it was
 *   built from its documentation
 * @build_describe: (nullable): makes the request for what a model takes; %NULL
 *   without an error if there is nothing to ask
 * @describe: what a model takes; @root is the answer to @build_describe, or %NULL
 *   for what is known without it
 * @build_models: (nullable): makes the request for one page of the list of
 *   models; @cursor is %NULL for the first; %NULL without an error if there is no
 *   list
 * @parse_models: (nullable): adds #EaselModelInfo of one page to @models and gives
 *   the @next page's cursor, or %NULL
 * @build_upload: (nullable): sends a picture before the request that names it; %NULL
 *   without an error if it goes inside
 * @read_upload: (nullable): reads the answer into what the picture is called, and
 *   where its bytes are still to be put
 * @build_submit: makes the request that costs money
 * @read_submit: reads its answer
 * @read_event: (nullable): reads one event of an answer that is a stream
 * @build_progress: (nullable): asks how far a submission is whose answer is not
 *   there yet
 * @read_progress: (nullable): reads that into progress and preview
 * @build_watch: (nullable): opens a WebSocket that tells how far the submission with
 *   that id of the caller's is
 * @read_watch: (nullable): reads one of its messages into state, progress and preview;
 *   %FALSE if it says nothing of that submission
 * @build_poll: (nullable): asks after a submission
 * @read_poll: (nullable): reads what it says
 * @build_cancel: (nullable): cancels a submission; @ticket is %NULL for one whose
 *   answer is not there yet
 * @read_cancel: (nullable): what became of it; without it a good status is
 *   %EASEL_MEDIA_CANCEL_DONE
 *
 * One way to have pictures and clips made, without I/O. The table is constant
 * data.
 */
struct _EaselMediaProtocol
{
  const char *id;
  const char *label;
  const char *base_url;
  const char *key_header;
  const char *key_prefix;
  const char *const *hosts;
  gint64 poll_interval;
  gint64 keeps;
  EaselKinds kinds;
  gboolean cancel_deletes;
  gboolean tried;

  EaselMediaWire *(*build_describe) (const char *model, const EaselAccount *account, GError **error);
  EaselMediaSchema *(*describe) (const char *model,
                                 EaselKinds kind,
                                 const EaselAccount *account,
                                 JsonNode *root);
  EaselMediaWire *(*build_models) (const EaselAccount *account, const char *cursor, GError **error);
  gboolean (*parse_models) (
      JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error);

  EaselMediaWire *(*build_upload) (const EaselMediaInput *input, const EaselAccount *account, GError **error);
  void (*read_upload) (EaselMediaInput *input, const EaselMediaReply *reply);
  EaselMediaWire *(*build_submit) (const EaselMediaRequest *request,
                                   const EaselMediaSchema *schema,
                                   const EaselAccount *account,
                                   GError **error);
  void (*read_submit) (EaselMediaAnswer *answer, const EaselMediaReply *reply);
  void (*read_event) (EaselMediaAnswer *answer, const char *name, const EaselMediaBody *body);
  EaselMediaWire *(*build_progress) (const EaselAccount *account, GError **error);
  void (*read_progress) (EaselMediaAnswer *answer, const EaselMediaReply *reply);
  EaselMediaWire *(*build_watch) (const char *own_id, const EaselAccount *account, GError **error);
  gboolean (*read_watch) (EaselMediaAnswer *answer, const char *own_id, gboolean binary, GBytes *message);
  EaselMediaWire *(*build_poll) (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error);
  void (*read_poll) (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply);
  EaselMediaWire *(*build_cancel) (const EaselMediaTicket *ticket,
                                   const EaselAccount *account,
                                   GError **error);
  EaselMediaCancel (*read_cancel) (const EaselMediaReply *reply);
};

EaselMediaWire *easel_media_wire_new (const char *method, char *url) G_GNUC_WARN_UNUSED_RESULT;
void easel_media_wire_free (EaselMediaWire *wire);
void easel_media_wire_take_json (EaselMediaWire *wire, JsonObject *object);
void easel_media_wire_set_headers (EaselMediaWire *wire, const char *const *headers);

typedef struct _EaselMultipart EaselMultipart;
EaselMultipart *easel_multipart_new (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_multipart_free (EaselMultipart *self);
void easel_multipart_add_text (EaselMultipart *self, const char *name, const char *text);
void easel_multipart_add_file (
    EaselMultipart *self, const char *name, const char *file_name, const char *mime_type, GBytes *data);
void easel_multipart_end (EaselMultipart *self, EaselMediaWire *wire);

char *easel_media_build_url (const EaselMediaProtocol *protocol,
                             const EaselAccount *account,
                             const char *default_path,
                             const char *path,
                             const char *query,
                             GError **error);
GError *easel_media_refused_error_new (const char *who, const char *reason) G_GNUC_WARN_UNUSED_RESULT;
GError *easel_media_failed_error_new (const char *who, const char *reason) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_media_is_refusal (const char *text);
void easel_media_fail_with (EaselMediaAnswer *answer, const char *reason);
double easel_media_read_bar (const char *logs);
const char *easel_media_choose_ratio (const EaselMediaRequest *request, const EaselMediaSchema *schema);
void easel_media_add_clip_fields (JsonObject *body,
                                  const EaselMediaRequest *request,
                                  const EaselMediaSchema *schema);
void easel_media_take_samplers (EaselMediaSchema *schema, JsonArray *samplers, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaWire, easel_media_wire_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMultipart, easel_multipart_free)

G_END_DECLS
