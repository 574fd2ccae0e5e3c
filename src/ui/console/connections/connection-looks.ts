import {
  IconAlertTriangle,
  IconCloudOff,
  IconHourglass,
  IconPlugConnected,
  IconPlugConnectedX,
} from '@tabler/icons-react'
import type { ConnectionView } from '../../../http/contract/workspace'

type State = ConnectionView['health']['state']

/** Each state by word, shape and meaning; red only where nothing goes on without a person. */
export const looks = {
  well: { word: 'Connected', meaning: 'paid', icon: IconPlugConnected },
  disconnected: { word: 'Not connected', meaning: 'plain', icon: IconPlugConnectedX },
  expired: { word: 'Run out', meaning: 'risk', icon: IconAlertTriangle },
  revoked: { word: 'Disconnected', meaning: 'risk', icon: IconPlugConnectedX },
  suspended: { word: 'Suspended', meaning: 'risk', icon: IconAlertTriangle },
  refused: { word: 'Refused', meaning: 'risk', icon: IconAlertTriangle },
  outage: { word: 'Out', meaning: 'waiting', icon: IconCloudOff },
  storm: { word: 'Busy', meaning: 'waiting', icon: IconHourglass },
  scopes: { word: 'Lacks a permission', meaning: 'waiting', icon: IconAlertTriangle },
  expires_soon: { word: 'Ends soon', meaning: 'waiting', icon: IconHourglass },
  unrung: { word: 'No webhooks', meaning: 'waiting', icon: IconAlertTriangle },
  slow: { word: 'Slow', meaning: 'waiting', icon: IconHourglass },
} as const satisfies Record<State, object>

/** The connection that matters most to whoever looks from another page; null when both are well, or none was made yet. */
export function worstOf(items: readonly ConnectionView[]): ConnectionView | null {
  const troubled = items.filter(({ health }) => health.state !== 'well' && health.state !== 'disconnected')
  const risk = troubled.find(({ health }) => looks[health.state].meaning === 'risk')
  return risk ?? troubled[0] ?? null
}
