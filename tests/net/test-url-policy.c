// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-url-policy.h"

/* What a URL may: K the key goes along, A without key, - refused; then the
 * scope of addresses: any, loopback, public. */
typedef struct
{
  const char *base;
  const char *url;
  const char *flags; /* a: from an answer, r: redirect, h: plain http agreed, s: socket */
  const char *verdict;
} Case;

static const char *const key_hosts[] = { "stream.example.com", NULL };

static const Case cases[] = {
  /* The provider's own origin. */
  { "https://api.example.com/v1", "https://api.example.com/v1/chat", "", "K any" },
  { "https://api.example.com/v1", "https://api.example.com:443/x", "", "K any" },
  { "https://api.example.com/v1", "https://API.Example.COM./x", "", "K any" },
  { "https://api.example.com/v1", "https://api.example.com/x", "a", "K any" },
  { "https://api.example.com/v1", "https://api.example.com/x", "r", "K any" },
  { "https://api.example.com/v1", "https://api.example.com.evil.test/x", "", "-" },
  { "https://api.example.com/v1", "https://other.test/x", "", "-" },
  { "https://api.example.com/v1", "http://api.example.com/x", "", "-" },
  /* Plain http: to this machine, or where the user agreed. */
  { "http://api.example.com/v1", "http://api.example.com/v1/x", "", "-" },
  { "http://api.example.com/v1", "http://api.example.com/v1/x", "h", "K any" },
  { "http://192.168.1.5:7860", "http://192.168.1.5:7860/x", "", "-" },
  { "http://192.168.1.5:7860", "http://192.168.1.5:7860/x", "h", "K any" },
  { "http://localhost:11434", "http://localhost:11434/api", "", "K loopback" },
  { "http://a.localhost:1/", "http://a.localhost:1/", "", "K loopback" },
  { "http://127.0.0.1:1/", "http://127.0.0.1:1/", "", "K loopback" },
  { "http://127.8.9.1:1/", "http://127.8.9.1:1/", "", "K loopback" },
  { "http://[::1]:1/", "http://[::1]:1/", "", "K loopback" },
  { "http://[::ffff:127.0.0.1]:1/", "http://[::ffff:127.0.0.1]:1/", "", "K loopback" },
  { "http://localhost.evil.test/", "http://localhost.evil.test/", "", "-" },
  { "http://sandbox/v1", "http://sandbox/v1/x", "s", "K any" },
  { "http://sandbox/v1", "http://other/v1/x", "sa", "-" },
  /* Hosts of the protocol's own table. */
  { "https://api.example.com/v1", "https://stream.example.com/x", "", "K public" },
  { "https://api.example.com/v1", "https://stream.example.com/x", "a", "K public" },
  { "https://api.example.com/v1", "https://stream.example.com/x", "r", "A public" },
  { "https://api.example.com/v1", "http://stream.example.com/x", "a", "-" },
  { "https://api.example.com/v1", "https://stream.example.com:8443/x", "a", "A public" },
  /* Other URLs from an answer. */
  { "https://api.example.com/v1", "https://cdn.example.net/a.png", "a", "A public" },
  { "https://api.example.com/v1", "https://cdn.example.net/a.png", "r", "A public" },
  { "https://api.example.com/v1", "https://api.example.com:8443/x", "a", "A any" },
  { "https://api.example.com/v1", "http://cdn.example.net/a.png", "a", "-" },
  { "https://api.example.com/v1", "http://api.example.com/x", "a", "-" },
  { "https://api.example.com/v1", "http://api.example.com/x", "ah", "-" },
  { "https://api.example.com/v1", "https://127.0.0.1/x", "a", "-" },
  { "https://api.example.com/v1", "https://localhost/x", "a", "-" },
  { "https://api.example.com/v1", "https://localhost./x", "a", "-" },
  { "https://api.example.com/v1", "https://x.localhost/x", "a", "-" },
  { "https://api.example.com/v1", "https://[::1]/x", "a", "-" },
  { "https://api.example.com/v1", "https://[fd00::1]/x", "a", "-" },
  { "https://api.example.com/v1", "https://[fe80::1]/x", "a", "-" },
  { "https://api.example.com/v1", "https://[::ffff:10.0.0.1]/x", "a", "-" },
  { "https://api.example.com/v1", "https://[64:ff9b::7f00:1]/x", "a", "-" },
  { "https://api.example.com/v1", "https://10.0.0.1/x", "r", "-" },
  { "https://api.example.com/v1", "https://172.20.1.1/x", "a", "-" },
  { "https://api.example.com/v1", "https://192.168.0.1/x", "a", "-" },
  { "https://api.example.com/v1", "https://169.254.169.254/latest/meta-data", "a", "-" },
  { "https://api.example.com/v1", "https://100.64.0.1/x", "a", "-" },
  { "https://api.example.com/v1", "https://0.0.0.0/x", "a", "-" },
  { "https://api.example.com/v1", "https://127.1/x", "a", "-" },
  { "https://api.example.com/v1", "https://2130706433/x", "a", "-" },
  { "https://api.example.com/v1", "https://0x7f000001/x", "a", "-" },
  { "https://api.example.com/v1", "https://0x7f.0.0.0x1/x", "a", "-" },
  { "https://api.example.com/v1", "https://printer.local/x", "a", "-" },
  { "https://api.example.com/v1", "https://metadata.google.internal/x", "a", "-" },
  { "https://api.example.com/v1", "https://8.8.8.8/x", "a", "A public" },
  { "https://api.example.com/v1", "https://[2606:4700::1]/x", "a", "A public" },
  { "https://api.example.com/v1", "https://user:pw@cdn.example.net/x", "a", "-" },
  { "https://api.example.com/v1", "file:///etc/passwd", "a", "-" },
  { "https://api.example.com/v1", "ftp://cdn.example.net/x", "a", "-" },
  { "https://api.example.com/v1", "data:text/plain,x", "a", "-" },
  { "https://api.example.com/v1", "/relative", "a", "-" },
  { "https://api.example.com/v1", "https:///x", "a", "-" },
  { "https://api.example.com/v1", "", "a", "-" },
  { "https://api.example.com/v1", "https://cdn.example.net/a b", "a", "-" },
  { "https://api.example.com/v1", "https://cdn.example.net/a\nb", "a", "-" },
  /* Unless the provider itself lives there. */
  { "http://127.0.0.1:8188", "http://127.0.0.1:8188/view?x", "a", "K loopback" },
  { "http://127.0.0.1:8188", "http://127.0.0.1:22/", "a", "-" },
  { "http://127.0.0.1:8188", "http://192.168.0.1/x", "a", "-" },
  { "http://192.168.0.7:8188", "http://192.168.0.7:8188/view", "ah", "K any" },
  { "https://192.168.0.7:8188", "https://192.168.0.7:9000/view", "a", "A any" },
  { "https://192.168.0.7:8188", "https://192.168.0.8:8188/view", "a", "-" },
  /* A base that is none. */
  { "api.example.com", "https://api.example.com", "", "-" },
  { "https://me:pw@api.example.com", "https://me:pw@api.example.com", "", "-" },
};

static void
test_urls (void)
{
  static const char *const scopes[] = { "any", "loopback", "public" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      const EaselUrlContext context = {
        .base_url = c->base,
        .key_hosts = key_hosts,
        .from_answer = strchr (c->flags, 'a') != NULL,
        .redirected = strchr (c->flags, 'r') != NULL,
        .allow_http = strchr (c->flags, 'h') != NULL,
        .unix_socket = strchr (c->flags, 's') != NULL,
      };
      EaselUrlVerdict verdict;
      g_autoptr (GError) error = NULL;
      g_autofree char *result = NULL;
      g_autofree char *line = NULL;
      g_autofree char *expected = NULL;

      if (easel_url_policy_check (&context, c->url, &verdict, &error))
        result = g_strdup_printf ("%s %s", verdict.with_key ? "K" : "A", scopes[verdict.scope]);
      else
        {
          result = g_strdup ("-");
          g_assert_true (error->domain == EASEL_ERROR);
          g_assert_true (error->code == EASEL_ERROR_INVALID_INPUT || error->code == EASEL_ERROR_PROTOCOL);
          g_assert_cmpuint (strlen (error->message), >, 40);
        }
      line = g_strdup_printf ("%s <- %s (%s): %s", c->base, c->url, c->flags, result);
      expected = g_strdup_printf ("%s <- %s (%s): %s", c->base, c->url, c->flags, c->verdict);
      g_assert_cmpstr (line, ==, expected);
    }
}

static void
test_addresses (void)
{
  static const char *const inside[] = { "127.0.0.1",
                                        "127.255.0.1",
                                        "10.1.2.3",
                                        "172.16.0.1",
                                        "172.31.255.255",
                                        "192.168.1.1",
                                        "169.254.169.254",
                                        "100.64.0.1",
                                        "0.0.0.0",
                                        "192.0.0.8",
                                        "198.18.0.1",
                                        "224.0.0.1",
                                        "255.255.255.255",
                                        "::",
                                        "::1",
                                        "fe80::1",
                                        "fc00::1",
                                        "fdff::1",
                                        "ff02::1",
                                        "fec0::1",
                                        "::ffff:127.0.0.1",
                                        "::ffff:192.168.0.1",
                                        "64:ff9b::a00:1",
                                        "2002:7f00:1::",
                                        "::7f00:1" };
  static const char *const outside[] = { "1.1.1.1",         "8.8.8.8",        "172.15.0.1",
                                         "172.32.0.1",      "100.128.0.1",    "192.169.0.1",
                                         "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808" };

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (inside[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", inside[i]);
      g_assert_false (easel_url_address_is_public (address));
      g_assert_false (easel_url_policy_check_address (EASEL_URL_SCOPE_PUBLIC, address, "cdn.test", &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, "cdn.test"));
      g_assert_true (easel_url_policy_check_address (EASEL_URL_SCOPE_ANY, address, "cdn.test", NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (outside[i]);

      g_test_message ("%s", outside[i]);
      g_assert_true (easel_url_address_is_public (address));
      g_assert_true (easel_url_policy_check_address (EASEL_URL_SCOPE_PUBLIC, address, "cdn.test", NULL));
      g_assert_false (easel_url_policy_check_address (EASEL_URL_SCOPE_LOOPBACK, address, "cdn.test", NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/url-policy/urls", test_urls);
  g_test_add_func ("/url-policy/addresses", test_addresses);
  return g_test_run ();
}
