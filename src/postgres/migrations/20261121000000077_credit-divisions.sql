-- Up Migration

-- How credits on an invoice were divided over its lines each time somebody answered about them: what was answered for one
-- milestone stays its, whatever becomes of the lines. Lowest credit first, of the whole invoice with its tax; each line's part
-- net. Amounts are minor units, as text. Empty while nobody answered.
alter table billing_intent add column credit_divisions jsonb not null default '[]';
