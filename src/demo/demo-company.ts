import type { ScheduleInput } from '../http/contract/schedule'

/** What a bookkeeper does in QuickBooks to one invoice; days are counted back from today. */
export type BookkeeperAct =
  | { readonly act: 'date'; readonly issuedDaysAgo: number; readonly dueDaysAgo: number }
  | { readonly act: 'pay'; readonly amount: string | 'all'; readonly daysAgo: number }
  | { readonly act: 'edit'; readonly amount: string }
  | { readonly act: 'void' }

/** How far the work on a milestone has come, by whom the demo's people stand in. */
export type Progress = 'pending' | 'started' | 'in_review' | 'revised' | 'approved' | 'completed' | 'billed'

export interface DemoMilestone {
  readonly name: string
  readonly percent: string
  readonly deliverable: string
  readonly criteria: readonly string[]
  readonly plannedInDays: number
  readonly progress: Progress
  /** What is said when the work is handed over, or sent back. */
  readonly note?: string
  readonly inQuickBooks?: readonly BookkeeperAct[]
}

export interface DemoDeal {
  /** As HubSpot's sample portal names it. */
  readonly name: string
  /** As QuickBooks' sample company names it; null leaves the customer to be chosen. */
  readonly customer: string | null
  readonly reference: string
  readonly signedDaysAgo: number
  readonly terms: NonNullable<ScheduleInput['terms']>
  readonly delivery: NonNullable<ScheduleInput['delivery']>
  readonly acceptedBy?: string
  readonly milestones: readonly DemoMilestone[]
}

/** Who signs off at the demo company: a colleague, because the client's portal is not there yet. */
export const approver = { name: 'Adam Reyes', role: 'Managing director', email: 'adam@harbourandco.example' }

/**
 * A small agency in the middle of its year, with one milestone in every state. Spring Campaign and Trade Fair
 * Stand stay without a schedule: they are for the person who tries it out.
 */
export const demoDeals: readonly DemoDeal[] = [
  {
    name: 'Brand Redesign',
    customer: "Amy's Bird Sanctuary",
    reference: 'SOW-17',
    signedDaysAgo: 75,
    terms: { netDays: 7 },
    delivery: 'send',
    acceptedBy: 'Amy Lauterbach',
    milestones: [
      {
        name: 'Brand strategy agreed',
        percent: '30',
        deliverable: 'Strategy paper v1.2',
        criteria: ['Three audiences described', 'One promise, in one sentence'],
        plannedInDays: -48,
        progress: 'approved',
        note: 'Strategy paper v1.2 is in the project folder.',
        inQuickBooks: [
          { act: 'date', issuedDaysAgo: 45, dueDaysAgo: 38 },
          { act: 'pay', amount: 'all', daysAgo: 37 },
        ],
      },
      {
        name: 'Visual identity delivered',
        percent: '40',
        deliverable: 'Logo family, colours and type',
        criteria: ['Works in one colour', 'Readable at 16 pixels'],
        plannedInDays: -5,
        progress: 'approved',
        note: "Final files, and a sheet of dos and don'ts.",
        inQuickBooks: [{ act: 'pay', amount: '8000.00', daysAgo: 1 }],
      },
      {
        name: 'Guidelines and launch kit',
        percent: '30',
        deliverable: 'Guidelines, 24 pages, and templates',
        criteria: ["Templates open in the client's own tools"],
        plannedInDays: 16,
        progress: 'revised',
        note: 'The slide template does not open in Keynote. Please mend that first.',
      },
    ],
  },
  {
    name: 'Showroom Website',
    customer: 'Cool Cars',
    reference: 'CC-2026-04',
    signedDaysAgo: 90,
    terms: { netDays: 15 },
    delivery: 'post',
    milestones: [
      {
        name: 'Concept approved',
        percent: '20',
        deliverable: 'Sitemap and three page concepts',
        criteria: ['Every car page is two clicks away'],
        plannedInDays: -45,
        progress: 'completed',
        note: 'Concept B it is.',
        inQuickBooks: [{ act: 'date', issuedDaysAgo: 40, dueDaysAgo: 25 }],
      },
      {
        name: 'Design of all pages',
        percent: '25',
        deliverable: '14 page designs, desktop and phone',
        criteria: ['Signed off page by page'],
        plannedInDays: -8,
        progress: 'completed',
        note: '14 pages, phone first.',
        inQuickBooks: [{ act: 'edit', amount: '7800.00' }],
      },
      {
        name: 'Website built and tested',
        percent: '35',
        deliverable: 'Website on the staging server',
        criteria: ['Loads in two seconds on a phone', 'Forms reach the sales desk'],
        plannedInDays: 2,
        progress: 'in_review',
        note: 'Staging is open; the stock list is real data.',
      },
      {
        name: 'Go-live',
        percent: '20',
        deliverable: "Website on the client's own address",
        criteria: ['A week without an open fault'],
        plannedInDays: 24,
        progress: 'pending',
      },
    ],
  },
  {
    name: 'Portfolio Site',
    customer: 'Kate Whelan',
    reference: 'KW-09',
    signedDaysAgo: 120,
    terms: { netDays: 30 },
    delivery: 'post',
    milestones: [
      {
        name: 'Design approved',
        percent: '50',
        deliverable: 'Design of six pages',
        criteria: ['Approved by Kate'],
        plannedInDays: -80,
        progress: 'completed',
        note: 'Approved on the phone, confirmed by mail.',
        inQuickBooks: [
          { act: 'date', issuedDaysAgo: 78, dueDaysAgo: 48 },
          { act: 'pay', amount: 'all', daysAgo: 52 },
        ],
      },
      {
        name: 'Site live',
        percent: '50',
        deliverable: 'Site online, with a morning of training',
        criteria: ['Kate has added a project by herself'],
        plannedInDays: -35,
        progress: 'completed',
        note: 'Live, and the training is done.',
        inQuickBooks: [
          { act: 'date', issuedDaysAgo: 34, dueDaysAgo: 4 },
          { act: 'pay', amount: 'all', daysAgo: 6 },
        ],
      },
    ],
  },
  {
    name: 'Seasonal Catalogue',
    customer: "Bill's Windsurf Shop",
    reference: 'BWS-S27',
    signedDaysAgo: 30,
    terms: { dueOnReceipt: true },
    delivery: 'prepare',
    milestones: [
      {
        name: 'Concept and page plan',
        percent: '25',
        deliverable: 'Page plan of 48 pages',
        criteria: ['Prices and stock numbers complete'],
        plannedInDays: -12,
        progress: 'billed',
        note: 'Page plan of 12 November.',
        inQuickBooks: [{ act: 'void' }],
      },
      {
        name: 'Photography',
        percent: '40',
        deliverable: '60 product photographs',
        criteria: ['Cut out, on white'],
        plannedInDays: -2,
        progress: 'completed',
        note: '63 photographs, three to spare.',
      },
      {
        name: 'Print-ready files',
        percent: '35',
        deliverable: 'Files as the printer wants them',
        criteria: ["Accepted by the printer's check"],
        plannedInDays: 20,
        progress: 'started',
      },
    ],
  },
  {
    name: 'Menu and Signage Refresh',
    customer: null,
    reference: 'RRD-3',
    signedDaysAgo: 14,
    terms: { netDays: 15 },
    delivery: 'post',
    milestones: [
      {
        name: 'Menus printed',
        percent: '60',
        deliverable: '120 menus',
        criteria: ['Proof signed by the owner'],
        plannedInDays: -1,
        progress: 'completed',
        note: 'Delivered to the diner this morning.',
      },
      {
        name: 'Signs mounted',
        percent: '40',
        deliverable: 'Two outdoor signs',
        criteria: ['Mounted and lit'],
        plannedInDays: 18,
        progress: 'pending',
      },
    ],
  },
]
