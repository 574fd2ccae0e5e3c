-- Up Migration

-- Since when a plan stands on a deal that it was not begun on: what is filed there from then on is filed with it.
alter table schedule add column moved_at timestamptz;
