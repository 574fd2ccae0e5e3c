import type { Calendar } from '../clock/business-days'
import { type Brand, plainBrand } from './brand'
import type { ReadBudget } from './read-budget'

/** Who gives an invoice its number in a company that numbers its own documents. */
export type Numbering =
  | { readonly by: 'quickbooks' }
  /** `MP-{year}-{0000}`: see document-number.ts. */
  | { readonly by: 'pattern'; readonly pattern: string }

/** In what invoices can be worded. */
export const languages = ['en', 'nl', 'de', 'fr', 'es', 'ja'] as const
export type Language = (typeof languages)[number]

/** How Milepost writes e-mails of its own for a workspace. */
export interface MailSettings {
  /** The sender's name; null is the workspace's. */
  readonly fromName: string | null
  /** Where answers go; null leaves it to the sender's address. */
  readonly replyTo: string | null
  /** Who in the company is told what was answered, and what silence did. */
  readonly team: readonly string[]
  /** Approvers get their own answer by e-mail, for their files. */
  readonly receipts: boolean
  /** Hours in which nobody is reminded, `HH:MM` in the workspace's zone; the same twice for none. */
  readonly quiet: { readonly from: string; readonly to: string }
}

/** What a workspace's owner has set; each schedule may say otherwise where it has the field. */
export interface WorkspaceSettings {
  readonly delivery: 'send' | 'post' | 'prepare'
  readonly cadence: { readonly on: 'approval' } | { readonly on: 'monthly'; readonly day: number }
  /** Days until an invoice is due; null where QuickBooks' own terms are chosen, or QuickBooks decides. */
  readonly netDays: number | null
  /** Terms of QuickBooks, instead of days. */
  readonly termsId: string | null
  readonly itemId: string | null
  readonly taxCode: string | null
  readonly classId: string | null
  readonly locationId: string | null
  /** Items of QuickBooks that lines beside the work are written with; null until somebody chooses. */
  readonly retainageItemId: string | null
  readonly depositItemId: string | null
  readonly hoursItemId: string | null
  readonly costsItemId: string | null
  /** Tax codes of those lines; null takes the schedule's. */
  readonly retainageTaxCode: string | null
  readonly depositTaxCode: string | null
  readonly hoursTaxCode: string | null
  readonly costsTaxCode: string | null
  /** Invoices draw of deposits that are not paid yet; otherwise a draw waits until its deposit is. */
  readonly drawUnpaidDeposits: boolean
  readonly numbering: Numbering
  /** The custom field of QuickBooks' invoices that carries the link back to the deal. */
  readonly linkField: {
    readonly definitionId: string
    readonly name: string
    /** Where Milepost was reached when the field was chosen. */
    readonly publicUrl: string
  } | null
  /** Who else gets the e-mail that QuickBooks sends. */
  readonly copies: { readonly cc: readonly string[]; readonly bcc: readonly string[] }
  /** Whether the client may pay online; null leaves it to the company's own setting. */
  readonly onlinePayment: { readonly card: boolean | null; readonly bank: boolean | null }
  /** The files that go with every invoice by themselves, in this order. */
  readonly attach: readonly ('certificate' | 'evidence' | 'agreement' | 'sign_off')[]
  /** Days after its due date on which QuickBooks reminds of an open invoice by itself; empty for never. */
  readonly reminders: { readonly afterDays: readonly number[] }
  /** How the company looks to its clients. */
  readonly brand: Brand
  /** E-mails that Milepost itself writes. */
  readonly mail: MailSettings
  /** Whose days off don't count, where business days are counted. */
  readonly calendar: Calendar
  /** The language of invoices, with its way to write amounts and days. */
  readonly language: Language
  /** By language, the phrases that the workspace words otherwise than they are shipped. */
  readonly phrases: Readonly<Partial<Record<Language, Readonly<Record<string, string>>>>>
  /** The least role that creates invoices, links them and settles differences. */
  readonly bookkeepingBy: 'bookkeeper' | 'member'
  /** Room above the contract sum, in percent with up to 4 decimals. */
  readonly tolerancePercent: string
  /** Many invoices that wait together go to QuickBooks up to thirty in one request, which is a metered one. */
  readonly quickbooksBatch: boolean
  /** Intuit's metered reads: how many a month, and when a person is told. */
  readonly readBudget: ReadBudget
  /** HubSpot stage ids that count as won; none leaves it to the pipelines' own metadata. */
  readonly wonStages: readonly string[]
  /** By HubSpot pipeline id, the template that a deal of it gets when it is won. */
  readonly pipelineTemplates: Readonly<Record<string, string>>
}

export const defaultSettings: WorkspaceSettings = {
  delivery: 'post',
  cadence: { on: 'approval' },
  netDays: null,
  termsId: null,
  itemId: null,
  taxCode: null,
  classId: null,
  locationId: null,
  retainageItemId: null,
  depositItemId: null,
  hoursItemId: null,
  costsItemId: null,
  retainageTaxCode: null,
  depositTaxCode: null,
  hoursTaxCode: null,
  costsTaxCode: null,
  drawUnpaidDeposits: false,
  numbering: { by: 'quickbooks' },
  linkField: null,
  copies: { cc: [], bcc: [] },
  onlinePayment: { card: null, bank: null },
  attach: ['certificate', 'evidence', 'agreement'],
  reminders: { afterDays: [] },
  brand: plainBrand,
  mail: { fromName: null, replyTo: null, team: [], receipts: true, quiet: { from: '20:00', to: '07:30' } },
  calendar: { country: null, region: null },
  language: 'en',
  phrases: {},
  bookkeepingBy: 'bookkeeper',
  tolerancePercent: '0',
  quickbooksBatch: false,
  // Intuit's free tier: 500,000 reads a month for all companies of one app, and none past them.
  readBudget: { monthlyReads: 500_000, alarmPercent: 80, past: 'refused', perThousand: null },
  wonStages: [],
  pipelineTemplates: {},
}
