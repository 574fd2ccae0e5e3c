-- Up Migration

-- Rates, retainage, deposits and the cadence were kept as wishes that could not be billed; now they are terms like
-- others. Row-level security hides every workspace from the owner too, so it is lifted for this one statement.
alter table schedule no force row level security;
update schedule set terms = (terms - 'notYet') || (terms -> 'notYet') where terms ? 'notYet';
alter table schedule force row level security;
