-- Up Migration

-- The customer that somebody chose for a deal, before it has a schedule: planning starts from it.
create table deal_customer (
  workspace_id uuid not null references workspace,
  deal_id text not null,
  customer_id text not null,
  chosen_by text not null,
  chosen_at timestamptz not null default milepost.now(),
  primary key (workspace_id, deal_id)
);
create index deal_customer_of_customer on deal_customer (workspace_id, customer_id);

-- A decision to create a customer in QuickBooks: the body is frozen, and its key comes from it.
create table customer_creation (
  workspace_id uuid not null references workspace,
  creation_id uuid not null default gen_random_uuid(),
  deal_id text not null,
  display_name text not null,
  generation int not null,
  request_key text not null,
  body text not null,
  body_hash text not null,
  state text not null default 'waiting'
    check (state in ('waiting', 'sending', 'unclear', 'created', 'refused', 'cancelled')),
  quickbooks_id text,
  fault jsonb,
  -- Who has the name that was asked for, where QuickBooks refused it for that: a customer's id, or '' for a vendor or
  -- an employee.
  name_of text,
  created_by jsonb not null,
  created_at timestamptz not null default milepost.now(),
  -- When the first and the newest attempt began: what is older than the first is not ours.
  first_sent_at timestamptz,
  sent_at timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, creation_id),
  check ((state = 'created') = (quickbooks_id is not null))
);
create unique index customer_creation_key on customer_creation (workspace_id, request_key);
-- However many people press: one customer of a name, and one for a deal, is on its way at a time.
create unique index customer_creation_of_name on customer_creation (workspace_id, lower(display_name))
  where state in ('waiting', 'sending', 'unclear');
create unique index customer_creation_of_deal on customer_creation (workspace_id, deal_id)
  where state in ('waiting', 'sending', 'unclear');
create index customer_creation_newest on customer_creation (workspace_id, deal_id, created_at desc);
create index customer_creation_of_body on customer_creation (workspace_id, body_hash);

-- Customers that were merged in QuickBooks: which id is dead, and who took over.
create table customer_merge (
  workspace_id uuid not null references workspace,
  dead_id text not null,
  survivor_id text not null,
  merged_at timestamptz not null default milepost.now(),
  primary key (workspace_id, dead_id),
  check (dead_id <> survivor_id)
);

do $$
declare t text;
begin
  foreach t in array array['deal_customer', 'customer_creation', 'customer_merge'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
