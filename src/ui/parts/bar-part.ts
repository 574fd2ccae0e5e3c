import type { FiguresView } from '../../http/contract/deal'

export type BarPart = FiguresView['bar'][number]['part']

/** The money's path, in the order that every surface draws it. */
export const barParts: readonly BarPart[] = [
  'unknown',
  'paid',
  'billed',
  'inFlight',
  'completed',
  'open',
  'unscheduled',
  'over',
]

export const barWords: Record<BarPart, string> = {
  unknown: 'Not known yet',
  paid: 'Paid',
  billed: 'Billed, not paid',
  inFlight: 'Being billed',
  completed: 'Completed, not billed',
  open: 'Open',
  unscheduled: 'Not scheduled',
  over: 'Over the contract',
}
