-- Up Migration

-- How often in a row Milepost itself failed at a milestone whose day has come: tried again later each time, and asked about.
alter table milestone add column trigger_tries int not null default 0;
