import type { Clock } from '../../clock/clock'
import { readDeal } from '../../deals/deal-table'
import { cleanName } from '../../documents/file-name'
import { readFiles } from '../../documents/file-table'
import type { Sql } from '../../postgres/database'
import { codeOf } from '../../schedules/milestone'
import { clientName } from '../../tenants/brand'
import { readLook } from '../../tenants/read-look'
import { readWorkspace } from '../../tenants/workspace-table'
import type { AfterApproval } from '../after-approval'
import { type CertifiedBar, certificateOf, contentHashOf, newNumber } from './certificate'
import { readCertificateOfRound } from './certificate-table'
import { keepCertificate } from './keep-certificate'
import { renderCertificate } from './render-certificate'

/** What a certificate says beside what was decided, known to what stands to the right. */
export interface CertifyParts {
  readonly clock: Clock
  readonly publicUrl: string
  readonly readContract: (
    sql: Sql,
    dealId: string,
  ) => Promise<{ readonly paper: 'LETTER' | 'A4'; readonly bar: CertifiedBar | null }>
}

/**
 * Proof of an approval, in its transaction: the certificate, its paper, and the promise to bring it to the deal in
 * HubSpot. The paper is made here and not later, because the invoice's list of files, frozen in the same transaction, names it by
 * its hash. It takes some tens of milliseconds, waits for nothing, and prints any words.
 */
export const certifyWork =
  (parts: CertifyParts): AfterApproval =>
  async (sql, approved) => {
    const { schedule, milestone, round } = approved
    if (await readCertificateOfRound(sql, round.roundId)) return []
    const workspace = await readWorkspace(sql)
    const { shades, logo } = await readLook(sql, workspace)
    const deal = await readDeal(sql, schedule.dealId)
    const madeAt = parts.clock.now()
    const number = newNumber()
    const content = certificateOf(approved, {
      number,
      madeAt: madeAt.toISOString(),
      zone: workspace.zone,
      company: clientName(workspace),
      look: { accent: shades.light.accent, logo: logo?.sha256 ?? null },
      verifyAt: `${parts.publicUrl}/verify/${number}`,
      project: deal?.name ?? schedule.dealId,
      client: deal?.company ?? null,
      files: await readFiles(
        sql,
        approved.decisions.flatMap(({ fileIds }) => fileIds),
      ),
      ...(await parts.readContract(sql, schedule.dealId)),
    })
    const words = JSON.stringify(content)
    const contentHash = contentHashOf(words)
    const { name, sha256 } = await keepCertificate(sql, {
      number,
      dealId: schedule.dealId,
      of: { is: 'work', milestoneId: milestone.milestoneId, roundId: round.roundId },
      words,
      contentHash,
      bytes: await renderCertificate(content, contentHash, logo),
      name: paperName(codeOf(milestone), round.snapshot.name),
      proves: `the acceptance of “${round.snapshot.name}”`,
      madeAt,
    })
    return [
      {
        what: `Certified the acceptance of “${round.snapshot.name}”, round ${round.number}`,
        dealId: schedule.dealId,
        milestoneId: milestone.milestoneId,
        after: { certificate: number, file: name, sha256, contentHash },
      },
    ]
  }

/** "M2 Design – acceptance certificate.pdf". */
export function paperName(code: string, milestoneName: string): string {
  const about = [...(cleanName(`${milestoneName}.pdf`)?.replace(/\.pdf$/, '') ?? '')]
    .slice(0, 70)
    .join('')
    .trim()
  return `M${code}${about === '' ? '' : ` ${about}`} – acceptance certificate.pdf`
}
