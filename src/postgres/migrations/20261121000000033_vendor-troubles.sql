-- Up Migration

-- What is wrong with a connection, as its calls tell. A row begins with the first call that went wrong and is gone with
-- the one that shows the opposite; how many it takes to be believed is the program's rule.
create table vendor_trouble (
  workspace_id uuid not null references workspace,
  vendor text not null check (vendor in ('quickbooks', 'hubspot')),
  trouble text not null check (trouble in ('outage', 'storm', 'suspended', 'refused', 'scopes', 'slow', 'unrung')),
  since timestamptz not null,
  last_at timestamptz not null,
  -- Calls in a row that met it.
  times int not null,
  -- Met while writing: what only reads goes on meanwhile.
  on_write boolean not null,
  operation text,
  -- Nothing is asked until then; afterwards one call goes ahead of all others.
  rest_until timestamptz,
  rests int not null default 0,
  -- That one call is under way, and the others wait for what becomes of it.
  on_turn boolean not null default false,
  -- When people were told, so that they are told of its end too.
  told_at timestamptz,
  primary key (workspace_id, vendor, trouble)
);
alter table vendor_trouble enable row level security;
alter table vendor_trouble force row level security;
create policy own_workspace on vendor_trouble to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on vendor_trouble to milepost_app;

-- Why and when a connection ended, and which account was offered instead and not taken.
alter table connection add column lost_because text check (lost_because in ('expired', 'revoked'));
alter table connection add column lost_at timestamptz;
alter table connection add column refused_account jsonb;
