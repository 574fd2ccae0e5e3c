import type { DealPageView } from '../../../src/http/contract/deal'
import { dealPropertyDefinitions, stampProperty } from '../../../src/writeback/deal-properties'
import { promise } from '../model'
import { type Ledger, minorOf } from './ledger'
import type { Site } from './site'

type FiguresView = NonNullable<DealPageView['figures']>

const AMOUNTS = {
  milepost_contract_sum: 'contractSum',
  milepost_billed: 'billed',
  milepost_invoiced_total: 'invoicedTotal',
  milepost_paid: 'paid',
  milepost_outstanding: 'outstanding',
  milepost_overdue: 'overdue',
  milepost_remaining: 'remaining',
  milepost_earned_not_billed: 'earnedNotBilled',
  milepost_over_billed: 'overBilled',
  milepost_under_billed: 'underBilled',
  milepost_retained: 'retained',
} as const
const EXPECTED = {
  milepost_ready_to_bill: 'readyToBill',
  milepost_expected_this_month: 'expectedThisMonth',
  milepost_expected_next_month: 'expectedNextMonth',
  milepost_expected_later: 'expectedLater',
  milepost_expected_undated: 'expectedUndated',
} as const
/** Every property that is written of a deal, but when it was. */
const WRITTEN = dealPropertyDefinitions.map(({ name }) => name).filter((name) => name !== stampProperty)

/** What each deal's properties hold in HubSpot: amounts as the tracker says, whose sums are QuickBooks'; the rest as the model does. */
export async function checkHubSpot(
  ledger: Ledger,
  site: Site,
  pages: readonly DealPageView[],
): Promise<void> {
  for (const page of pages) {
    const told = await toldOf(site, page.deal.id)
    const { figures, forecast } = page
    promise(figures !== null && forecast !== null, 'a planned deal has figures', () => page.deal.id)
    if (figures === null || forecast === null) continue
    const amounts = [
      ...Object.entries(AMOUNTS).map(([property, name]) => [property, figures[name]] as const),
      ...Object.entries(EXPECTED).map(([property, name]) => [property, forecast[name]] as const),
    ]
    for (const [property, own] of amounts) {
      promise(
        own !== null && told(property) !== '' && minorOf({ amount: told(property) }) === minorOf(own),
        'I10 HubSpot says what the tracker says',
        () => `${property} is "${told(property)}", the tracker says ${own?.amount}`,
      )
    }
    const wanted = modelled(ledger, site, page, figures)
    for (const property of WRITTEN.filter((name) => !(name in AMOUNTS || name in EXPECTED))) {
      const may = wanted[property]
      promise(
        may?.includes(told(property)) === true,
        'I10 HubSpot says how far the deal is',
        () =>
          `${property} is "${told(property)}", the model says ${may?.map((each) => `"${each}"`).join(' or ')}`,
      )
    }
    promise(
      told('milepost_status') === page.deal.status,
      'I10 HubSpot says what the tracker says',
      () => `milepost_status is "${told('milepost_status')}", the tracker says "${page.deal.status}"`,
    )
  }
}

async function toldOf(site: Site, dealId: string): Promise<(property: string) => string> {
  const { properties } = await site.world.stage.hubspot.api<{ properties: Record<string, string | null> }>(
    'GET',
    `/crm/v3/objects/deals/${dealId}?properties=${WRITTEN.join(',')}`,
  )
  return (property) => properties[property] ?? ''
}

/** What each property that is no amount may say, worked out from what people did and from the amounts. */
function modelled(
  ledger: Ledger,
  site: Site,
  page: DealPageView,
  figures: FiguresView,
): Readonly<Record<string, readonly string[]>> {
  const works = ledger.works.filter((work) => work.deal === site.dealIds.indexOf(page.deal.id))
  const open = new Set(works.filter(({ done }) => !done).map(({ milestoneId }) => milestoneId))
  const next = page.milestones.find(({ id }) => open.has(id))
  return {
    milepost_billed_percent: [percentOf(cents(figures.billed), cents(figures.contractSum))],
    milepost_milestones_complete: [String(works.length - open.size)],
    milepost_milestones_total: [String(works.length)],
    milepost_next_milestone: [next?.name ?? ''],
    milepost_next_date: [next?.plannedOn ?? ''],
    milepost_status: statusesOf(page, figures),
  }
}

const cents = (amount: FiguresView['billed']): bigint => (amount === null ? 0n : minorOf(amount))

/** In hundredths, half up; what is not all of it never reads so. */
function percentOf(part: bigint, whole: bigint): string {
  const hundredths = (part * 10_000n * 2n + whole) / (whole * 2n)
  const said = part < whole && hundredths >= 10_000n ? 9_999n : hundredths
  return `${said / 100n}.${String(said % 100n).padStart(2, '0')}`
}

/** What it may say of where the billing stands: several only where nothing is left of work that people closed. */
function statusesOf({ milestones, invoices }: DealPageView, figures: FiguresView): readonly string[] {
  const [contract, billed] = [cents(figures.contractSum), cents(figures.billed)]
  const paid = cents(figures.retained) === 0n ? ['Paid in full', 'Settled'] : ['Paid, retainage held']
  if (cents(figures.overdue) > 0n || milestones.some(({ label }) => label === 'Overdue')) return ['Overdue']
  if (invoices.some(({ status }) => status === 'refused')) return ['Billing blocked']
  if (billed >= contract) return cents(figures.outstanding) === 0n ? paid : ['Billed in full']
  if (cents(figures.earnedNotBilled) > 0n) return ['Ready to bill']
  if (billed === 0n && cents(figures.inFlight) === 0n && cents(figures.invoicedTotal) === 0n)
    return milestones.some(({ workStatus }) => workStatus === 'completed')
      ? ['Not billed', ...paid]
      : ['Not billed']
  return cents(figures.outstanding) === 0n && cents(figures.inFlight) === 0n
    ? ['In billing', ...paid]
    : ['In billing']
}
