import { IconArrowBackUp, IconCircleCheck, IconCircleX, IconPencil, IconSend } from '@tabler/icons-react'
import type { ChangeOrderState } from '../../../http/contract/change-order'
import { Pill, type PillLook } from '../../parts/status-pill'

const looks: Record<ChangeOrderState, PillLook> = {
  draft: { word: 'Draft', icon: IconPencil, meaning: 'plain' },
  sent: { word: 'With the client', icon: IconSend, meaning: 'waiting' },
  approved: { word: 'Approved', icon: IconCircleCheck, meaning: 'paid' },
  rejected: { word: 'Rejected', icon: IconCircleX, meaning: 'plain' },
  withdrawn: { word: 'Withdrawn', icon: IconArrowBackUp, meaning: 'plain' },
}

/** How far a change order is: a word with a shape. */
export function OrderPill({ state }: { readonly state: ChangeOrderState }) {
  const look = looks[state]
  return (
    <Pill meaning={look.meaning} icon={look.icon}>
      {look.word}
    </Pill>
  )
}
