// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-http-client.h"
#include "easel-media-protocol.h"

G_BEGIN_DECLS

/* The most bytes of a picture or clip that are taken. */
#define EASEL_MEDIA_MOST_IMAGE ((gsize) 128 * 1024 * 1024)
#define EASEL_MEDIA_MOST_VIDEO ((gsize) 768 * 1024 * 1024)

/**
 * EaselMediaFunc:
 * @answer: how far it is: progress, place in the queue, preview
 * @user_data: what was given with it
 *
 * Told what happens while an answer is on its way.
 */
typedef void (*EaselMediaFunc) (const EaselMediaAnswer *answer, gpointer user_data);

DexFuture *easel_media_call_describe (EaselHttpClient *client,
                                      const EaselMediaProtocol *protocol,
                                      EaselAccount *account,
                                      const char *key,
                                      const char *model,
                                      EaselKinds kind) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_media_call_list_models (EaselHttpClient *client,
                                         const EaselMediaProtocol *protocol,
                                         EaselAccount *account,
                                         const char *key) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_media_call_submit (EaselHttpClient *client,
                                    const EaselMediaProtocol *protocol,
                                    EaselAccount *account,
                                    const char *key,
                                    EaselMediaRequest *request,
                                    EaselMediaSchema *schema,
                                    EaselMediaFunc func,
                                    gpointer user_data,
                                    GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_media_call_progress (EaselHttpClient *client,
                                      const EaselMediaProtocol *protocol,
                                      EaselAccount *account,
                                      const char *key) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_media_call_watch (EaselHttpClient *client,
                                   const EaselMediaProtocol *protocol,
                                   EaselAccount *account,
                                   const char *key,
                                   const char *own_id,
                                   EaselMediaFunc func,
                                   gpointer user_data,
                                   GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_media_call_poll (EaselHttpClient *client,
                                  const EaselMediaProtocol *protocol,
                                  EaselAccount *account,
                                  const char *key,
                                  const EaselMediaTicket *ticket) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_media_call_cancel (EaselHttpClient *client,
                                    const EaselMediaProtocol *protocol,
                                    EaselAccount *account,
                                    const char *key,
                                    const EaselMediaTicket *ticket) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_media_call_download (EaselHttpClient *client,
                                      const EaselMediaProtocol *protocol,
                                      EaselAccount *account,
                                      const char *key,
                                      const char *url,
                                      EaselKinds kind) G_GNUC_WARN_UNUSED_RESULT;

GError *easel_media_check_output (GBytes *data, const char *content_type, EaselKinds kind, const char *from)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
