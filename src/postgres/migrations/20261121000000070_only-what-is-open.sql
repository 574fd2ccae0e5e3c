-- Up Migration

-- What is open is few, what ever was is much: each of these is read from an index of the few.
create index document_unpaid on document (workspace_id, quickbooks_id)
  where kind = 'Invoice' and deleted_at is null and body->>'Balance' not in ('0', '0.0', '0.00', '0.000');
create index outbox_message_owed on outbox_message (workspace_id, created_at, message_id)
  where state in ('waiting', 'unclear', 'refused');
-- One owner has thousands of deals, each of which says the name; the one that was read last says it as it is.
create index deal_of_owner on deal (workspace_id, owner_id, read_at desc) where owner_id is not null;

grant create on schema milepost to milepost_doors;
set local role milepost_doors;
-- As before, but for what counts messages: those that are over are not looked at.
create or replace function queue_depths()
  returns table (queue text, state text, count bigint, oldest_seconds float8)
  language sql stable security definer set search_path = milepost, pg_temp as $$
  select 'outbox', s.state, count(m.message_id), extract(epoch from milepost.now() - min(m.created_at))::float8
  from unnest(array['waiting', 'unclear', 'refused']) as s(state)
  left join milepost.outbox_message m on m.state = s.state and m.state in ('waiting', 'unclear', 'refused')
  group by s.state
  union all
  select 'inbox', v.source, count(e.event_id), extract(epoch from milepost.now() - min(e.received_at))::float8
  from unnest(array['quickbooks', 'hubspot']) as v(source)
  left join milepost.inbox_event e on e.source = v.source and e.settled_at is null group by v.source
  union all
  select 'writeback', 'waiting', count(*), extract(epoch from milepost.now() - min(d.dirty_since))::float8
  from milepost.deal_mirror d where d.dirty_since is not null
  union all
  select 'triggers', 'due', count(*), extract(epoch from milepost.now() - min(m.trigger_at))::float8
  from milepost.milestone m where m.trigger_at <= milepost.now()
  union all
  select 'upkeep', 'due', count(*), extract(epoch from milepost.now() - min(u.due_at))::float8
  from milepost.upkeep u where u.due_at <= milepost.now()
$$;
reset role;
revoke create on schema milepost from milepost_doors;
