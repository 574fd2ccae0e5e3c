-- Up Migration

-- Who made the invoice behind an intent: Milepost, or a person in QuickBooks, where it was linked afterwards. Of a
-- linked one nothing was ever sent, so it has neither mark nor body.
alter table billing_intent add column origin text not null default 'milepost' check (origin in ('milepost', 'linked'));
alter table billing_intent add constraint billing_intent_linked
  check (origin = 'milepost' or (state in ('posted', 'cancelled') and marker = '' and body = '' and send_state = 'none'));

-- Which invoice was linked, by whom, and when that ended. The intent of an ended link holds no document any more.
create table invoice_link (
  workspace_id uuid not null references workspace,
  intent_id uuid not null,
  quickbooks_id text not null,
  linked_by text not null,
  linked_at timestamptz not null default milepost.now(),
  unlinked_by text,
  unlinked_at timestamptz,
  primary key (workspace_id, intent_id),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id)
);
create index invoice_link_of_document on invoice_link (workspace_id, quickbooks_id);

-- Work that linking took as completed, as it stood before: what unlinking gives back.
create table work_before_link (
  workspace_id uuid not null references workspace,
  intent_id uuid not null,
  milestone_id uuid not null,
  work_status text not null check (work_status in ('pending', 'in_progress')),
  changes_requested boolean not null,
  primary key (workspace_id, intent_id, milestone_id),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id),
  foreign key (workspace_id, milestone_id) references milestone (workspace_id, milestone_id)
);
create index work_before_link_of_milestone on work_before_link (workspace_id, milestone_id);

-- When a customer's invoices were last listed, and from which day on. Each listing is metered.
create table customer_reading (
  workspace_id uuid not null references workspace,
  customer_id text not null,
  since date not null,
  read_at timestamptz not null,
  primary key (workspace_id, customer_id)
);
create index document_of_customer on document (workspace_id, kind, customer_id);

do $$
declare t text;
begin
  foreach t in array array['invoice_link', 'work_before_link', 'customer_reading'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
