import { queryOptions, useQuery } from '@tanstack/react-query'
import type { MeView, Role } from '../../../http/contract/workspace'
import { setServerTime, setServerZone } from '../../parts/server-clock'
import { useCall } from './call-context'
import type { Call } from './caller'

const ranks: Record<Role, number> = { viewer: 0, member: 1, bookkeeper: 2, admin: 3, owner: 4 }

/** Who is signed in, and the token that whatever they do is sent with. */
export const meQuery = (call: Call) =>
  queryOptions({
    queryKey: ['me'],
    queryFn: async () => {
      const me = await call('GET /me')
      setServerTime(me.now)
      setServerZone(me.zone)
      return me
    },
    staleTime: 300_000,
  })

/** Who is signed in. */
export const useMe = () => useQuery(meQuery(useCall()))

/** Whether a person may do what asks for `least`, by role or because the workspace lets members keep the books; nobody is nothing. */
export function may(me: MeView | undefined, least: Role): boolean {
  if (me === undefined) return false
  return ranks[me.role] >= ranks[least] || (least === 'bookkeeper' && me.bookkeeps)
}
