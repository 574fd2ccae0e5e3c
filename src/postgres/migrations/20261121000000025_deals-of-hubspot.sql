-- Up Migration

-- Where a deal went that was merged into another while both had a plan: its own stays under its own id.
alter table deal add column merged_into text;
-- Since when it has the amount that it has; null where that never changed while it was known.
alter table deal add column amount_since timestamptz;
-- Its owner's name, as HubSpot gave it last.
alter table deal add column owner text;
create index deal_merged_into on deal (workspace_id, merged_into) where merged_into is not null;
create index deal_alias_of_deal on deal_alias (workspace_id, deal_id);

-- What it is called where it is owed.
alter table deal_mirror add column mirror_id uuid not null default gen_random_uuid();
create unique index deal_mirror_by_id on deal_mirror (workspace_id, mirror_id);
-- A writer has the deal in hand as long as this is its next turn: whoever wants it tried now must not set a second one
-- beside it.
alter table deal_mirror add column in_hand_until timestamptz;
-- What HubSpot is owed, oldest first.
create index deal_mirror_owed on deal_mirror (workspace_id, dirty_since) where dirty_since is not null;

-- Plans that were kept aside, so far where nobody could open them, are found under their own deals again. Row-level
-- security hides every workspace from the owner too, so it is lifted for these statements.
alter table deal no force row level security;
alter table deal_alias no force row level security;
alter table schedule no force row level security;
update deal d set merged_into = a.deal_id, archived = true from deal_alias a
  where a.workspace_id = d.workspace_id and a.old_deal_id = d.deal_id
    and exists (select from schedule s where s.workspace_id = d.workspace_id and s.deal_id = d.deal_id);
delete from deal_alias a using deal d
  where d.workspace_id = a.workspace_id and d.deal_id = a.old_deal_id and d.merged_into is not null;
alter table schedule force row level security;
alter table deal_alias force row level security;
alter table deal force row level security;
