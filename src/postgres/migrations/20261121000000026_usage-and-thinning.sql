-- Up Migration

-- How far a long reading has come, for whoever looks: {list, step, steps, rows}. It ends with the reading, or its lease.
alter table reading add column progress jsonb;
-- Past the month's budget of reads: the sweep comes more seldom, and what rings is gathered longer.
alter table reading add column slowed boolean not null default false;

-- Why a call was made: what spends the metered reads.
alter table vendor_call add column reason text not null default 'other';

-- The calls of a day, counted when they are made; the ledger beside it may be thinned. Days are the workspace's own.
create table vendor_usage (
  workspace_id uuid not null references workspace,
  day date not null,
  vendor text not null check (vendor in ('quickbooks', 'hubspot')),
  operation text not null,
  reason text not null,
  calls bigint not null check (calls >= 0),
  -- Those that the vendor meters: reads that it answered.
  metered bigint not null check (metered between 0 and calls),
  primary key (workspace_id, day, vendor, operation, reason)
);
-- Row-level security hides every workspace from the owner too, so it is lifted for this statement.
alter table vendor_call no force row level security;
alter table workspace no force row level security;
insert into vendor_usage (workspace_id, day, vendor, operation, reason, calls, metered)
  select c.workspace_id, (c.at at time zone w.zone)::date, c.vendor, c.operation, c.reason, count(*),
    count(*) filter (where c.metered and c.status between 200 and 299)
  from vendor_call c join workspace w on w.workspace_id = c.workspace_id
  group by 1, 2, 3, 4, 5;
alter table workspace force row level security;
alter table vendor_call force row level security;

alter table vendor_usage enable row level security;
alter table vendor_usage force row level security;
create policy own_workspace on vendor_usage to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update on vendor_usage to milepost_app;

-- Of the ledger only reads that are long past may go: what was written, with its key and the vendor's id of it, stays.
grant delete on vendor_call to milepost_app;
create policy old_reads_only on vendor_call as restrictive for delete to milepost_app
  using (not is_write and at < milepost.now() - interval '35 days');
create index vendor_call_reads on vendor_call (workspace_id, at) where not is_write;
create index inbox_event_settled on inbox_event (workspace_id, settled_at) where settled_at is not null;
create index inbox_event_given_up on inbox_event (workspace_id, source, event_id)
  where attempts > 0 and (settled_at is null or settled_how = 'given up');
