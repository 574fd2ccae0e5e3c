-- Up Migration

-- How late customers pay, of those who have paid enough invoices to tell: what is expected of them counts on it.
create table customer_lateness (
  workspace_id uuid not null references workspace,
  -- QuickBooks' id.
  customer_id text not null,
  -- After the due date; below zero: before it.
  days int not null,
  primary key (workspace_id, customer_id)
);
alter table customer_lateness enable row level security;
alter table customer_lateness force row level security;
create policy own_workspace on customer_lateness to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on customer_lateness to milepost_app;

create index billing_intent_of_customer on billing_intent (workspace_id, customer_id, issued_on desc);
