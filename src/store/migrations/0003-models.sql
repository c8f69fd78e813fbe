-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is known of a model is kept apart by who said it: "listed" is the
-- provider's word, or the catalogue's where the provider is silent, "user_set"
-- what the user changed. The columns hold both, the user's over the other.
ALTER TABLE provider_models ADD COLUMN listed TEXT CHECK (json_valid(listed));
ALTER TABLE provider_models ADD COLUMN user_set TEXT CHECK (json_valid(user_set));
ALTER TABLE provider_models ADD COLUMN price_date INTEGER;
ALTER TABLE provider_models ADD COLUMN listed_at INTEGER;
-- The model to take when another of the kind is out of reach: 1 llm, 2 image, 4 video.
ALTER TABLE provider_models ADD COLUMN fallback_for INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX provider_models_fallback_llm ON provider_models (fallback_for & 1) WHERE fallback_for & 1;
CREATE UNIQUE INDEX provider_models_fallback_image ON provider_models (fallback_for & 2) WHERE fallback_for & 2;
CREATE UNIQUE INDEX provider_models_fallback_video ON provider_models (fallback_for & 4) WHERE fallback_for & 4;

-- A patch leaves out what is NULL.
UPDATE provider_models SET
  price_date = iif(price_source = 'user', updated_at, NULL),
  listed_at = iif(source = 'listed', updated_at, NULL),
  listed = json_patch('{}', json_object(
    'name', name, 'kinds', kinds, 'capabilities', json(capabilities), 'context_tokens', context_tokens,
    'max_output_tokens', max_output_tokens)),
  user_set = iif(price_source = 'user', json_patch('{}', json_object(
    'price_input', price_input, 'price_output', price_output, 'price_cached', price_cached,
    'price_image', price_image, 'price_source', price_source, 'price_date', updated_at)), NULL);
UPDATE provider_models SET
  listed = json_patch(listed, json_object(
    'price_input', price_input, 'price_output', price_output, 'price_cached', price_cached,
    'price_image', price_image, 'price_source', price_source))
WHERE price_source IS NOT 'user';
-- The sample editor is Easel's, not the user's.
UPDATE provider_models SET source = 'builtin'
WHERE source = 'user' AND provider_id IN (SELECT id FROM providers WHERE slug = 'sandbox');
