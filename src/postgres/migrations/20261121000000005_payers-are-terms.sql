-- Up Migration

-- Several payers were kept as a wish that could not be billed; now they are terms like others. Row-level security
-- hides every workspace from the owner too, so it is lifted for this one statement.
alter table schedule no force row level security;
update schedule
  set terms = jsonb_set(terms #- '{notYet,payers}', '{payers}', terms #> '{notYet,payers}')
  where terms #> '{notYet,payers}' is not null;
alter table schedule force row level security;
