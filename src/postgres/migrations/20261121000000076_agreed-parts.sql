-- Up Migration

-- What each of several payers pays of a milestone, or of one claim of it, since a change order accepted an invoice that was
-- edited: their shares of the amount do not say it any more. It counts while it is all of the amount, and the shares are
-- the same. Amounts are minor units, as text.
alter table milestone add column agreed jsonb not null default '[]';
