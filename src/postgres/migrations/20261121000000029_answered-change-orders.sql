-- Up Migration

-- Who was asked when it was sent, and by which rule: {rule, approvers}; null while it is a draft.
alter table change_order add column asked jsonb;
-- Row-level security hides every workspace from the owner too, so it is lifted for this one statement.
alter table change_order no force row level security;
alter table schedule no force row level security;
update change_order o set asked = jsonb_build_object(
    'rule', coalesce(s.terms #>> '{approval,rule}', 'any'),
    'approvers', coalesce(s.terms #> '{approval,approvers}', '[]'))
  from schedule s
  where s.workspace_id = o.workspace_id and s.schedule_id = o.schedule_id and o.state = 'sent';
alter table change_order force row level security;
alter table schedule force row level security;

-- What each approver answered to a change order by their own link. Answers are kept for ever.
create table change_order_answer (
  workspace_id uuid not null references workspace,
  answer_id uuid not null default gen_random_uuid(),
  change_order_id uuid not null,
  revision int not null,
  approver_id text not null,
  who text not null,
  role text,
  answer text not null check (answer in ('approve', 'reject')),
  reason text,
  signed_name text not null,
  -- What was shown, and its hash.
  shown jsonb not null,
  shown_hash text not null,
  how jsonb not null,
  zone text not null,
  at timestamptz not null default milepost.now(),
  primary key (workspace_id, answer_id),
  foreign key (workspace_id, change_order_id) references change_order (workspace_id, change_order_id)
);
create unique index change_order_answer_once on change_order_answer (workspace_id, change_order_id, revision, approver_id);
create trigger change_order_answer_is_append_only before update or delete on change_order_answer
  for each row execute function refuse_change();
alter table change_order_answer enable row level security;
alter table change_order_answer force row level security;
create policy own_workspace on change_order_answer to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert on change_order_answer to milepost_app;
