-- Up Migration

-- What a person said that a refund, or a credit memo that is not applied, is for: QuickBooks ties it to no invoice. One
-- that is for none of our invoices has no intent, and nobody is asked about it again.
create table attribution (
  workspace_id uuid not null references workspace,
  kind text not null check (kind in ('CreditMemo', 'RefundReceipt')),
  quickbooks_id text not null,
  intent_id uuid,
  milestone_id uuid,
  said_by text not null,
  said_at timestamptz not null default milepost.now(),
  primary key (workspace_id, kind, quickbooks_id),
  check (intent_id is not null or milestone_id is null),
  check (intent_id is not null or kind = 'RefundReceipt'),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id),
  foreign key (workspace_id, milestone_id) references milestone (workspace_id, milestone_id)
);
create index attribution_of_intent on attribution (workspace_id, intent_id);
create index attribution_of_milestone on attribution (workspace_id, milestone_id);

alter table attribution enable row level security;
alter table attribution force row level security;
create policy own_workspace on attribution to milepost_app
  using (workspace_id = (select milepost.current_workspace()))
  with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on attribution to milepost_app;
