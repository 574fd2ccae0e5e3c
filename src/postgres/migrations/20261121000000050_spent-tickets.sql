-- Up Migration

-- Tickets to the page that adds evidence from inside HubSpot: each opens it once. Kept for as long as one could be tried again.
create table spent_ticket (
  workspace_id uuid not null references workspace,
  ticket_id uuid not null,
  spent_at timestamptz not null default milepost.now(),
  primary key (workspace_id, ticket_id)
);
alter table spent_ticket enable row level security;
alter table spent_ticket force row level security;
create policy own_workspace on spent_ticket to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, delete on spent_ticket to milepost_app;
