/** What a schedule was started from, as it was then; null where a person wrote it. */
export type ScheduleSource =
  | {
      readonly kind: 'estimate'
      readonly quickbooksId: string
      /** The number on the estimate; not every company numbers them. */
      readonly number: string | null
      /** Tax included, as the client was told. */
      readonly total: { readonly amount: string; readonly currency: string }
      /** What the estimate said to the client; it goes onto the invoices with the number. */
      readonly memo: string | null
    }
  | {
      readonly kind: 'quote' | 'line_items' | 'csv' | 'text'
      readonly id: string | null
      readonly label: string | null
    }

/** "estimate 1001", for people. */
export function sourceText(source: ScheduleSource): string {
  switch (source.kind) {
    case 'estimate':
      return `estimate ${source.number ?? source.quickbooksId}`
    case 'quote':
      return source.label === null ? 'a quote' : `the quote “${source.label}”`
    case 'line_items':
      return 'the deal’s line items'
    case 'csv':
      return 'a table'
    case 'text':
      return 'a sentence'
  }
}
