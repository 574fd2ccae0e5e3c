import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { MasterKind } from '../../../http/contract/workspace'
import { useCall } from '../api/call-context'

/** QuickBooks' own lists, as last read; `search` narrows them on the server, so that long lists stay quick. */
export function useMasters(kind: MasterKind, search: string) {
  const call = useCall()
  const [settled] = useDebouncedValue(search.trim(), 200)
  return useQuery({
    queryKey: ['masters', kind, settled],
    queryFn: ({ signal }) =>
      call('GET /quickbooks/{kind}', { params: { kind }, query: { search: settled }, signal }),
    placeholderData: (before) => before,
    staleTime: 60_000,
  })
}
