import type { StoredFile } from '../../documents/file'
import type { Acceptance } from '../../schedules/acceptance-table'
import { type AgreementCheck, checkDiffers } from '../../schedules/agreement-check'
import type { Schedule } from '../../schedules/schedule'
import type { AcceptanceView, AgreementCheckView, FileView } from '../contract/document'
import { moneyView } from './money-view'

export const fileView = (file: StoredFile, keptBecause: string | null): FileView => ({
  id: file.fileId,
  dealId: file.dealId,
  name: file.name,
  type: file.type,
  size: file.size,
  sha256: file.sha256,
  version: file.version,
  kind: file.kind,
  note: file.note,
  milestoneId: file.milestoneId,
  item: file.item,
  inline: file.inline,
  keptBecause,
  uploadedAt: file.uploadedAt.toISOString(),
  by: file.uploadedBy,
})

export function agreementCheckView(
  check: AgreementCheck,
  milestone: { readonly amountMinor: bigint },
  currency: string,
  agreement: StoredFile | null,
): AgreementCheckView {
  const detail = checkDiffers(check, milestone, currency, agreement)
  return {
    fileId: check.fileId,
    version: check.version,
    where: check.place,
    note: check.note,
    amount: moneyView(check.amountMinor, currency),
    by: check.by,
    at: check.at.toISOString(),
    state: detail === null ? 'checked' : 'differs',
    detail,
  }
}

/** The acceptance that stands; without a record where it is from before records were kept. */
export function acceptanceView(
  schedule: Schedule,
  held: { readonly acceptance: Acceptance; readonly files: readonly StoredFile[] } | null,
): AcceptanceView | null {
  if (schedule.acceptedOn === null || schedule.acceptedBy === null) return null
  return {
    on: schedule.acceptedOn,
    by: schedule.acceptedBy,
    planHash: held?.acceptance.contentHash ?? null,
    files: (held?.files ?? []).map(({ fileId, name, sha256 }) => ({ id: fileId, name, sha256 })),
    recordedBy: held?.acceptance.recordedBy ?? null,
    recordedAt: held?.acceptance.recordedAt.toISOString() ?? null,
  }
}
