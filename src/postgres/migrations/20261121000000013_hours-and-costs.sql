-- Up Migration

-- Hours of people, as QuickBooks keeps them or as they were entered here on their way to it. Kept only for customers
-- whose deals are planned; a deleted one leaves its row, because an invoice may say it.
create table time_entry (
  workspace_id uuid not null references workspace,
  entry_id uuid not null default gen_random_uuid(),
  -- Null until QuickBooks has it.
  quickbooks_id text,
  sync_token text,
  changed_at timestamptz,
  -- When it was last seen in QuickBooks, changed or not.
  seen_at timestamptz,
  deleted_at timestamptz,
  -- Whose hours they are; null while several deals could be meant.
  schedule_id uuid,
  assigned_by text check (assigned_by in ('person', 'entered', 'customer', 'class', 'item')),
  customer_id text not null,
  project_id text,
  class_id text,
  item_id text,
  worker_kind text not null check (worker_kind in ('employee', 'vendor')),
  worker_id text not null,
  worker_name text not null,
  worked_on date not null,
  minutes int not null check (minutes >= 0),
  note text,
  billable text not null check (billable in ('billable', 'not_billable', 'billed')),
  -- How far it is on its way to QuickBooks; what was read there is there.
  state text not null default 'posted' check (state in ('queued', 'sending', 'unclear', 'refused', 'posted', 'cancelled')),
  generation int not null default 1,
  request_key text,
  marker text,
  body text,
  body_hash text,
  sent_at timestamptz,
  fault jsonb,
  entered_by text,
  entered_at timestamptz not null default milepost.now(),
  -- What an invoice says of it, since it was decided to be billed.
  billed_minutes int,
  primary key (workspace_id, entry_id),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id) on delete set null (schedule_id),
  check (state <> 'posted' or quickbooks_id is not null)
);
create unique index time_entry_of_quickbooks on time_entry (workspace_id, quickbooks_id) where quickbooks_id is not null;
create unique index time_entry_of_marker on time_entry (workspace_id, marker) where marker is not null;
create index time_entry_of_schedule on time_entry (workspace_id, schedule_id, worked_on desc);
create index time_entry_of_customer on time_entry (workspace_id, customer_id) where schedule_id is null;

-- Lines of bills and purchases that were spent on a planned deal's customer.
create table cost_line (
  workspace_id uuid not null references workspace,
  cost_id uuid not null default gen_random_uuid(),
  txn_kind text not null check (txn_kind in ('Bill', 'Purchase')),
  txn_id text not null,
  line_id text not null,
  doc_number text,
  changed_at timestamptz,
  seen_at timestamptz,
  deleted_at timestamptz,
  schedule_id uuid,
  assigned_by text check (assigned_by in ('person', 'customer', 'class', 'item')),
  customer_id text not null,
  project_id text,
  class_id text,
  item_id text,
  vendor_name text,
  spent_on date not null,
  description text,
  amount_minor bigint not null,
  currency text not null,
  billable text not null check (billable in ('billable', 'not_billable', 'billed')),
  -- Billed here, it is to be set not billable in QuickBooks: a person agreed.
  release text check (release in ('wanted', 'done', 'refused')),
  primary key (workspace_id, cost_id),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id) on delete set null (schedule_id)
);
create unique index cost_line_once on cost_line (workspace_id, txn_kind, txn_id, line_id);
create index cost_line_of_schedule on cost_line (workspace_id, schedule_id, spent_on desc);
create index cost_line_of_customer on cost_line (workspace_id, customer_id) where schedule_id is null;

-- When hours or costs were last listed, and from which day on. Each listing is metered.
create table work_reading (
  workspace_id uuid not null references workspace,
  kind text not null check (kind in ('time', 'costs')),
  since date not null,
  read_at timestamptz not null,
  primary key (workspace_id, kind)
);

do $$
declare t text;
begin
  foreach t in array array['time_entry', 'cost_line', 'work_reading'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
revoke delete on cost_line from milepost_app;
