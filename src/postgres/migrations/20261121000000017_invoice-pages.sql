-- Up Migration

-- What a bookkeeper changed of an invoice that waits for review; it stays with it, so that a refused one is decided once
-- more with the same changes. And whether an invoice was handed over on paper, which QuickBooks does not know.
alter table billing_intent
  add column changes jsonb not null default '{}',
  add column version integer not null default 1,
  add column generated_at timestamptz,
  add column generated_by text,
  add column delivered_on date,
  add column delivered_by text,
  add constraint billing_intent_delivered check ((delivered_on is null) = (delivered_by is null)),
  add constraint billing_intent_generated check ((generated_at is null) = (generated_by is null));

-- An invoice as QuickBooks printed it, kept because each reading is metered, and because a deleted one can't be read
-- again. Only the newest is kept.
create table invoice_pdf (
  workspace_id uuid not null references workspace,
  quickbooks_id text not null,
  sync_token text not null,
  bytes bytea not null,
  read_at timestamptz not null default milepost.now(),
  primary key (workspace_id, quickbooks_id)
);
alter table invoice_pdf enable row level security;
alter table invoice_pdf force row level security;
create policy own_workspace on invoice_pdf to milepost_app
  using (workspace_id = (select milepost.current_workspace()))
  with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update on invoice_pdf to milepost_app;
