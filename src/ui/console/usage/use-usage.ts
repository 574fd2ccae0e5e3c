import { useQuery } from '@tanstack/react-query'
import { useCall } from '../api/call-context'

/** This month's calls, and what they come to. */
export function useUsage() {
  const call = useCall()
  return useQuery({ queryKey: ['usage'], queryFn: ({ signal }) => call('GET /usage', { signal }) })
}
