-- Up Migration

-- Where a workspace gives its invoices numbers of its own: how far each series has come.
create table number_series (
  workspace_id uuid not null references workspace,
  series text not null,
  last int not null check (last >= 0),
  primary key (workspace_id, series)
);

-- A number is taken when an invoice is sent for the first time, and belongs to it for good: a lost answer is tried
-- again with the same number under the same key. One that QuickBooks says another document has is spent.
create table invoice_number (
  workspace_id uuid not null references workspace,
  number text not null,
  series text not null,
  intent_id uuid not null,
  request_key text not null,
  spent boolean not null default false,
  taken_at timestamptz not null default milepost.now(),
  primary key (workspace_id, number),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id)
);
create unique index invoice_number_of_intent on invoice_number (workspace_id, intent_id) where not spent;
create index invoice_number_of_any on invoice_number (workspace_id, intent_id);
do $$
declare t text;
begin
  foreach t in array array['number_series', 'invoice_number'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
