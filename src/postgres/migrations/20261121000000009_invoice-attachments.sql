-- Up Migration

-- Evidence is a file of one milestone. The milestone may be removed from the plan and come back by an undo, so nothing
-- but the id refers to it.
alter table file drop constraint file_kind_check,
  add constraint file_kind_check check (kind in ('agreement', 'sign_off', 'other', 'evidence')),
  add column milestone_id uuid,
  add constraint file_of_milestone check ((kind = 'evidence') = (milestone_id is not null));
create index file_of_milestone on file (workspace_id, milestone_id, uploaded_at) where milestone_id is not null;

alter table file_use drop constraint file_use_used_by_check,
  add constraint file_use_used_by_check check (used_by in ('acceptance', 'change_order', 'decision', 'invoice'));

-- The files that go with one invoice, decided together with it. A file's row never changes, so naming it freezes it.
create table invoice_attachment (
  workspace_id uuid not null references workspace,
  intent_id uuid not null,
  position int not null,
  file_id uuid not null,
  state text not null default 'wanted'
    check (state in ('wanted', 'sending', 'unclear', 'attached', 'refused', 'left_out')),
  -- What QuickBooks keeps beside the file: a lost one is recognised by the hash in it.
  note text not null,
  -- When the newest attempt began; another waits until the vendor can't be working on it any more.
  sent_at timestamptz,
  attachable_id text,
  fault jsonb,
  left_out_because text,
  primary key (workspace_id, intent_id, position),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id),
  foreign key (workspace_id, file_id) references file (workspace_id, file_id),
  check ((state = 'left_out') = (left_out_because is not null))
);
create unique index invoice_attachment_once on invoice_attachment (workspace_id, intent_id, file_id);
create index invoice_attachment_of_file on invoice_attachment (workspace_id, file_id);

-- That a person let an invoice go out although it was edited in QuickBooks before it left: the amount that they saw.
create table approved_change (
  workspace_id uuid not null references workspace,
  intent_id uuid not null,
  net_minor bigint not null,
  approved_by text not null,
  approved_at timestamptz not null default milepost.now(),
  primary key (workspace_id, intent_id, net_minor),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id)
);

do $$
declare t text;
begin
  foreach t in array array['invoice_attachment', 'approved_change'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
revoke delete on invoice_attachment, approved_change from milepost_app;
revoke update on approved_change from milepost_app;

-- A cancelled invoice keeps no file; one that turns up in QuickBooks after all keeps its files again.
create function invoice_keeps_files() returns trigger language plpgsql as $$
begin
  update milepost.file_use set ended_at = case when new.state = 'cancelled' then milepost.now() end
  where workspace_id = new.workspace_id and used_by = 'invoice' and subject_id = new.intent_id;
  return null;
end $$;
create trigger invoice_keeps_files after update of state on billing_intent
  for each row when (old.state is distinct from new.state and 'cancelled' in (old.state, new.state))
  execute function invoice_keeps_files();
