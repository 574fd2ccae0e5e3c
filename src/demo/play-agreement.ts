import { DateTime } from 'luxon'
import { z } from 'zod'
import type { DealPageView } from '../http/contract/deal'
import { type FileView, file } from '../http/contract/document'
import type { MoneyView } from '../http/contract/money'
import { agreementPdf } from './agreement-pdf'
import type { DemoDeal } from './demo-deal'
import type { Stagehands } from './play-deal'

const files = z.object({ items: z.array(file) })
const anything = z.unknown()

/**
 * The signed agreement is kept with the deal, every amount is checked against it, and the client's acceptance is
 * recorded with it. Looks first, as all of the demo does.
 */
export async function playAgreement(
  hands: Stagehands,
  page: DealPageView,
  deal: DemoDeal & { readonly acceptedBy: string },
): Promise<void> {
  if (page.state?.acceptedOn !== null) return
  const { milepost } = hands
  const on = hands.today.minus({ days: deal.signedDaysAgo }).toFormat('yyyy-MM-dd')
  const agreement = await keptAgreement(hands, page, deal, on)
  for (const [index, { id, agreementCheck }] of page.milestones.entries()) {
    if (agreementCheck) continue
    const body = { fileId: agreement.id, where: `Page 1, line ${index + 1}` }
    await milepost.as('member', anything, 'POST', `/milestones/${id}/agreement-check`, body)
  }
  await milepost.as('member', anything, 'POST', `/deals/${page.deal.id}/schedule/accept`, {
    on,
    by: deal.acceptedBy,
    fileIds: [agreement.id],
  })
}

async function keptAgreement(
  { milepost }: Stagehands,
  page: DealPageView,
  deal: DemoDeal & { readonly acceptedBy: string },
  on: string,
): Promise<FileView> {
  const { items } = await milepost.as('member', files, 'GET', `/deals/${page.deal.id}/files`)
  const kept = items.find((each) => each.kind === 'agreement')
  if (kept) return kept
  const pdf = agreementPdf({
    title: deal.name,
    reference: deal.reference,
    client: deal.acceptedBy,
    lines: page.milestones.map(({ name, amount }) => ({ name, amount: written(amount) })),
    total: page.schedule ? written(page.schedule.contractValue) : '',
    signedOn: DateTime.fromISO(on).toFormat('d MMMM yyyy'),
  })
  return await milepost.attachAgreement('member', page.deal.id, `${deal.reference}, signed.pdf`, pdf)
}

const written = ({ amount, currency }: MoneyView) =>
  `${currency} ${amount.replace(/\B(?=(\d{3})+(?=\.|$))/g, ',')}`
