import type { CertifiedBar } from '../approvals/certificates/certificate'
import type { CertifyParts } from '../approvals/certificates/certify-work'
import type { Clock } from '../clock/clock'
import type { Sql } from '../postgres/database'
import { readTrackers } from '../reconcile/read-trackers'
import { readPaper } from './pay-application/read-pay-application'

/** What a certificate says of the whole contract: the bar as every page shows it, and on which paper it stands. */
export async function readCertifiedContract(
  sql: Sql,
  clock: Clock,
  dealId: string,
): Promise<{ paper: 'LETTER' | 'A4'; bar: CertifiedBar | null }> {
  const figures = (await readTrackers(sql, clock, [dealId])).get(dealId)?.figures
  const paper = await readPaper(sql)
  if (figures === undefined || figures.billed === null || figures.paid === null) return { paper, bar: null }
  return {
    paper,
    bar: {
      contractSum: String(figures.contractSum),
      parts: figures.bar.map(({ part, minor }) => ({ part, minor: String(minor) })),
    },
  }
}

/** What certifying stands on in the program. */
export const certifyParts = (clock: Clock, publicUrl: string): CertifyParts => ({
  clock,
  publicUrl,
  readContract: (sql, dealId) => readCertifiedContract(sql, clock, dealId),
})
