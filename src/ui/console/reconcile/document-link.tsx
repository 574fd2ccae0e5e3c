import { Anchor, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { TieOutView } from '../../../http/contract/tie-out'

export type DocumentView = NonNullable<TieOutView['invoices'][number]['document']>

const kinds: Readonly<Record<DocumentView['kind'], string>> = {
  Invoice: 'Invoice',
  CreditMemo: 'Credit memo',
  Payment: 'Payment',
  RefundReceipt: 'Refund receipt',
}

/** "Invoice 1042": a document as people call it. */
export const documentText = ({ kind, number, quickbooksId }: DocumentView): string =>
  `${kinds[kind]} ${number ?? quickbooksId}`

interface NamedProps {
  readonly what: string
  readonly of: DocumentView | null
}

/** A sentence whose document is a link where it is named; one that it does not name follows it. */
export function NamedWords({ what, of }: NamedProps) {
  if (of === null) return what
  const at = what.toLowerCase().indexOf(documentText(of).toLowerCase())
  if (at === -1)
    return (
      <>
        {what}
        <Text span inherit c="dimmed">
          {' · '}
          <DocumentLink of={of} />
        </Text>
      </>
    )
  const end = at + documentText(of).length
  return (
    <>
      {what.slice(0, at)}
      <DocumentLink of={of} name={what.slice(at, end)} />
      {what.slice(end)}
    </>
  )
}

/** A document by its name: our page of it where there is one, and its page in QuickBooks. */
export function DocumentLink({
  of,
  name = documentText(of),
}: {
  readonly of: DocumentView
  /** As a sentence has it. */
  readonly name?: string
}) {
  return (
    <>
      {of.invoiceId === null ? (
        name
      ) : (
        <Anchor
          component={Link}
          href={`/invoices/${encodeURIComponent(of.invoiceId)}`}
          inherit
          underline="always"
        >
          {name}
        </Anchor>
      )}
      {of.link !== null && (
        <>
          {' '}
          <Anchor
            href={of.link}
            target="_blank"
            rel="noreferrer"
            inherit
            aria-label={`${name} in QuickBooks`}
            title={`QuickBooks id ${of.quickbooksId}`}
          >
            <IconExternalLink size={14} aria-hidden style={{ verticalAlign: '-2px' }} />
          </Anchor>
        </>
      )}
    </>
  )
}
