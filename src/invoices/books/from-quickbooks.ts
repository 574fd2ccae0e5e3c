import type { Entities } from '../../../connectors/quickbooks/entities'
import type { DocumentKind } from './document'
import type { ReadDocument } from './document-table'

/** A document as the connector read it, in the shape that is stored. Bodies are kept whole. */
export function documentOf<K extends DocumentKind>(kind: K, entity: Entities[K]): ReadDocument {
  return {
    kind,
    quickbooksId: entity.Id,
    syncToken: entity.SyncToken,
    changedAt: new Date(entity.MetaData.LastUpdatedTime),
    customerId: entity.CustomerRef?.value ?? null,
    body: entity,
    links: linksOf(entity),
  }
}

function linksOf(entity: Entities[DocumentKind]): ReadDocument['links'] {
  return (entity.Line ?? []).flatMap((line) => {
    const linked: unknown = line['LinkedTxn']
    if (!Array.isArray(linked) || typeof line.Amount !== 'string') return []
    const amount = line.Amount
    return linked.flatMap((link: unknown) =>
      isLink(link) ? [{ toKind: link.TxnType, toId: link.TxnId, amount }] : [],
    )
  })
}

function isLink(link: unknown): link is { TxnId: string; TxnType: string } {
  return (
    typeof link === 'object' &&
    link !== null &&
    'TxnId' in link &&
    typeof link.TxnId === 'string' &&
    'TxnType' in link &&
    typeof link.TxnType === 'string'
  )
}
