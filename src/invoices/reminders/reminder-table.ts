import type { Sql } from '../../postgres/database'
import type { Reminder, ReminderState } from './reminder'

interface Row {
  reminder_id: string
  intent_id: string
  due_on: string | null
  after_days: number | null
  asked_on: string
  asked_by: string
  asked_at: Date
  state: ReminderState
  emailed_before: string | null
  began_at: Date | null
  sent_at: Date | null
  sent_to: string | null
  why: string | null
}

const COLUMNS = `reminder_id, intent_id, due_on::text, after_days, asked_on::text, asked_by, asked_at, state,
  emailed_before, began_at, sent_at, sent_to, why`

const toReminder = (row: Row): Reminder => ({
  reminderId: row.reminder_id,
  intentId: row.intent_id,
  dueOn: row.due_on,
  afterDays: row.after_days,
  askedOn: row.asked_on,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
  state: row.state,
  emailedBefore: row.emailed_before,
  beganAt: row.began_at,
  sentAt: row.sent_at,
  sentTo: row.sent_to,
  why: row.why,
})

/** Puts a reminder in. Null when there is one of that day, or of that step, already. */
export async function addReminder(
  sql: Sql,
  reminder: Pick<Reminder, 'intentId' | 'dueOn' | 'afterDays' | 'askedOn' | 'askedBy'>,
): Promise<Reminder | null> {
  const [row] = await sql<Row>(
    `insert into invoice_reminder (workspace_id, intent_id, due_on, after_days, asked_on, asked_by)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5) on conflict do nothing returning ${COLUMNS}`,
    [reminder.intentId, reminder.dueOn, reminder.afterDays, reminder.askedOn, reminder.askedBy],
  )
  return row ? toReminder(row) : null
}

export async function readReminder(sql: Sql, reminderId: string): Promise<Reminder | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from invoice_reminder where reminder_id = $1`, [reminderId])
  return row ? toReminder(row) : null
}

export async function lockReminder(sql: Sql, reminderId: string): Promise<Reminder | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from invoice_reminder where reminder_id = $1 for update`, [
    reminderId,
  ])
  return row ? toReminder(row) : null
}

/** An invoice's reminders, oldest first. */
export async function readRemindersOf(sql: Sql, intentId: string): Promise<Reminder[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from invoice_reminder where intent_id = $1 order by asked_at, reminder_id`,
    [intentId],
  )
  return rows.map(toReminder)
}

/** The invoices that these reminders are of, by reminder. */
export async function intentsOfReminders(
  sql: Sql,
  reminderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ reminder_id: string; intent_id: string }>(
    'select reminder_id, intent_id from invoice_reminder where reminder_id = any($1)',
    [reminderIds],
  )
  return new Map(rows.map((row) => [row.reminder_id, row.intent_id]))
}

/** Moves a reminder; what is not said stays. */
export async function setReminder(
  sql: Sql,
  reminderId: string,
  now: { readonly state: ReminderState } & Partial<
    Pick<Reminder, 'emailedBefore' | 'beganAt' | 'sentAt' | 'sentTo' | 'why'>
  >,
): Promise<void> {
  await sql(
    `update invoice_reminder set state = $2,
       emailed_before = case when $3 then $4 else emailed_before end,
       began_at = coalesce($5, began_at), sent_at = coalesce($6, sent_at), sent_to = coalesce($7, sent_to),
       why = $8
     where reminder_id = $1`,
    [
      reminderId,
      now.state,
      now.emailedBefore !== undefined,
      now.emailedBefore ?? null,
      now.beganAt ?? null,
      now.sentAt ?? null,
      now.sentTo ?? null,
      now.why ?? null,
    ],
  )
}

/** An open invoice, and the day on which it was due. */
export interface LateInvoice {
  readonly intentId: string
  readonly dueOn: string
}

/**
 * Invoices in QuickBooks that were due on one of these days and are not paid, without those that a person has been asked
 * about and has not answered, or said to leave alone; oldest intents first.
 */
export async function listRemindable(sql: Sql, dueOn: readonly string[]): Promise<LateInvoice[]> {
  const rows = await sql<{ intent_id: string; due_on: string }>(
    `select i.intent_id, d.body->>'DueDate' as due_on
     from billing_intent i
     join document d on d.workspace_id = i.workspace_id and d.kind = 'Invoice' and d.quickbooks_id = i.quickbooks_id
     where i.state = 'posted' and d.deleted_at is null and d.body->>'DueDate' = any($1)
       and (d.body->>'Balance')::numeric > 0
       and not exists (
         select from attention a where a.workspace_id = i.workspace_id and a.intent_id = i.intent_id
           and ((a.settled_at is null and a.kind in ('edited', 'copied_document', 'unclear'))
             or (a.kind = 'overdue' and a.settled_how = 'leave')))
     order by i.intent_id`,
    [dueOn],
  )
  return rows.map((row) => ({ intentId: row.intent_id, dueOn: row.due_on }))
}
