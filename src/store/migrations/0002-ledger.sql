-- SPDX-License-Identifier: GPL-3.0-or-later
-- The ledger keeps all that a call's cost came from, and budgets stand beside it.

-- from_cache: answered out of the answer cache. over_budget: let pass by hand.
-- sent_at: when its request was about to leave; NULL: not yet.
ALTER TABLE usage ADD COLUMN provider_id INTEGER REFERENCES providers (id);
ALTER TABLE usage ADD COLUMN cache_write_tokens INTEGER;
ALTER TABLE usage ADD COLUMN images INTEGER;
ALTER TABLE usage ADD COLUMN price_input INTEGER;
ALTER TABLE usage ADD COLUMN price_cached INTEGER;
ALTER TABLE usage ADD COLUMN price_cache_write INTEGER;
ALTER TABLE usage ADD COLUMN price_output INTEGER;
ALTER TABLE usage ADD COLUMN price_image INTEGER;
ALTER TABLE usage ADD COLUMN duration INTEGER;
ALTER TABLE usage ADD COLUMN first_token INTEGER;
ALTER TABLE usage ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN error_code TEXT;
ALTER TABLE usage ADD COLUMN from_cache INTEGER NOT NULL DEFAULT 0 CHECK (from_cache IN (0, 1));
ALTER TABLE usage ADD COLUMN over_budget INTEGER NOT NULL DEFAULT 0 CHECK (over_budget IN (0, 1));
ALTER TABLE usage ADD COLUMN fallback_of INTEGER REFERENCES usage (id);
ALTER TABLE usage ADD COLUMN sent_at INTEGER;

UPDATE usage SET
  sent_at = created_at,
  provider_id = (SELECT id FROM providers WHERE slug = usage.provider_slug
                 ORDER BY deleted_at IS NOT NULL, id DESC LIMIT 1);

-- All that the sums need: they go from key to key and never read the rows
-- themselves, nor sort them.
CREATE INDEX usage_sums ON usage (
  kind, provider_slug, model_id, created_at, state, cost, reserved_cost, from_cache,
  input_tokens, cached_tokens, output_tokens, reasoning_tokens, images);
CREATE INDEX usage_fallback ON usage (fallback_of) WHERE fallback_of IS NOT NULL;
CREATE INDEX usage_provider ON usage (provider_id) WHERE provider_id IS NOT NULL;

-- provider_slug '': all accounts together. An account that is added again has
-- the budget that it had.
CREATE TABLE budgets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  provider_slug TEXT NOT NULL DEFAULT '' UNIQUE,
  monthly_limit INTEGER NOT NULL CHECK (monthly_limit >= 0),
  warn_percent INTEGER NOT NULL DEFAULT 80 CHECK (warn_percent BETWEEN 1 AND 100),
  hard_stop INTEGER NOT NULL DEFAULT 0 CHECK (hard_stop IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
