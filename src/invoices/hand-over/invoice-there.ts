import { conflict, type Refusal } from '../../tenants/refusal'
import type { InvoiceFacts } from '../books/document'
import type { IntentSummary } from '../intent'

/** How an invoice is called in a sentence. */
export const nameOf = (facts: Pick<InvoiceFacts, 'docNumber' | 'quickbooksId'> | null): string =>
  facts === null ? 'This invoice' : `Invoice ${facts.docNumber ?? facts.quickbooksId}`

/** Why nothing can be done with an invoice in QuickBooks: it is not there yet, or not any more. Null when it can. */
export function whyNotThere(
  { state }: Pick<IntentSummary, 'state'>,
  facts: Pick<InvoiceFacts, 'docNumber' | 'quickbooksId' | 'gone'> | null,
): Refusal | null {
  switch (state) {
    case 'prepared':
      return notYet('It is prepared, and not in QuickBooks yet. Generate it first.')
    case 'queued':
    case 'sending':
      return notYet('It is on its way to QuickBooks. Wait until it is there.')
    case 'unclear':
      return notYet(
        'Whether QuickBooks has it is unclear: the answer was lost, and Milepost is looking. Wait until that is clear.',
      )
    case 'refused':
      return notYet('QuickBooks refused it. Mend the cause, and try it again from what needs you.')
    case 'cancelled':
      return notYet('It was taken back before it was made.')
    case 'posted':
      break
  }
  if (facts === null) return notYet('It was not read from QuickBooks yet. Check now, then try again.')
  if (facts.gone === null) return null
  return conflict(
    'invoice_not_effective',
    `${nameOf(facts)} is ${facts.gone} in QuickBooks: nobody is asked to pay it any more.`,
  )
}

const notYet = (detail: string): Refusal => conflict('invoice_not_posted', detail)
