-- Up Migration

-- Which customers and projects are directly below one: asked before each invoice is decided on.
create index master_parent on master (workspace_id, ((body->'ParentRef'->>'value')))
  where kind = 'customers' and body->'ParentRef'->>'value' is not null;
