-- Up Migration

-- A certificate is a file of ours: of a milestone, or of a change order.
alter table file drop constraint file_kind_check,
  add constraint file_kind_check check (kind in ('agreement', 'sign_off', 'other', 'evidence', 'certificate')),
  drop constraint file_of_milestone,
  add constraint file_of_milestone check (case kind
    when 'evidence' then milestone_id is not null
    when 'certificate' then true
    else milestone_id is null end);
alter table file_use drop constraint file_use_used_by_check,
  add constraint file_use_used_by_check
    check (used_by in ('acceptance', 'change_order', 'decision', 'invoice', 'certificate'));

-- Anybody who holds a certificate may have it checked by its number: the number is a door.
alter table door drop constraint door_kind_check,
  add constraint door_kind_check
    check (kind in ('realm', 'portal', 'token', 'session', 'intuit', 'link', 'certificate'));

-- What proves that work was accepted. It is made in the transaction of the last decision, and never changes; one whose
-- approval was taken back says so.
create table certificate (
  workspace_id uuid not null references workspace,
  certificate_id uuid not null default gen_random_uuid(),
  number text not null,
  deal_id text not null,
  milestone_id uuid not null,
  round_id uuid not null,
  -- Exactly the words that were hashed.
  content text not null,
  content_hash text not null,
  file_id uuid not null,
  made_at timestamptz not null default milepost.now(),
  withdrawn_at timestamptz,
  withdrawn_by text,
  withdrawn_because text,
  primary key (workspace_id, certificate_id),
  foreign key (workspace_id, round_id) references approval_round (workspace_id, round_id),
  foreign key (workspace_id, file_id) references file (workspace_id, file_id),
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create unique index certificate_number on certificate (workspace_id, number);
-- A round is answered once, so it is certified once.
create unique index certificate_of_round on certificate (workspace_id, round_id);
create index certificate_of_milestone on certificate (workspace_id, milestone_id, made_at);
create index certificate_of_file on certificate (workspace_id, file_id);

create function certificate_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.withdrawn_at is not null
    or (to_jsonb(new) - array['withdrawn_at', 'withdrawn_by', 'withdrawn_because'])
      is distinct from (to_jsonb(old) - array['withdrawn_at', 'withdrawn_by', 'withdrawn_because'])
  then
    raise exception 'a certificate stays as it was made';
  end if;
  return new;
end $$;
create trigger certificate_stays before update or delete on certificate
  for each row execute function certificate_stays();

-- How far the certificate has come on its deal in HubSpot: first its file, then a note with it.
create table certificate_note (
  workspace_id uuid not null references workspace,
  certificate_id uuid not null,
  state text not null default 'wanted'
    check (state in ('wanted', 'uploading', 'uploaded', 'noting', 'noted', 'refused', 'left_out')),
  -- When the newest attempt of a step began; another waits until the vendor can't be working on it any more.
  sent_at timestamptz,
  hubspot_file_id text,
  note_id text,
  -- The deal that has the note: after a merge it may be another.
  deal_id text,
  fault jsonb,
  left_out_because text,
  primary key (workspace_id, certificate_id),
  foreign key (workspace_id, certificate_id) references certificate (workspace_id, certificate_id),
  check ((state = 'left_out') = (left_out_because is not null))
);

do $$
declare t text;
begin
  foreach t in array array['certificate', 'certificate_note'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update on milepost.%I to milepost_app', t);
  end loop;
end $$;

-- There were no certificates to choose before, so nobody has said no to them: they go with invoices unless somebody does.
alter table workspace no force row level security;
update workspace set settings = jsonb_set(settings, '{attach}', '["certificate"]'::jsonb || (settings -> 'attach'))
  where jsonb_typeof(settings -> 'attach') = 'array' and not settings -> 'attach' @> '["certificate"]'
    and settings -> 'attach' <> '[]';
alter table workspace force row level security;
