// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <libdex.h>
#include <locale.h>
#include <sys/resource.h>

#include "easel-application.h"
#include "easel-log.h"

int
main (int argc, char *argv[])
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (EaselApplication) application = NULL;
  /* A core dump would hold keys. */
  const struct rlimit no_core = { 0, 0 };

  setrlimit (RLIMIT_CORE, &no_core);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  easel_log_start (g_getenv ("EASEL_DEBUG"));
  dex_init ();

  application = easel_application_new (environment);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
