import { makePipeline, salesPipeline } from './pipeline'
import type { Owner, PortalSettings } from './portal-settings'

export type SampleName = 'agency' | 'small'

/** One deal of a sample portal, with whom it is for. Amounts are decimal text in the deal's currency. */
export interface SampleDeal {
  readonly name: string
  readonly amount: string
  readonly currency: string
  readonly stage: string
  readonly closesOn: string
  readonly company: string
  readonly contact: readonly [firstName: string, lastName: string, email: string]
  readonly owner: string
  readonly lineItems?: readonly (readonly [name: string, price: string])[]
}

export interface Sample {
  readonly settings: Omit<PortalSettings, 'portalId' | 'name'>
  readonly deals: readonly SampleDeal[]
}

const since = '2025-03-03T08:00:00.000Z'

function owner(id: string, firstName: string, lastName: string, email: string, userId: number): Owner {
  return {
    id,
    email,
    type: 'PERSON',
    firstName,
    lastName,
    userId,
    userIdIncludingInactive: userId,
    createdAt: since,
    updatedAt: since,
    archived: false,
  }
}

/** Owners whose user was removed: archived, and without a user id. */
function former(who: Owner): Owner {
  return { ...who, archived: true, userId: null }
}

const agency: Sample = {
  settings: {
    timeZone: 'US/Pacific',
    uiDomain: 'app.hubspot.com',
    homeCurrency: 'USD',
    additionalCurrencies: ['EUR', 'GBP'],
    exchangeRates: { EUR: '1.08', GBP: '1.27' },
    pipelines: [
      salesPipeline(since),
      makePipeline(
        'retainers',
        'Retainers',
        [
          ['retainer_proposed', 'Proposed', '0.3'],
          ['retainer_agreed', 'Agreed', '1.0'],
          ['retainer_declined', 'Declined', '0.0'],
        ],
        since,
      ),
    ],
    owners: [
      owner('75514748', 'Maya', 'Lindqvist', 'maya@harbourandco.example', 70000001),
      owner('75514749', 'Tomás', 'Ferreira', 'tomas@harbourandco.example', 70000002),
      former(owner('75514702', 'Priya', 'Nair', 'priya@harbourandco.example', 70000003)),
    ],
  },
  deals: [
    {
      name: 'Brand Redesign',
      amount: '50000',
      currency: 'USD',
      stage: 'closedwon',
      closesOn: '2026-10-30',
      company: "Amy's Bird Sanctuary",
      contact: ['Amy', 'Lauterbach', 'amy@birds.example'],
      owner: '75514748',
      lineItems: [
        ['Strategy', '15000'],
        ['Design', '20000'],
        ['Delivery', '15000'],
      ],
    },
    {
      name: 'Showroom Website',
      amount: '32400',
      currency: 'USD',
      stage: 'closedwon',
      closesOn: '2026-11-06',
      company: 'Cool Cars',
      contact: ['Grace', 'Pariente', 'grace@coolcars.example'],
      owner: '75514749',
    },
    {
      name: 'Menu and Signage Refresh',
      amount: '8750.50',
      currency: 'USD',
      stage: 'contractsent',
      closesOn: '2026-12-04',
      company: 'Red Rock Diner',
      contact: ['Stephanie', 'Martini', 'stephanie@redrockdiner.example'],
      owner: '75514748',
    },
    {
      name: 'Portfolio Site',
      amount: '12000',
      currency: 'USD',
      stage: 'decisionmakerboughtin',
      closesOn: '2026-12-11',
      company: 'Kate Whelan',
      contact: ['Kate', 'Whelan', 'kate@whelan.example'],
      owner: '75514749',
    },
    {
      name: 'Spring Campaign',
      amount: '26800',
      currency: 'USD',
      stage: 'presentationscheduled',
      closesOn: '2027-01-15',
      company: 'Geeta Kalapatapu',
      contact: ['Geeta', 'Kalapatapu', 'geeta@kalapatapu.example'],
      owner: '75514748',
      lineItems: [
        ['Campaign concept', '6800'],
        ['Photographs and film', '12500'],
        ['Print and online launch', '7500'],
      ],
    },
    {
      name: 'Seasonal Catalogue',
      amount: '18250',
      currency: 'USD',
      stage: 'qualifiedtobuy',
      closesOn: '2027-02-01',
      company: "Bill's Windsurf Shop",
      contact: ['Bill', 'Lucchini', 'surf@windsurf.example'],
      owner: '75514748',
    },
    {
      name: 'Trade Fair Stand',
      amount: '9999.99',
      currency: 'USD',
      stage: 'closedlost',
      closesOn: '2026-09-18',
      company: "Jeff's Jalopies",
      contact: ['Jeff', 'Chin', 'jeff@jalopies.example'],
      owner: '75514749',
    },
    {
      name: 'Old Town Festival',
      amount: '24000',
      currency: 'USD',
      stage: 'closedwon',
      closesOn: '2026-10-16',
      company: 'Freeman Sporting Goods',
      contact: ['Kirby', 'Freeman', 'kirby@freeman.example'],
      owner: '75514748',
    },
    {
      name: 'Clubhouse Interior',
      amount: '64000',
      currency: 'USD',
      stage: 'closedwon',
      closesOn: '2026-09-11',
      company: 'Dukes Basketball Camp',
      contact: ['Peter', 'Dukes', 'peter@dukescamp.example'],
      owner: '75514749',
    },
    {
      name: 'Launch Film',
      amount: '28000',
      currency: 'USD',
      stage: 'closedwon',
      closesOn: '2026-10-09',
      company: 'Video Games by Dan',
      contact: ['Dan', 'Kerwin', 'dan@gamesbydan.example'],
      owner: '75514748',
    },
    {
      name: 'Shop Newsletter',
      amount: '10800',
      currency: 'USD',
      stage: 'closedwon',
      closesOn: '2026-09-04',
      company: 'Sonnenschein Family Store',
      contact: ['Russ', 'Sonnenschein', 'russ@familystore.example'],
      owner: '75514748',
    },
    {
      name: 'Holiday Windows',
      amount: '11500',
      currency: 'USD',
      stage: 'closedwon',
      closesOn: '2026-10-23',
      company: 'Sonnenschein Family Store',
      contact: ['Hanna', 'Sonnenschein', 'hanna@familystore.example'],
      owner: '75514749',
    },
  ],
}

const small: Sample = {
  settings: {
    timeZone: 'Europe/Amsterdam',
    uiDomain: 'app-eu1.hubspot.com',
    homeCurrency: 'EUR',
    additionalCurrencies: [],
    exchangeRates: {},
    pipelines: [salesPipeline(since)],
    owners: [owner('88120011', 'Jonas', 'Bakker', 'jonas@atelierbakker.example', 71000001)],
  },
  deals: [
    {
      name: 'Interieur Kantoor',
      amount: '24000',
      currency: 'EUR',
      stage: 'closedwon',
      closesOn: '2026-10-12',
      company: 'De Groene Winkel',
      contact: ['Lotte', 'de Vries', 'lotte@groenewinkel.example'],
      owner: '88120011',
    },
    {
      name: 'Huisstijl',
      amount: '7300',
      currency: 'EUR',
      stage: 'contractsent',
      closesOn: '2026-12-01',
      company: 'Bakkerij Smit',
      contact: ['Pieter', 'Smit', 'pieter@bakkerijsmit.example'],
      owner: '88120011',
    },
  ],
}

export const samples: Readonly<Record<SampleName, Sample>> = { agency, small }
