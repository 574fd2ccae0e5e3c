import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { MoneyView } from '../../../http/contract/money'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { staleAfterActions } from '../deal/use-milestone-action'

/** What a deal's invoices hold back. It is read again with the deal: what is held changes with its invoices. */
export function useRetainage(dealId: string, version: unknown, enabled: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['retainage', dealId, version],
    queryFn: ({ signal }) => call('GET /deals/{dealId}/retainage', { params: { dealId }, signal }),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** The newest application for payment. */
export function usePayApplication(dealId: string, version: unknown, enabled: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['retainage', 'application', dealId, version],
    queryFn: ({ signal }) => call('GET /deals/{dealId}/pay-application', { params: { dealId }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
    enabled,
  })
}

/** Where a browser opens the newest application for payment as a PDF. */
export const payApplicationHref = (dealId: string): string =>
  `/api/v1/deals/${encodeURIComponent(dealId)}/pay-application.pdf`

/** The invoices that releasing this much would make; null is all that is held. */
export function useReleaseAhead(dealId: string, amount: MoneyView | null, isAhead: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['preview', 'release', dealId, amount],
    queryFn: ({ signal }) =>
      call('POST /deals/{dealId}/retainage/release', {
        params: { dealId },
        body: { dryRun: true, ...(amount !== null && { amount }) },
        signal,
      }),
    enabled: isAhead,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** Releases this much, or all that is held. The same press releases once, however often it is tried. */
export function useRelease(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: ({ amount, held }: { amount: MoneyView; held: string }) =>
      call('POST /deals/{dealId}/retainage/release', {
        params: { dealId },
        body: { amount },
        key: keyFor({ dealId, amount, held }),
      }),
    onSuccess: ({ amount, invoices }) => {
      notifications.show({
        color: 'post',
        title: `${moneyText(amount)} is released`,
        message: invoices.length === 1 ? 'Its invoice is on its way.' : 'The invoices are on their way.',
      })
    },
    onSettled: () => {
      for (const first of [...staleAfterActions, 'retainage'])
        void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
