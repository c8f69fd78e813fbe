// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-call.h"

G_BEGIN_DECLS

/* What every call to a media provider shares. */
typedef struct
{
  EaselHttpClient *client;
  const EaselMediaProtocol *protocol;
  EaselAccount *account;
  char *key;
  char *model;
  char *url;
  EaselKinds kind;
  EaselMediaRequest *request;
  EaselMediaSchema *schema;
  EaselMediaTicket *ticket;
  EaselMediaFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  const char *what;
  gint64 started;
  gsize n_sent;
  gsize n_received;
  guint status;
  char *request_id;
  gboolean answered;
  gboolean dropped;
} EaselMediaCall;

EaselMediaCall *_easel_media_call_new (const char *what,
                                       EaselHttpClient *client,
                                       const EaselMediaProtocol *protocol,
                                       EaselAccount *account,
                                       const char *key);
EaselMediaCall *_easel_media_call_ref (EaselMediaCall *call);
void _easel_media_call_unref (gpointer call);
DexFuture *_easel_media_call_start (EaselMediaCall *call, DexFiberFunc func) G_GNUC_WARN_UNUSED_RESULT;
EaselHttpRequest *_easel_media_call_make_request (EaselMediaCall *call,
                                                  const EaselMediaWire *wire,
                                                  GError **error);
gboolean _easel_media_call_fetch (EaselMediaCall *call,
                                  EaselMediaWire *wire,
                                  EaselHttpResponse **response,
                                  GError **error);
gboolean _easel_media_call_upload (EaselMediaCall *call, GError **error);
void _easel_media_call_note (EaselMediaCall *call, EaselHttpResponse *response);
void _easel_media_call_log (EaselMediaCall *call, const GError *error);
DexFuture *_easel_media_call_fail (EaselMediaCall *call, GError *error);

/* A body on its way through a reader, which may be on another thread. */
typedef struct _EaselMediaReading EaselMediaReading;
typedef void (*EaselMediaReadFunc) (EaselMediaReading *reading);

struct _EaselMediaReading
{
  const EaselMediaProtocol *protocol;
  EaselMediaReadFunc func;
  EaselMediaTicket *ticket; /* a copy */
  EaselMediaInput *input;   /* borrowed from the request, which waits */
  EaselHttpResponse *response;
  GBytes *bytes;
  char *name;
  char *base;
  EaselMediaBody *body;
  EaselMediaAnswer *answer;
  EaselMediaCancel cancel;
  GPtrArray *models;
  char *next;
  EaselAccount *account;
  GError *error;
};

EaselMediaReading *_easel_media_reading_new (EaselMediaCall *call,
                                             EaselMediaReadFunc func,
                                             EaselHttpResponse *response,
                                             GBytes *bytes);
void _easel_media_reading_unref (EaselMediaReading *reading);
gboolean _easel_media_reading_await (EaselMediaReading *reading, GError **error);
EaselMediaReply _easel_media_reading_get_reply (EaselMediaReading *reading);
GError *_easel_media_reading_not_understood (EaselMediaReading *reading) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaReading, _easel_media_reading_unref)

G_END_DECLS
