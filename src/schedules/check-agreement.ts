import type { StoredFile } from '../documents/file'
import { readFile } from '../documents/file-table'
import { lockFilesForUse } from '../documents/file-use-table'
import { record } from '../history/history-table'
import { formatMoney, money } from '../money/money'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { invalid } from '../tenants/refusal'
import type { AgreementCheck } from './agreement-check'
import { readChecks, removeCheck, saveCheck } from './agreement-check-table'
import { lockFor } from './change-milestone'

/**
 * A person held a milestone's amount against a version of the agreement. It says nothing of the milestone itself, so it
 * is there in every state; doing it again with the same words changes nothing while the amount is the same.
 * Refuses: not_found, validation_failed (no agreement of this deal).
 */
export async function checkAgreement(
  sql: Sql,
  actor: Actor,
  request: { milestoneId: string; fileId: string; place: string | null; note: string | null },
): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  const known = await lockFilesForUse(sql, schedule.dealId, [request.fileId])
  const file = known.size === 0 ? null : await readFile(sql, request.fileId)
  if (file?.kind !== 'agreement') {
    throw invalid([
      { pointer: '/fileId', detail: 'There is no such agreement on this deal. Attach it first.' },
    ])
  }
  const before = (await readChecks(sql, [milestone.milestoneId])).get(milestone.milestoneId)
  const { place, note } = request
  const same =
    before?.fileId === file.fileId &&
    before.place === place &&
    before.note === note &&
    before.amountMinor === milestone.amountMinor
  if (same) return
  const { milestoneId, amountMinor } = milestone
  await saveCheck(sql, { milestoneId, fileId: file.fileId, place, note, amountMinor, by: actor.who })
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Checked the amount of “${milestone.name}” against ${agreementWords(file)}`,
      dealId: schedule.dealId,
      milestoneId,
      before: before ? told(before, schedule.currency) : null,
      after: told({ version: file.version, place, note, amountMinor }, schedule.currency),
    },
  ])
}

/** Takes a check back. Nothing to take back changes nothing. */
export async function uncheckAgreement(
  sql: Sql,
  actor: Actor,
  request: { milestoneId: string },
): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  const before = (await readChecks(sql, [milestone.milestoneId])).get(milestone.milestoneId)
  if (!before) return
  await removeCheck(sql, milestone.milestoneId)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Took back the check of “${milestone.name}” against the agreement`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      before: told(before, schedule.currency),
    },
  ])
}

const agreementWords = (file: StoredFile): string => `the agreement, version ${file.version}`

const told = (
  check: Pick<AgreementCheck, 'version' | 'place' | 'note' | 'amountMinor'>,
  currency: string,
) => ({
  amount: formatMoney(money(check.amountMinor, currency)),
  version: check.version,
  where: check.place,
  note: check.note,
})
