import type { OpenAttention } from '../../attention/attention-table'
import { type HeldInvoice, nameOfInvoice } from '../catch-up/held-invoice'
import type { Place } from './find-places'

const names = ({ milestones }: Place): string => milestones.map(({ name }) => `“${name}”`).join(', ')

/** What is asked about an invoice that a person made, and that looks most like this place. */
export const unplacedTitle = (invoice: HeldInvoice, best: Place): string =>
  `${nameOfInvoice(invoice)}${invoice.customer === null ? '' : ` to ${invoice.customer}`} was made in QuickBooks, and may bill ${names(best)}`

/** Whether a question names this place: these milestones, by the words that people read and the first one's id. */
export const isNamed = (
  item: Pick<OpenAttention, 'title' | 'milestoneId'>,
  invoice: HeldInvoice,
  best: Place,
): boolean =>
  item.milestoneId === (best.milestones[0]?.milestoneId ?? null) &&
  item.title === unplacedTitle(invoice, best)

/** "“Design” of “Brand Redesign”". */
export const placeWords = (place: Place): string => `${names(place)} of “${place.dealName}”`
