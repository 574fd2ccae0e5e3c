import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { InvoicePreviewView } from '../../../http/contract/billing'
import type { DepositView } from '../../../http/contract/deposit'
import type { ShareView } from '../../../http/contract/money'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { staleAfterActions } from '../deal/use-milestone-action'

const readingOf = (dealId: string) => ['deposit', dealId]

/** The deposit of a deal. It is read again with the deal: what is paid and drawn changes with its invoices. */
export function useDeposit(dealId: string, version: unknown) {
  const call = useCall()
  return useQuery({
    queryKey: [...readingOf(dealId), version],
    queryFn: ({ signal }) => call('GET /deals/{dealId}/deposit', { params: { dealId }, signal }),
    placeholderData: keepPreviousData,
  })
}

/** The invoices that billing this much of a deposit would make; null is all that is left. */
export function useDepositAhead(dealId: string, share: ShareView | null, isAhead: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['preview', 'deposit', dealId, share],
    queryFn: async ({ signal }) => {
      const body = { dryRun: true, ...(share !== null && { share }) }
      const answer = await call('POST /deals/{dealId}/deposit/bill', { params: { dealId }, body, signal })
      return isPreview(answer) ? answer : null
    },
    enabled: isAhead,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

const isPreview = (answer: DepositView | InvoicePreviewView): answer is InvoicePreviewView =>
  'subtotal' in answer

/** Bills a part of a deposit, or all that is left. The same press is billed once, however often it is tried. */
export function useBillDeposit(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: ({ share, billed }: { share: ShareView | null; billed: string }) =>
      call('POST /deals/{dealId}/deposit/bill', {
        params: { dealId },
        body: share === null ? {} : { share },
        key: keyFor({ dealId, share, billed }),
      }),
    onSuccess: (answer) => {
      if (isPreview(answer)) return
      notifications.show({
        color: 'post',
        title: 'The deposit is on its way',
        message: `${moneyText(answer.billed)} of ${moneyText(answer.total)} is billed`,
      })
    },
    onSettled: () => {
      for (const first of [...staleAfterActions, 'deposit'])
        void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
