-- Up Migration

-- The deal that a plan was begun on, once merges in HubSpot took it to another: it goes back there when another plan of the
-- merged deals goes on. Null while it is where it was begun.
alter table schedule add column begun_on text;

-- What attention speaks of is there, or is no longer named: a milestone that was never billed may be removed. So far nothing
-- held this, so what is gone is forgotten first; row-level security hides every workspace from the owner too, so it is
-- lifted for these statements.
alter table attention no force row level security;
alter table milestone no force row level security;
alter table billing_intent no force row level security;
alter table taken_difference no force row level security;
alter table person no force row level security;
update attention a set milestone_id = null where milestone_id is not null
  and not exists (select from milestone m where m.workspace_id = a.workspace_id and m.milestone_id = a.milestone_id);
update attention a set intent_id = null where intent_id is not null
  and not exists (select from billing_intent i where i.workspace_id = a.workspace_id and i.intent_id = a.intent_id);
update taken_difference t set person_id = null where person_id is not null
  and not exists (select from person p where p.workspace_id = t.workspace_id and p.person_id = t.person_id);
alter table attention
  add foreign key (workspace_id, milestone_id) references milestone (workspace_id, milestone_id)
    on delete set null (milestone_id),
  add foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id)
    on delete set null (intent_id);
alter table taken_difference
  add foreign key (workspace_id, person_id) references person (workspace_id, person_id)
    on delete set null (person_id);
alter table attention force row level security;
alter table milestone force row level security;
alter table billing_intent force row level security;
alter table taken_difference force row level security;
alter table person force row level security;
-- Whoever removes a milestone finds what speaks of it, answered or not.
drop index attention_of_milestone;
create index attention_of_milestone on attention (workspace_id, milestone_id) where milestone_id is not null;
create index taken_difference_of_person on taken_difference (workspace_id, person_id) where person_id is not null;
-- Milestones with payers of their own are few.
create index milestone_with_payers on milestone (workspace_id, schedule_id) where details ? 'payers';

-- Intuit counts the metered reads of all companies of one app together: their sum by day, and nothing of whose they are.
create policy doors_count on vendor_usage for select to milepost_doors using (true);
grant select (day, vendor, metered) on vendor_usage to milepost_doors;
grant create on schema milepost to milepost_doors;
set local role milepost_doors;
create function metered_reads(first_day date, last_day date) returns table (day date, metered bigint)
  language sql stable security definer set search_path = milepost, pg_temp as $$
  select u.day, sum(u.metered)::bigint from milepost.vendor_usage u
  where u.vendor = 'quickbooks' and u.day between first_day and last_day group by u.day order by u.day
$$;
revoke all on function metered_reads(date, date) from public;
grant execute on function metered_reads(date, date) to milepost_app;
reset role;
revoke create on schema milepost from milepost_doors;
