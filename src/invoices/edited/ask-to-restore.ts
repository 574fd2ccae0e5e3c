import { settleIntentAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import { addMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict } from '../../tenants/refusal'
import { dealsOf } from '../intent'
import { lockInvoice } from '../prepared/lock-invoice'
import { changedCause } from '../sending/follow-changed'
import { editGone } from './accept-edit'
import { linesText } from './edit'
import { readEdit } from './read-edit'
import type { Restore } from './restore'
import { addRestore, readOpenRestore } from './restore-table'

/**
 * A person has an edited invoice put back as it was sent: our lines only. The wish and its message commit together; the
 * invoice is read again before anything is sent. Asked again, it answers the wish that is under way.
 * Refuses: not_found, edit_gone, restore_forbidden.
 */
export async function askToRestore(
  sql: Sql,
  actor: Actor,
  { intentId }: { readonly intentId: string },
): Promise<Restore> {
  const intent = await lockInvoice(sql, intentId)
  const open = await readOpenRestore(sql, intentId)
  if (open !== null) return open
  const edited = await readEdit(sql, intent)
  if (edited === null) throw editGone()
  const { edit, facts, document } = edited
  const name = `Invoice ${facts.docNumber ?? document.quickbooksId}`
  if (edited.whyNotRestored !== null) {
    throw conflict(
      'restore_forbidden',
      `${name} can’t be put back. ${edited.whyNotRestored} Nothing was changed.`,
    )
  }
  const seenMinor = edit.nowMinor ?? 0n
  const wish = await addRestore(sql, {
    intentId,
    seenMinor,
    seenLines: linesText(edit),
    wantedMinor: edit.decidedMinor,
    askedBy: actor.who,
  })
  if (wish === null) throw new Error('a restoration was asked for beside the lock')
  await addMessage(sql, { kind: 'invoice.restore', subjectId: wish.restoreId, dealId: intent.dealId })
  // Answered: nobody is asked about it while it is on its way.
  await settleIntentAttention(sql, [intentId], ['edited'], actor.who, 'restore', [changedCause(intentId)])
  await markDirty(sql, dealsOf(intent))
  const text = (minor: bigint) => formatMoney(money(minor, intent.currency))
  await record(sql, actor, [
    {
      what: `Asked to put invoice ${facts.docNumber ?? document.quickbooksId} back as it was sent`,
      dealId: intent.dealId,
      before: { bills: edit.nowMinor === null ? 'unknown' : text(edit.nowMinor) },
      after: { bills: text(edit.decidedMinor) },
    },
  ])
  return wish
}
