// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-math.h"

#include <string.h>

#include "easel-markdown-private.h"

/*
 * Formulas of LaTeX as text that can be read: signs by their names, what is raised or
 * lowered in the small digits and letters that Unicode has, fractions on one line.
 * It lays out nothing, and what it does not know stays as it was written.
 */

#define LONGEST_MATH 2000

static const struct
{
  const char *name;
  const char *text;
} signs[] = {
  { "alpha", "α" },      { "beta", "β" },
  { "gamma", "γ" },      { "delta", "δ" },
  { "epsilon", "ε" },    { "varepsilon", "ε" },
  { "zeta", "ζ" },       { "eta", "η" },
  { "theta", "θ" },      { "iota", "ι" },
  { "kappa", "κ" },      { "lambda", "λ" },
  { "mu", "μ" },         { "nu", "ν" },
  { "xi", "ξ" },         { "pi", "π" },
  { "rho", "ρ" },        { "sigma", "σ" },
  { "tau", "τ" },        { "upsilon", "υ" },
  { "phi", "φ" },        { "varphi", "φ" },
  { "chi", "χ" },        { "psi", "ψ" },
  { "omega", "ω" },      { "Gamma", "Γ" },
  { "Delta", "Δ" },      { "Theta", "Θ" },
  { "Lambda", "Λ" },     { "Xi", "Ξ" },
  { "Pi", "Π" },         { "Sigma", "Σ" },
  { "Phi", "Φ" },        { "Psi", "Ψ" },
  { "Omega", "Ω" },      { "cdot", "·" },
  { "times", "×" },      { "div", "÷" },
  { "pm", "±" },         { "mp", "∓" },
  { "ast", "∗" },        { "circ", "∘" },
  { "bullet", "•" },     { "leq", "≤" },
  { "le", "≤" },         { "geq", "≥" },
  { "ge", "≥" },         { "neq", "≠" },
  { "ne", "≠" },         { "approx", "≈" },
  { "equiv", "≡" },      { "sim", "∼" },
  { "simeq", "≃" },      { "propto", "∝" },
  { "ll", "≪" },         { "gg", "≫" },
  { "infty", "∞" },      { "partial", "∂" },
  { "nabla", "∇" },      { "sum", "∑" },
  { "prod", "∏" },       { "int", "∫" },
  { "iint", "∬" },       { "oint", "∮" },
  { "in", "∈" },         { "notin", "∉" },
  { "subset", "⊂" },     { "subseteq", "⊆" },
  { "supset", "⊃" },     { "cup", "∪" },
  { "cap", "∩" },        { "emptyset", "∅" },
  { "forall", "∀" },     { "exists", "∃" },
  { "neg", "¬" },        { "land", "∧" },
  { "lor", "∨" },        { "wedge", "∧" },
  { "vee", "∨" },        { "to", "→" },
  { "rightarrow", "→" }, { "leftarrow", "←" },
  { "Rightarrow", "⇒" }, { "Leftarrow", "⇐" },
  { "iff", "⇔" },        { "leftrightarrow", "↔" },
  { "mapsto", "↦" },     { "implies", "⇒" },
  { "ldots", "…" },      { "cdots", "⋯" },
  { "dots", "…" },       { "vdots", "⋮" },
  { "angle", "∠" },      { "perp", "⊥" },
  { "parallel", "∥" },   { "degree", "°" },
  { "hbar", "ħ" },       { "ell", "ℓ" },
  { "Re", "ℜ" },         { "Im", "ℑ" },
  { "oplus", "⊕" },      { "otimes", "⊗" },
  { "langle", "⟨" },     { "rangle", "⟩" },
  { "lfloor", "⌊" },     { "rfloor", "⌋" },
  { "lceil", "⌈" },      { "rceil", "⌉" },
  { "mid", "|" },        { "vert", "|" },
  { "Vert", "‖" },       { "therefore", "∴" },
  { "quad", "  " },      { "qquad", "    " },
  { "star", "⋆" },       { "prime", "′" },
};

/* Commands that change only how their argument looks, or nothing here. */
static const char *const transparent[] = {
  "text",   "mathrm", "mathbf", "mathit", "mathsf", "mathcal", "boxed",        "operatorname", "textbf",
  "textit", "left",   "right",  "big",    "Big",    "bigg",    "displaystyle", "limits",       "mathbb",
  "begin",  "end",    "tfrac",  "vec",    "hat",    "bar",     "overline",     "underline",    "mbox",
};

static const char *const functions[] = {
  "sin", "cos", "tan", "log", "ln", "exp", "min", "max", "lim", "det", "dim", "arg", "sinh", "cosh", "gcd",
};

typedef struct
{
  const char *names;
  const char *signs;
} Scripts;

static const Scripts superscripts = { "0123456789+-=()abcdefghijklmnoprstuvwxyzT",
                                      "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ" };
static const Scripts subscripts = { "0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ" };

/* What a group in braces is. */
typedef enum
{
  GROUP_PLAIN,       /* its braces are not shown */
  GROUP_WHOLE,       /* a root, or a script: in parentheses if it is more than a word */
  GROUP_NUMERATOR,   /* the same, and what it is divided by follows */
  GROUP_CLOSE = 0x80 /* a parenthesis was opened */
} Group;

typedef struct
{
  const char *at;
  GString *text;
  GByteArray *open; /* Group */
  Group next;       /* what the next group is */
} Math;

static void
append_scripts (GString *text, const Scripts *scripts, const char *from, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      const char *name = strchr (scripts->names, from[i]);
      const char *sign = g_utf8_offset_to_pointer (scripts->signs, name - scripts->names);

      g_string_append_len (text, sign, g_utf8_next_char (sign) - sign);
    }
}

/* `^…` or `_…`: in small signs if there is one for each, else in a line. */
static void
read_script (Math *self)
{
  const Scripts *scripts = *self->at == '^' ? &superscripts : &subscripts;
  const char *start = self->at + 1 + (self->at[1] == '{');
  gsize length = self->at[1] == '{' ? strcspn (start, "}") : *start != '\0';

  if (length > 0 && length < 12 && strspn (start, scripts->names) >= length)
    {
      append_scripts (self->text, scripts, start, length);
      /* The brace need not be closed. */
      self->at = start + length + (start > self->at + 1 && start[length] == '}');
      return;
    }
  g_string_append_c (self->text, *self->at++);
  self->next = GROUP_WHOLE;
}

static gboolean
is_one_of (const char *name, gsize length, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++)
    if (strlen (names[i]) == length && strncmp (names[i], name, length) == 0)
      return TRUE;
  return FALSE;
}

/* `\,` and its like are spaces, `\\` is a line end, `\{` a brace. */
static void
read_escape (Math *self)
{
  const char *name = self->at + 1;

  if (*name == '\\')
    g_string_append_c (self->text, '\n');
  else if (*name != '\0' && strchr (",;:! ", *name) != NULL)
    g_string_append_c (self->text, ' ');
  else if (*name != '\0')
    g_string_append_len (self->text, name, g_utf8_next_char (name) - name);
  self->at = *name != '\0' ? g_utf8_next_char (name) : name;
}

/* A word after a backslash. */
static void
read_command (Math *self)
{
  const char *name = self->at + 1;
  gsize length = 0;

  while (g_ascii_isalpha (name[length]))
    length++;
  if (length == 0)
    {
      read_escape (self);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strlen (signs[i].name) == length && strncmp (signs[i].name, name, length) == 0)
      {
        g_string_append (self->text, signs[i].text);
        self->at = name + length;
        return;
      }
  if (is_one_of (name, length, (const char *const[]) { "frac", "dfrac", "tfrac" }, 3))
    self->next = GROUP_NUMERATOR;
  else if (is_one_of (name, length, (const char *const[]) { "sqrt" }, 1))
    {
      g_string_append (self->text, "√");
      self->next = GROUP_WHOLE;
    }
  else if (is_one_of (name, length, functions, G_N_ELEMENTS (functions)))
    g_string_append_len (self->text, name, (gssize) length);
  else if (!is_one_of (name, length, transparent, G_N_ELEMENTS (transparent)))
    g_string_append_len (self->text, self->at, (gssize) length + 1);
  self->at = name + length;
}

static void
open_group (Math *self)
{
  guint8 group = (guint8) self->next;
  gsize word = 0;

  self->at++;
  while (g_ascii_isalnum (self->at[word]))
    word++;
  if (self->next != GROUP_PLAIN && self->at[word] != '}')
    {
      g_string_append_c (self->text, '(');
      group |= GROUP_CLOSE;
    }
  g_byte_array_append (self->open, &group, 1);
  self->next = GROUP_PLAIN;
}

static void
close_group (Math *self)
{
  guint8 group = GROUP_PLAIN;

  self->at++;
  if (self->open->len > 0)
    {
      group = self->open->data[self->open->len - 1];
      g_byte_array_set_size (self->open, self->open->len - 1);
    }
  if ((group & GROUP_CLOSE) != 0)
    g_string_append_c (self->text, ')');
  if ((group & ~GROUP_CLOSE) == GROUP_NUMERATOR)
    {
      g_string_append_c (self->text, '/');
      self->next = GROUP_WHOLE;
    }
}

/**
 * easel_math_to_text:
 * @latex: a formula, valid UTF-8
 *
 * Returns: (transfer full): the formula as text that can be read, without spaces at
 *   its ends
 */
char *
easel_math_to_text (const char *latex)
{
  Math self = { .at = latex };
  char *text;

  g_return_val_if_fail (latex != NULL, NULL);

  self.text = g_string_new (NULL);
  self.open = g_byte_array_new ();
  while (*self.at != '\0')
    switch (*self.at)
      {
      case '\\':
        read_command (&self);
        break;
      case '^':
      case '_':
        read_script (&self);
        break;
      case '{':
        open_group (&self);
        break;
      case '}':
        close_group (&self);
        break;
      case '&':
        self.at++;
        break;
      default:
        g_string_append_c (self.text, *self.at++);
        break;
      }
  g_byte_array_unref (self.open);
  text = g_string_free (self.text, FALSE);
  return g_strstrip (text);
}

/* `\(…\)` and `\[…\]` as the two dollars that md4c knows, in the same bytes: where the
 * closing one comes before an empty line. What is code is shown from the message. */
void
_easel_math_mark (char *text, gsize length)
{
  /* Up to where there is none of them, and where it is certain that none comes. */
  gsize searched[2] = { 0, 0 };
  gsize ended[2] = { 0, 0 };

  for (gsize at = 0; at + 1 < length; at++)
    {
      guint kind = text[at + 1] == '[';
      char close = kind ? ']' : ')';
      gsize end, limit;

      if (text[at] != '\\')
        continue;
      at++;
      if ((text[at] != '(' && text[at] != '[') || at < ended[kind])
        continue;
      limit = MIN (length, at + LONGEST_MATH);
      for (end = MAX (at + 1, searched[kind]); end + 1 < limit; end++)
        if ((text[end] == '\n' && text[end + 1] == '\n') || text[end] == '`' || text[end] == '$' ||
            (text[end] == '\\' && text[end + 1] == close))
          break;
      searched[kind] = end;
      if (end + 1 >= limit)
        continue;
      if (text[end] != '\\')
        ended[kind] = end;
      else if (end > at + 1)
        {
          memcpy (text + at - 1, "$$", 2);
          memcpy (text + end, "$$", 2);
          at = end + 1;
        }
      else
        searched[kind]++;
    }
}
