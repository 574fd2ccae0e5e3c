import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

/** Says that a credit memo is for an invoice although it is not applied, or takes that back. */
export function useAssignCredit(invoiceId: string) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: ({ how, creditMemoId }: { how: 'assign' | 'release'; creditMemoId: string }) => {
      const asked = {
        params: { id: invoiceId },
        body: { creditMemoId },
        key: keyFor({ invoiceId, how, creditMemoId }),
      }
      return how === 'assign'
        ? call('POST /invoices/{id}/assign-credit', asked)
        : call('POST /invoices/{id}/release-credit', asked)
    },
    onSettled: () => {
      for (const first of ['invoices', 'deal', 'deals', 'attention', 'history', 'tie-out'])
        void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
