import type { MasterKind } from '../../../http/contract/workspace'
import { useMasters } from './use-masters'

interface MasterNameProps {
  readonly kind: MasterKind
  readonly id: string
}

/** A record of QuickBooks by its name; by its number while the list has not come, or doesn't have it. */
export function MasterName({ kind, id }: MasterNameProps) {
  const masters = useMasters(kind, '')
  return masters.data?.items.find((master) => master.quickbooksId === id)?.name ?? `number ${id}`
}
