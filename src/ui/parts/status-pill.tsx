import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleDot,
  IconCircleDotted,
  IconClipboardCheck,
  IconClock,
  IconEye,
  IconFileInvoice,
  IconHelp,
  IconMail,
  IconPercentage,
  IconPlayerPlay,
  IconRefresh,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Label } from '../../http/contract/milestone'
import classes from './status-pill.module.css'

type Meaning = 'plain' | 'paid' | 'billed' | 'waiting' | 'risk'
type Icon = ComponentType<{ size?: number; 'aria-hidden'?: boolean }>

/** How a status looks: its word, its shape, what its colour repeats. */
export interface PillLook {
  readonly word: string
  readonly icon: Icon
  readonly meaning: Meaning
}

/** Every label there is, each with its word, shape and meaning: a new one does not compile without. */
const looks: Record<Label, PillLook> = {
  Pending: { word: 'Pending', icon: IconCircleDashed, meaning: 'plain' },
  'In progress': { word: 'In progress', icon: IconPlayerPlay, meaning: 'plain' },
  'In review': { word: 'In review', icon: IconEye, meaning: 'waiting' },
  'Changes requested': { word: 'Changes requested', icon: IconRefresh, meaning: 'waiting' },
  'Completed (ready to bill)': { word: 'Ready to bill', icon: IconCheck, meaning: 'waiting' },
  Prepared: { word: 'Prepared', icon: IconClipboardCheck, meaning: 'waiting' },
  'Billing…': { word: 'Billing…', icon: IconCircleDotted, meaning: 'billed' },
  Unclear: { word: 'Unclear', icon: IconHelp, meaning: 'risk' },
  'Invoiced (not sent)': { word: 'Invoiced, not sent', icon: IconFileInvoice, meaning: 'billed' },
  Invoiced: { word: 'Invoiced', icon: IconMail, meaning: 'billed' },
  'Partially paid': { word: 'Partially paid', icon: IconPercentage, meaning: 'billed' },
  Paid: { word: 'Paid', icon: IconCircleCheck, meaning: 'paid' },
  Settled: { word: 'Settled', icon: IconCircleCheck, meaning: 'paid' },
  Overdue: { word: 'Overdue', icon: IconClock, meaning: 'risk' },
  'Billing blocked': { word: 'Billing blocked', icon: IconAlertTriangle, meaning: 'risk' },
  Cancelled: { word: 'Cancelled', icon: IconBan, meaning: 'plain' },
}

interface PillProps {
  readonly meaning: Meaning
  readonly icon?: Icon
  readonly children: string
}

const shapes: Record<Meaning, Icon> = {
  plain: IconCircle,
  paid: IconCircleCheck,
  billed: IconCircleDot,
  waiting: IconCircleDot,
  risk: IconAlertTriangle,
}

/** A status: a word with a shape; the colour only repeats it. */
export function Pill({ meaning, icon, children }: PillProps) {
  const Mark = icon ?? shapes[meaning]
  return (
    <span className={`${classes['pill']} ${classes[meaning]}`}>
      <Mark size={14} aria-hidden />
      {children}
    </span>
  )
}

interface StatusPillProps {
  readonly label: Label
  /** Completed work whose invoice comes by itself on its day: nobody is asked to bill it. */
  readonly waits?: boolean
}

const waiting: PillLook = { word: 'Completed', icon: IconCheck, meaning: 'plain' }

export function StatusPill({ label, waits = false }: StatusPillProps) {
  const look = waits ? waiting : looks[label]
  return (
    <Pill meaning={look.meaning} icon={look.icon}>
      {look.word}
    </Pill>
  )
}
