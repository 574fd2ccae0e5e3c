import {
  IconBan,
  IconCheck,
  IconCircleDotted,
  IconFileInvoice,
  IconHelp,
  IconTrash,
} from '@tabler/icons-react'
import type { CostLineView, TimeEntryView } from '../../../http/contract/hours'
import { Pill, type PillLook } from '../../parts/status-pill'

type Standing = TimeEntryView['standing'] | CostLineView['standing']

const looks: Record<Standing, PillLook> = {
  unbilled: { word: 'Not billed', icon: IconCheck, meaning: 'waiting' },
  billed: { word: 'On an invoice', icon: IconFileInvoice, meaning: 'billed' },
  billed_elsewhere: { word: 'Billed in QuickBooks', icon: IconFileInvoice, meaning: 'billed' },
  not_billable: { word: 'Not billable', icon: IconBan, meaning: 'plain' },
  on_its_way: { word: 'On its way to QuickBooks', icon: IconCircleDotted, meaning: 'plain' },
  unclear: { word: 'Unclear', icon: IconHelp, meaning: 'risk' },
  refused: { word: 'Refused by QuickBooks', icon: IconBan, meaning: 'risk' },
  deleted: { word: 'Deleted in QuickBooks', icon: IconTrash, meaning: 'risk' },
}

/** Where hours or a cost stand with billing, as a word with a shape. */
export function StandingPill({ standing }: { readonly standing: Standing }) {
  const look = looks[standing]
  return (
    <Pill meaning={look.meaning} icon={look.icon}>
      {look.word}
    </Pill>
  )
}
