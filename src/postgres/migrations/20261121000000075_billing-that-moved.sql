-- Up Migration

-- What was decided of a line before what it billed moved to an invoice that a person made: its own invoice bills nothing of
-- it any more. Null while it is this invoice's. One that moved holds no key, and comes to nothing.
alter table billing_part add column moved_minor bigint,
  add constraint billing_part_moved_check check (moved_minor is null or (not live and amount_minor = 0));
