// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EaselTestRequest:
 * @method: "GET", "POST" …
 * @target: path and query, as sent
 * @head: the whole head, lines ended by CR LF
 * @body: what came after it
 * @connection: which of the server's connections it came on, from 1
 *
 * One request that the server received.
 */
typedef struct
{
  char *method;
  char *target;
  char *head;
  GBytes *body;
  guint connection;
} EaselTestRequest;

/**
 * EaselTestFault:
 * @EASEL_TEST_FAULT_NONE: the answer comes whole
 * @EASEL_TEST_FAULT_STALL: nothing more is sent, the connection stays open
 * @EASEL_TEST_FAULT_RESET: the connection is reset
 * @EASEL_TEST_FAULT_CLOSE: the connection is closed before the answer's end
 *
 * What goes wrong with an answer.
 */
typedef enum
{
  EASEL_TEST_FAULT_NONE,
  EASEL_TEST_FAULT_STALL,
  EASEL_TEST_FAULT_RESET,
  EASEL_TEST_FAULT_CLOSE,
} EaselTestFault;

/* Where a fault strikes, beside a number of bytes of the body. */
#define EASEL_TEST_BEFORE_HEAD (-1)
#define EASEL_TEST_BEFORE_BODY_IS_READ (-2)

typedef struct _EaselTestServer EaselTestServer;
typedef struct _EaselTestAnswer EaselTestAnswer;

EaselTestServer *easel_test_server_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselTestServer *easel_test_server_new_tls (void) G_GNUC_WARN_UNUSED_RESULT;
EaselTestServer *easel_test_server_new_tls_like (EaselTestServer *other) G_GNUC_WARN_UNUSED_RESULT;
EaselTestServer *easel_test_server_new_unix (const char *path) G_GNUC_WARN_UNUSED_RESULT;
EaselTestServer *easel_test_server_new_mute (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_test_server_free (EaselTestServer *self);

guint easel_test_server_get_port (EaselTestServer *self);
char *easel_test_server_dup_url (EaselTestServer *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
char *easel_test_server_dup_url_for (EaselTestServer *self,
                                     const char *host,
                                     const char *path) G_GNUC_WARN_UNUSED_RESULT;
GTlsCertificate *easel_test_server_dup_certificate (EaselTestServer *self) G_GNUC_WARN_UNUSED_RESULT;
GTlsDatabase *easel_test_server_make_trust (EaselTestServer *self) G_GNUC_WARN_UNUSED_RESULT;

EaselTestAnswer *easel_test_server_add (
    EaselTestServer *self, const char *path, guint status, const char *type, const char *body);
EaselTestAnswer *easel_test_server_add_bytes (EaselTestServer *self,
                                              const char *path,
                                              guint status,
                                              const char *type,
                                              gconstpointer body,
                                              gsize length);
void easel_test_server_clear (EaselTestServer *self);
void easel_test_server_set_echo (EaselTestServer *self, gboolean echo);

void easel_test_answer_set_times (EaselTestAnswer *answer, guint times);
void easel_test_answer_add_header (EaselTestAnswer *answer, const char *name, const char *value);
void easel_test_answer_set_pieces (EaselTestAnswer *answer, gsize size, guint delay_ms);
void easel_test_answer_set_fault (EaselTestAnswer *answer, EaselTestFault fault, int at);
void easel_test_answer_set_head_delay (EaselTestAnswer *answer, guint delay_ms);
void easel_test_answer_set_length_known (EaselTestAnswer *answer, gboolean known);
void easel_test_answer_set_raw (EaselTestAnswer *answer, gboolean raw);
void easel_test_answer_set_repeat (EaselTestAnswer *answer, guint times);

guint easel_test_server_get_n_requests (EaselTestServer *self);
guint easel_test_server_get_n_connections (EaselTestServer *self);
guint easel_test_server_get_n_hangups (EaselTestServer *self);
const EaselTestRequest *easel_test_server_get_request (EaselTestServer *self, guint position);
char *easel_test_request_dup_header (const EaselTestRequest *request,
                                     const char *name) G_GNUC_WARN_UNUSED_RESULT;

gboolean easel_test_server_wait_requests (EaselTestServer *self, guint n);
gboolean easel_test_server_wait_connections (EaselTestServer *self, guint n);
gboolean easel_test_server_wait_hangups (EaselTestServer *self, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTestServer, easel_test_server_free)

G_END_DECLS
