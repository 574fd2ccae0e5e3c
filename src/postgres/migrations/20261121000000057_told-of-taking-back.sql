-- Up Migration

-- Whoever approved work is told that their approval was taken back, where they are not asked again at once.
alter table mail drop constraint mail_kind_check,
  add constraint mail_kind_check check (kind in ('review_asked', 'review_reminder', 'order_asked', 'answer_receipt', 'team_receipt',
    'silence_notice', 'order_receipt', 'taken_back'));
