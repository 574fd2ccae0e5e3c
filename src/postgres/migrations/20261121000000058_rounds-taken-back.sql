-- Up Migration

-- What a round came to may be taken back, also where no new round asks: then nothing that came with it signs anything off.
alter table approval_round add column taken_back_at timestamptz;
-- A time to answer that was set anew is told to whoever has it before their silence counts, whatever they said of reminders.
alter table answer_window add column given_anew boolean not null default false;

-- Row-level security hides every workspace from the owner too, so it is lifted for these statements.
alter table approval_round no force row level security;
alter table milestone no force row level security;
alter table certificate no force row level security;
alter table answer_window no force row level security;
-- Completed work is asked about again only once its judgement was taken back; a certificate says so, too.
update approval_round r set taken_back_at = coalesce(
    (select c.withdrawn_at from certificate c where c.workspace_id = r.workspace_id and c.round_id = r.round_id),
    (select min(again.submitted_at) from approval_round again where again.workspace_id = r.workspace_id
       and again.milestone_id = r.milestone_id and again.number > r.number),
    now())
  where r.state in ('approved', 'deemed', 'split') and (
    exists (select from certificate c where c.workspace_id = r.workspace_id and c.round_id = r.round_id
      and c.withdrawn_at is not null)
    or exists (select from approval_round again where again.workspace_id = r.workspace_id
      and again.milestone_id = r.milestone_id and again.number > r.number)
    or exists (select from milestone m where m.workspace_id = r.workspace_id and m.milestone_id = r.milestone_id
      and m.work_status in ('pending', 'in_progress', 'in_review')));
update answer_window set given_anew = true where generation > 1;
alter table approval_round force row level security;
alter table milestone force row level security;
alter table certificate force row level security;
alter table answer_window force row level security;
