import type { Sql } from '../postgres/database'

/** Somebody who wants no reminders. */
export interface NoReminder {
  /** In small letters. */
  readonly email: string
  readonly since: Date
  /** Themselves, or the colleague who wrote it down. */
  readonly saidBy: string
}

/** Keeps that somebody wants no reminders. Answers whether that is new. */
export async function addNoReminder(sql: Sql, email: string, saidBy: string): Promise<boolean> {
  const rows = await sql(
    `insert into no_reminder (workspace_id, email, said_by) values (milepost.current_workspace(), lower($1), $2)
     on conflict do nothing returning 1`,
    [email, saidBy],
  )
  return rows.length > 0
}

/** They are reminded again. Answers whether they were not. */
export async function removeNoReminder(sql: Sql, email: string): Promise<boolean> {
  const rows = await sql('delete from no_reminder where email = lower($1) returning 1', [email])
  return rows.length > 0
}

/** Who of these addresses wants no reminders, by address; everybody who does, where none is named. */
export async function listNoReminders(sql: Sql, emails: readonly string[] | null): Promise<NoReminder[]> {
  const rows = await sql<{ email: string; since: Date; said_by: string }>(
    'select email, since, said_by from no_reminder where $1::text[] is null or email = any($1) order by email',
    [emails?.map((email) => email.toLowerCase()) ?? null],
  )
  return rows.map((row) => ({ email: row.email, since: row.since, saidBy: row.said_by }))
}

/** Whether this address wants no reminders. */
export async function wantsNone(sql: Sql, email: string): Promise<boolean> {
  return (await listNoReminders(sql, [email])).length > 0
}

/** Whether nobody of these addresses, parted by commas as QuickBooks has them, wants reminders. */
export async function allWantNone(sql: Sql, to: string): Promise<boolean> {
  const emails = new Set(to.split(',').flatMap((each) => each.trim().toLowerCase() || []))
  return emails.size > 0 && (await listNoReminders(sql, [...emails])).length === emails.size
}
