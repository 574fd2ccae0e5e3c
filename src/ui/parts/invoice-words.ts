import type { InvoiceView } from '../../http/contract/deal'

/** Every state of an invoice, in a word and a meaning. */
export const invoiceWords: Record<
  InvoiceView['status'],
  { word: string; meaning: 'plain' | 'paid' | 'billed' | 'waiting' | 'risk' }
> = {
  queued: { word: 'On its way', meaning: 'billed' },
  unclear: { word: 'Unclear', meaning: 'risk' },
  refused: { word: 'Refused', meaning: 'risk' },
  posted: { word: 'Not sent', meaning: 'billed' },
  sent: { word: 'Sent', meaning: 'billed' },
  partially_paid: { word: 'Partially paid', meaning: 'billed' },
  paid: { word: 'Paid', meaning: 'paid' },
  settled: { word: 'Settled', meaning: 'paid' },
  voided: { word: 'Voided', meaning: 'plain' },
  deleted: { word: 'Deleted', meaning: 'plain' },
  credited: { word: 'Credited', meaning: 'plain' },
}
