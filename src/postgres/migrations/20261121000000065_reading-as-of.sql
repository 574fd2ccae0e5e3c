-- Up Migration

-- When the vendor was asked for what the last reading found: a long one ends, at read_at, knowing what was true when it began.
alter table reading add column asked_at timestamptz;
