-- Up Migration

-- What an answer to a question is for, beside its amount: an answer that comes when that is something else by now is refused.
alter table attention add column about text;

-- What each of our lines came to when somebody asked that an invoice be put back: a sum stays when amounts move between lines.
alter table invoice_restore add column seen_lines text;

-- What is asked, or was left, of one kind: what is over is asked anew when it comes again.
create index attention_standing on attention (workspace_id, kind) where settled_at is null or settled_how = 'leave';
