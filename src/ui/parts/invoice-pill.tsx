import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDotted,
  IconClipboardCheck,
  IconFileInvoice,
  IconHelp,
  IconMail,
  IconPercentage,
} from '@tabler/icons-react'
import type { InvoiceView } from '../../http/contract/deal'
import { Pill, type PillLook } from './status-pill'

/** Every state of an invoice, in a word, a shape and a meaning. */
const looks: Record<InvoiceView['status'], PillLook> = {
  prepared: { word: 'Prepared', icon: IconClipboardCheck, meaning: 'waiting' },
  queued: { word: 'On its way', icon: IconCircleDotted, meaning: 'billed' },
  unclear: { word: 'Unclear', icon: IconHelp, meaning: 'risk' },
  refused: { word: 'Refused', icon: IconAlertTriangle, meaning: 'risk' },
  posted: { word: 'Not sent', icon: IconFileInvoice, meaning: 'billed' },
  sent: { word: 'Sent', icon: IconMail, meaning: 'billed' },
  partially_paid: { word: 'Partially paid', icon: IconPercentage, meaning: 'billed' },
  paid: { word: 'Paid', icon: IconCircleCheck, meaning: 'paid' },
  settled: { word: 'Settled', icon: IconCircleCheck, meaning: 'paid' },
  voided: { word: 'Voided', icon: IconBan, meaning: 'plain' },
  deleted: { word: 'Deleted', icon: IconBan, meaning: 'plain' },
  credited: { word: 'Credited', icon: IconBan, meaning: 'plain' },
}

export function InvoicePill({ status }: { readonly status: InvoiceView['status'] }) {
  const look = looks[status]
  return (
    <Pill meaning={look.meaning} icon={look.icon}>
      {look.word}
    </Pill>
  )
}
