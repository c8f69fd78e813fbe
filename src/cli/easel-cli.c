// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-cli.h"

#include <glib/gi18n.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-time.h"

/* The largest text that is read from a pipe, in bytes. */
#define MOST_READ (16 * 1024 * 1024)

/* ---- what goes out ---- */

/**
 * easel_cli_make_safe:
 * @text: what the user, a model or a provider wrote
 * @keep_lines: whether line ends and tabs stay
 *
 * Returns: (transfer full): @text with a replacement character for each that
 *   gives a terminal orders
 */
char *
easel_cli_make_safe (const char *text, gboolean keep_lines)
{
  GString *safe = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (g_unichar_iscntrl (letter) && !(keep_lines && (letter == '\n' || letter == '\t')))
        letter = letter == '\n' || letter == '\t' ? ' ' : 0xFFFD;
      g_string_append_unichar (safe, letter);
    }
  return g_string_free (safe, FALSE);
}

/**
 * easel_cli_print_json:
 * @builder: a finished value
 *
 * Writes it to standard output as one line of UTF-8, nothing escaped that need
 * not be.
 */
void
easel_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = easel_json_to_string (root);

  printf ("%s\n", text);
}

/**
 * easel_cli_add_string:
 * @builder: an object
 * @name: name of the member
 * @value: (nullable): its value; %NULL is null
 */
void
easel_cli_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  /* A path may be anything. */
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

/**
 * easel_cli_add_number:
 * @builder: an object
 * @name: name of the member
 * @value: its value; a negative one, which stands for unknown, is null
 */
void
easel_cli_add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  if (value >= 0)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * easel_cli_add_time:
 * @builder: an object
 * @name: name of the member
 * @time: microseconds UTC
 *
 * Adds @time as ISO 8601.
 */
void
easel_cli_add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autofree char *text = easel_time_format_iso (time);

  easel_cli_add_string (builder, name, text);
}

static void
print_error_json (const GError *error, const char *type)
{
  const EaselErrorDetails *details = error->domain == EASEL_ERROR ? easel_error_get_details (error) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "type", type);
  easel_cli_add_string (builder, "message", error->message);
  json_builder_set_member_name (builder, "retryable");
  json_builder_add_boolean_value (builder, easel_error_is_retryable (error));
  easel_cli_add_string (builder, "provider", details != NULL ? details->provider : NULL);
  easel_cli_add_number (builder, "status",
                        details != NULL && details->http_status != 0 ? (gint64) details->http_status : -1);
  json_builder_set_member_name (builder, "retry_after");
  if (details != NULL && details->retry_after >= 0)
    json_builder_add_double_value (builder, (double) details->retry_after / (double) G_USEC_PER_SEC);
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
}

/**
 * easel_cli_fail:
 * @cli: the call
 * @error: why it did not work
 *
 * Says so: on standard output with `--json`, else on standard error.
 *
 * Returns: what to exit with; input that makes no sense is misuse
 */
EaselCliExit
easel_cli_fail (EaselCli *cli, const GError *error)
{
  const EaselErrorDetails *details;

  if (cli->json)
    print_error_json (error, easel_error_get_name (error));
  else
    {
      g_autofree char *sentence = easel_cli_make_safe (error->message, FALSE);

      fprintf (stderr, "easel-cli: %s\n", sentence);
    }
  details = error->domain == EASEL_ERROR ? easel_error_get_details (error) : NULL;
  /* What a provider does not accept was tried. */
  return g_error_matches (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT) &&
                 (details == NULL || details->http_status == 0)
             ? EASEL_CLI_MISUSE
             : EASEL_CLI_FAILED;
}

/**
 * easel_cli_misuse:
 * @cli: the call
 * @format: a sentence, as printf() takes it
 * @...: what stands in it
 *
 * Says what is wrong with the arguments.
 *
 * Returns: %EASEL_CLI_MISUSE
 */
EaselCliExit
easel_cli_misuse (EaselCli *cli, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, format, args);
  va_end (args);
  return easel_cli_fail (cli, error);
}

/* ---- what comes in ---- */

/**
 * easel_cli_parse:
 * @cli: the call
 * @entries: the command's options
 * @most: how many arguments the command takes beside them
 * @exit: (out): what to exit with, if the answer is %FALSE
 *
 * Reads the options out of the call's arguments, which then holds the rest.
 *
 * Returns: whether they were right
 */
gboolean
easel_cli_parse (EaselCli *cli, const GOptionEntry *entries, guint most, EaselCliExit *exit)
{
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  GStrv arguments;

  /* The parser takes the first one for the program's name. */
  g_strv_builder_add (all, "easel-cli");
  g_strv_builder_addv (all, (const char **) cli->arguments);
  arguments = g_strv_builder_end (all);
  g_option_context_add_main_entries (options, entries, NULL);
  g_option_context_set_help_enabled (options, FALSE);
  if (!g_option_context_parse_strv (options, &arguments, &error))
    {
      g_strfreev (arguments);
      *exit = easel_cli_misuse (cli, "%s. See easel-cli --help.", error->message);
      return FALSE;
    }
  g_strfreev (cli->arguments);
  cli->arguments = g_strdupv (arguments + 1);
  g_strfreev (arguments);
  if (cli->arguments[0] != NULL && g_str_equal (cli->arguments[0], "--"))
    {
      GStrv rest = g_strdupv (cli->arguments + 1);

      g_strfreev (cli->arguments);
      cli->arguments = rest;
    }
  if (g_strv_length (cli->arguments) > most)
    {
      *exit = easel_cli_misuse (cli, _ ("There is nothing to do with “%s”. See easel-cli --help."),
                                cli->arguments[most]);
      return FALSE;
    }
  return TRUE;
}

static GByteArray *
read_all (int fd, GError **error)
{
  /* Room from the start: no input is empty text, and a key is never copied
   * about when it grows. */
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (65536);
  guint8 buffer[65536];

  for (;;)
    {
      gssize n = read (fd, buffer, sizeof buffer);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("The input cannot be read: %s."),
                       g_strerror (errno));
          return NULL;
        }
      if (n == 0)
        {
          explicit_bzero (buffer, sizeof buffer);
          return g_steal_pointer (&bytes);
        }
      if (bytes->len + (gsize) n > MOST_READ)
        {
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("The input is longer than %d bytes. Shorten it."), MOST_READ);
          return NULL;
        }
      g_byte_array_append (bytes, buffer, (guint) n);
    }
}

/**
 * easel_cli_read_stdin:
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): all of standard input as text; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT if it is none
 */
char *
easel_cli_read_stdin (GError **error)
{
  g_autoptr (GByteArray) bytes = read_all (STDIN_FILENO, error);

  if (bytes == NULL)
    return NULL;
  if (memchr (bytes->data, '\0', bytes->len) != NULL)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The input holds a NUL byte, so it is no text. Give a text file."));
      return NULL;
    }
  if (!g_utf8_validate ((const char *) bytes->data, bytes->len, NULL))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The input is not valid UTF-8. Convert it, for example with iconv."));
      return NULL;
    }
  return g_strndup ((const char *) bytes->data, bytes->len);
}

/**
 * easel_cli_read_key:
 * @error: return location of an error
 *
 * Says so if there is white space around the key, beside the end of the line.
 *
 * Returns: (transfer full) (nullable): the key on standard input; wipe it
 */
char *
easel_cli_read_key (GError **error)
{
  char *key = easel_cli_read_stdin (error);
  gsize length = key != NULL ? strlen (key) : 0;

  if (length == 0)
    return key;
  if (key[length - 1] == '\n')
    key[--length] = '\0';
  if (strspn (key, " \t\r\n\v\f") < length && (g_ascii_isspace (key[0]) || g_ascii_isspace (key[length - 1])))
    fprintf (stderr, "easel-cli: %s\n", _ ("The white space around the key was left out."));
  return key;
}

/**
 * easel_cli_use_key:
 * @cli: the call
 * @slug: the provider that is called
 * @error: return location of an error
 *
 * Takes the key of `--key-fd`, if there is one, for this call only.
 *
 * Returns: whether there was none or it can be one
 */
gboolean
easel_cli_use_key (EaselCli *cli, const char *slug, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *key = NULL;
  gboolean right;

  if (cli->key_fd < 0)
    return TRUE;
  bytes = read_all (cli->key_fd, error);
  if (bytes == NULL)
    return FALSE;
  key = g_strndup ((const char *) bytes->data, bytes->len);
  right = easel_environment_add_key (cli->environment, slug, key, error);
  explicit_bzero (key, strlen (key));
  explicit_bzero (bytes->data, bytes->len);
  return right;
}
