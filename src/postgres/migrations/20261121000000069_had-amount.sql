-- Up Migration

-- Whether a deal ever had an amount: one that has none now was emptied in HubSpot. How much it was stands in the history; who
-- saw another amount last asks the same question.
alter table deal add column had_amount boolean not null default false;
-- Row-level security hides every workspace from the owner too, so it is lifted for this statement.
alter table deal no force row level security;
update deal set had_amount = amount is not null or emptied_amount is not null;
alter table deal force row level security;
alter table deal drop column emptied_amount, drop column emptied_currency;
