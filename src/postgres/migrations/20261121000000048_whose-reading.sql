-- Up Migration

-- A reading's lease is known by itself, not only by its process: a reading that outlived it moves no cursor, and frees
-- nobody else's.
alter table reading add column lease uuid;

-- What a long reading has stored and told nobody of yet. It outlives the process, because a payment that moved is known to
-- concern the invoice it left only until its new lines are stored.
create table untold_document (
  workspace_id uuid not null references workspace,
  kind text not null check (kind in ('Invoice', 'RefundReceipt')),
  quickbooks_id text not null,
  primary key (workspace_id, kind, quickbooks_id)
);
alter table untold_document enable row level security;
alter table untold_document force row level security;
create policy own_workspace on untold_document to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, delete on untold_document to milepost_app;

grant update (lease), select (lease) on reading to milepost_doors;

grant create on schema milepost to milepost_doors;
set local role milepost_doors;

-- Takes readings of one vendor that are due. A process of the version before asks claim_next still, which is left as it is.
create function claim_reading(vendor_name text, most int, duration interval, gather interval, sweep interval)
  returns table (workspace_id uuid, lease uuid)
  language plpgsql volatile security definer set search_path = milepost, pg_temp as $$
declare moment timestamptz := milepost.now();
begin
  return query
    with ready as (
      select r.workspace_id
      from milepost.reading r
      join milepost.connection c on c.workspace_id = r.workspace_id and c.vendor = r.source and c.status = 'connected'
      where r.source = vendor_name and (r.lease_until is null or r.lease_until <= moment)
        and (r.read_at is null or r.read_at <= moment - sweep
             or exists (select from milepost.inbox_event e
                        where e.workspace_id = r.workspace_id and e.source = vendor_name and e.settled_at is null
                          and e.next_at <= moment and e.rung_at <= moment - gather))
      order by r.read_at nulls first
      limit most
      for update of r skip locked
    )
    update milepost.reading r set lease_until = moment + duration, lease = gen_random_uuid()
    from ready where r.workspace_id = ready.workspace_id and r.source = vendor_name
    returning r.workspace_id, r.lease;
end $$;
revoke all on function claim_reading(text, int, interval, interval, interval) from public;
grant execute on function claim_reading(text, int, interval, interval, interval) to milepost_app;
reset role;
revoke create on schema milepost from milepost_doors;
