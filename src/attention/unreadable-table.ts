import type { Sql } from '../postgres/database'

/**
 * What is asked about a document that can't be read or taken in. Where it touches deals, it is asked on each of them, and each
 * but the first has its own cause.
 */
export const unreadableCause = (
  kind: string,
  ids: readonly string[],
  otherDeal: string | null = null,
): string => [`poison:${kind}:${ids.join(',')}`, ...(otherDeal ?? [])].join(':')

/** Whether a question is about a document that can't be read: it ends once that was read, and by nobody's word. */
export const isOfUnreadable = (cause: string): boolean => /^poison:[A-Za-z]+:\d+(:|$)/.test(cause)

/** By kind and id ("Invoice 7"), the documents of which QuickBooks' newest version could not be read or taken in. */
export async function readUnreadable(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql<{ cause: string }>(
    "select cause from attention where kind = 'poison' and settled_at is null and starts_with(cause, 'poison:')",
  )
  return new Set(rows.map(({ cause }) => cause.split(':').slice(1, 3).join(' ')))
}

/** These documents were read: nothing is asked about them any more. Answers the deals on which something was. */
export async function settleUnreadable(
  sql: Sql,
  documents: readonly { readonly kind: string; readonly id: string }[],
  who: string,
): Promise<string[]> {
  if (documents.length === 0) return []
  const rows = await sql<{ deal_id: string | null }>(
    `update attention set settled_at = milepost.now(), settled_by = $2, settled_how = 'read'
     where kind = 'poison' and settled_at is null and starts_with(cause, 'poison:')
       and split_part(cause, ':', 2) || ':' || split_part(cause, ':', 3) = any($1)
     returning deal_id`,
    [documents.map(({ kind, id }) => `${kind}:${id}`), who],
  )
  return rows.flatMap(({ deal_id }) => deal_id ?? [])
}
