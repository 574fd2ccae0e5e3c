import { Fragment, type ReactNode } from 'react'
import type { MasterKind } from '../../../http/contract/workspace'
import { deliveryWords } from '../../parts/delivery-choice'
import { typedDecimal } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import { MasterName } from '../masters/master-name'
import { approvalWords } from './approval-draft'
import { billingTypeNames } from './billing-type-choice'
import type { DepositDraft } from './plan-header'
import { retainageWords } from './retainage-draft'
import type { TermsDraft } from './terms-section'

/** Parts of a sentence with points between; what is null is left out. */
function Points({ of }: { readonly of: readonly ReactNode[] }) {
  const said = of.filter((part) => part !== null && part !== '')
  return said.map((part, at) => (
    // The parts are told apart by their place alone.
    // biome-ignore lint/suspicious/noArrayIndexKey: they are never reordered
    <Fragment key={at}>
      {at > 0 && ' · '}
      {part}
    </Fragment>
  ))
}

const named = (kind: MasterKind, id: string | null) =>
  id === null ? null : <MasterName kind={kind} id={id} />

const moneyOr = (typed: string, { currency, digits }: TermsDraft): string | null => {
  const amount = typedDecimal(typed, digits)
  return amount === null ? null : moneyText({ amount, currency })
}

export function ContractWords({ draft }: { readonly draft: TermsDraft }) {
  const { header } = draft
  const rate = header.billingType === 'fixed' ? null : moneyOr(header.hourlyRate, draft)
  return (
    <Points
      of={[
        billingTypeNames[header.billingType],
        moneyOr(header.contractValue, draft) ?? <strong key="value">no contract value yet</strong>,
        rate === null ? null : `${rate} an hour`,
        header.contractDate === '' ? null : <Day key="date" at={header.contractDate} />,
        header.contractReference,
      ]}
    />
  )
}

export function PayerWords({ draft }: { readonly draft: TermsDraft }) {
  const { customerId, payers } = draft.header
  if (payers.length === 0) {
    return named('customers', customerId) ?? <strong>No customer yet: invoices wait for one</strong>
  }
  return (
    <Points
      of={payers.map(({ customerId: id, share }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: after a merge in QuickBooks two shares may be one customer's
        <Fragment key={`${place} ${id}`}>
          {named('customers', id) ?? 'somebody'} {share.includes('/') ? share : `${share}\u00a0%`}
        </Fragment>
      ))}
    />
  )
}

/** "Net 14" and "Due on receipt" are our own words; other terms have a name in QuickBooks. */
function termsWords(terms: string | null): ReactNode {
  if (terms === null) return 'QuickBooks’ own terms'
  if (terms === 'receipt') return 'Due on receipt'
  return terms.startsWith('net:') ? `Net ${terms.slice(4)}` : named('terms', terms)
}

export function InvoicingWords({ draft }: { readonly draft: TermsDraft }) {
  const { itemId, terms, taxCode, delivery, monthlyOn } = draft.header
  return (
    <Points
      of={[
        named('items', itemId) ?? 'the workspace’s product or service',
        termsWords(terms),
        taxCode !== null && /^\d+$/.test(taxCode) ? named('tax-codes', taxCode) : taxCode,
        deliveryWords[delivery],
        monthlyOn === null ? null : `monthly, on day ${monthlyOn}`,
      ]}
    />
  )
}

export function ApprovalDefaultWords({ draft }: { readonly draft: TermsDraft }) {
  const { approval, control } = draft.header
  return (
    <Points of={[approvalWords(approval), control === 'formal' ? 'changes by change order only' : null]} />
  )
}

const depositWords: Record<DepositDraft['mode'], string | null> = {
  none: null,
  income: 'first milestone as deposit',
  liability: 'deposit within the contract',
  advance: 'advance on top',
}

export function HeldBackWords({ draft }: { readonly draft: TermsDraft }) {
  const { retainage, deposit } = draft.header
  const words = [retainageWords(retainage), depositWords[deposit.mode]]
  return words.every((part) => part === null) ? 'Nothing held back, no deposit' : <Points of={words} />
}

const flagged = (what: string, days: string) => (days === '' ? '' : `${what} flagged after ${days} days`)

export function LatePaymentWords({ draft }: { readonly draft: TermsDraft }) {
  const { lateFee, lateFeeAfterDays, pauseWork, pauseAfterDays } = draft.header
  const words = [lateFee, flagged('fee', lateFeeAfterDays), pauseWork, flagged('pause', pauseAfterDays)]
  return words.every((part) => part === '') ? 'Nothing agreed' : <Points of={words} />
}
