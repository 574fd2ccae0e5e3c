import { parse, stringify } from 'lossless-json'
import type { Company } from '../../../connectors/quickbooks/company'
import { fullFeed } from '../../fixtures/full-feed'
import type { Stage } from '../../fixtures/stage'
import { tamperedCompany } from '../../fixtures/tampered-company'

/** How QuickBooks answers the one who hears little: well, with more than a feed tells, or with one invoice nobody can take in. */
export type Feed = 'well' | 'full' | { readonly poison: string }

/** A company whose answers are spoiled on their way when a test says so. */
export interface SpoiledFeed {
  /** The company as it is now: itself, or behind the gateway. */
  through(company: Company): Company
  turn(feed: Feed): void
  close(): Promise<void>
}

const KINDS = ['Invoice', 'Payment', 'CreditMemo', 'RefundReceipt', 'Customer', 'Estimate']
const PATIENT_MS = 20_000
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export async function openSpoiledFeed(stage: Stage): Promise<SpoiledFeed> {
  let feed: Feed = 'well'
  const spoil = (body: string, url: string): string => {
    if (feed === 'well') return body
    if (feed === 'full') return fullFeed(body, url, KINDS)
    const { poison } = feed
    // Amounts stay as QuickBooks wrote them.
    const spoiled = parse(body, (_, value) =>
      isRecord(value) && value['Id'] === poison && value['DocNumber'] !== undefined
        ? { ...value, MetaData: { LastUpdatedTime: 'yesterday' } }
        : value,
    )
    return stringify(spoiled) ?? body
  }
  const gateway = await tamperedCompany(stage, spoil, PATIENT_MS)
  return {
    through: (company) => (feed === 'well' ? company : gateway.company),
    turn: (next) => {
      feed = next
    },
    close: gateway.close,
  }
}
