-- Up Migration

-- A refund may give back several things: each part says how much of the refund it is, tax included. One that was said as a
-- whole has one part without an amount.
alter table attribution
  add column part int not null default 1 check (part >= 1),
  add column share_minor bigint check (share_minor > 0),
  add check (share_minor is null or intent_id is not null),
  drop constraint attribution_pkey,
  add primary key (workspace_id, kind, quickbooks_id, part);

-- The amount that a deal had before it was emptied in HubSpot; none where it has one, or never had.
alter table deal
  add column emptied_amount text,
  add column emptied_currency text;
