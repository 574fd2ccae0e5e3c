import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { today } from '../../parts/day-text'
import { useCall } from '../api/call-context'
import { nextDaysOff } from './calendar-words'

const SHOWN = 5
/** Holidays of a year don't change while somebody looks. */
const KEPT_MS = 3_600_000

/** The countries whose holidays are known. */
export function useCountries() {
  const call = useCall()
  return useQuery({
    queryKey: ['days-off', 'countries'],
    queryFn: async ({ signal }) => (await call('GET /days-off', { signal })).countries,
    staleTime: KEPT_MS,
  })
}

/** The weekend and the next days off of a calendar, over the end of the year; nothing is asked without a country. */
export function useNextDaysOff({ country, region }: WorkspaceView['calendar']) {
  const call = useCall()
  const from = today()
  return useQuery({
    queryKey: ['days-off', country, region, from],
    enabled: country !== null,
    placeholderData: keepPreviousData,
    staleTime: KEPT_MS,
    queryFn: async ({ signal }) => {
      const place = { ...(country !== null && { country }), ...(region !== null && { region }) }
      const year = Number(from.slice(0, 4))
      const [now, then] = await Promise.all(
        [year, year + 1].map((each) => call('GET /days-off', { query: { ...place, year: each }, signal })),
      )
      const items = [...(now?.items ?? []), ...(then?.items ?? [])]
      return { weekend: now?.weekend ?? [], next: nextDaysOff(items, from, SHOWN) }
    },
  })
}
