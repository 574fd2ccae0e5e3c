-- Up Migration

-- An invoice that a person has put back as it was sent: our lines only. A row is one wish; what may have reached
-- QuickBooks is looked at before anything is sent again.
create table invoice_restore (
  workspace_id uuid not null references workspace,
  restore_id uuid not null default gen_random_uuid(),
  intent_id uuid not null,
  -- What our lines came to when it was asked for, and what they come to once it is done; minor units, net.
  seen_minor bigint not null,
  wanted_minor bigint not null,
  asked_by text not null,
  asked_at timestamptz not null default milepost.now(),
  state text not null default 'wanted' check (state in ('wanted', 'sending', 'unclear', 'done', 'refused', 'cancelled')),
  -- The version that the newest attempt was made from, and when it began.
  sync_token text,
  began_at timestamptz,
  why text,
  primary key (workspace_id, restore_id),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id)
);
create unique index invoice_restore_open on invoice_restore (workspace_id, intent_id)
  where state in ('wanted', 'sending', 'unclear');
create index invoice_restore_of_intent on invoice_restore (workspace_id, intent_id, asked_at);

-- An invoice of QuickBooks that a person said bills nothing here.
create table invoice_set_aside (
  workspace_id uuid not null references workspace,
  quickbooks_id text not null,
  set_aside_by text not null,
  set_aside_at timestamptz not null default milepost.now(),
  primary key (workspace_id, quickbooks_id)
);

-- On a line that changes a billed milestone: the invoice that bills so already.
alter table change_order_line add column accepts_intent_id uuid;
alter table change_order_line add constraint change_order_line_accepts
  foreign key (workspace_id, accepts_intent_id) references billing_intent (workspace_id, intent_id);
alter table change_order_line add constraint change_order_line_accepts_a_change
  check (accepts_intent_id is null or op = 'change');
create index change_order_line_accepting on change_order_line (workspace_id, accepts_intent_id)
  where accepts_intent_id is not null;

-- Whose plans an invoice of a customer may belong to, without looking through all of them.
create index schedule_of_customer on schedule (workspace_id, (terms ->> 'customerId'));
create index schedule_of_payers on schedule (workspace_id) where jsonb_array_length(terms -> 'payers') > 0;
create index milestone_of_payers on milestone (workspace_id, schedule_id) where details ? 'payers';

do $$
declare t text;
begin
  foreach t in array array['invoice_restore', 'invoice_set_aside'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
  end loop;
end $$;
grant select, insert, update on invoice_restore to milepost_app;
grant select, insert, delete on invoice_set_aside to milepost_app;
