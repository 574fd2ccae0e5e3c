import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ChangeOrderInput, ChangeOrderView } from '../../../http/contract/change-order'
import type { DealPageView } from '../../../http/contract/deal'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

/** What a person does to a change order that is there. */
export type OrderDoing =
  | { readonly act: 'send' }
  | { readonly act: 'revise' | 'withdraw'; readonly reason: string }
  | {
      readonly act: 'approve' | 'reject'
      readonly by: string
      /** `YYYY-MM-DD`; empty for today. */
      readonly on: string
      readonly reason: string
      readonly fileIds: readonly string[]
    }

const stale = ['deal', 'files', 'history', 'preview', 'preflight', 'deals', 'all-deals', 'attention']

function useKept(dealId: string) {
  const queries = useQueryClient()
  return {
    /** Shown at once in the deal that is held; everything else is read again. */
    keep: (order: ChangeOrderView) => {
      queries.setQueryData<DealPageView>(
        ['deal', dealId],
        (page) =>
          page && {
            ...page,
            changeOrders: [order, ...page.changeOrders.filter((other) => other.id !== order.id)].sort(
              (a, b) => b.number - a.number,
            ),
          },
      )
    },
    readAgain: () => Promise.all(stale.map((first) => queries.invalidateQueries({ queryKey: [first] }))),
  }
}

/** Writes a draft, or writes one anew against the version that was opened. */
export function useSaveOrder(dealId: string, order: ChangeOrderView | null) {
  const call = useCall()
  const keyFor = useRandomKey()
  const { keep, readAgain } = useKept(dealId)
  return useMutation({
    mutationFn: ({ body, over }: { body: ChangeOrderInput; over: boolean }) =>
      order === null
        ? call('POST /deals/{dealId}/change-orders', { params: { dealId }, body, key: keyFor(body) })
        : call('PUT /change-orders/{id}', {
            params: { id: order.id },
            body,
            ...(over ? {} : { version: order.version }),
          }),
    onSuccess: keep,
    onSettled: () => void readAgain(),
  })
}

const done = {
  send: 'is sent',
  revise: 'is a draft again',
  withdraw: 'is withdrawn',
  approve: 'is approved',
  reject: 'is rejected',
} as const

/** Carries out one step of a change order's way. */
export function useOrderStep(dealId: string, order: ChangeOrderView) {
  const call = useCall()
  const keyFor = useRandomKey()
  const { keep, readAgain } = useKept(dealId)
  return useMutation({
    mutationFn: (doing: OrderDoing) => {
      const asked = {
        params: { id: order.id },
        version: order.version,
        key: keyFor({ id: order.id, version: order.version, doing }),
      }
      switch (doing.act) {
        case 'send':
          return call('POST /change-orders/{id}/send', { ...asked, body: {} })
        case 'revise':
          return call('POST /change-orders/{id}/revise', { ...asked, body: { reason: doing.reason } })
        case 'withdraw':
          return call('POST /change-orders/{id}/withdraw', { ...asked, body: { reason: doing.reason } })
        case 'approve':
        case 'reject': {
          const { by, on, reason, fileIds } = doing
          const body = { by, reason, fileIds: [...fileIds], ...(on !== '' && { on }) }
          return doing.act === 'approve'
            ? call('POST /change-orders/{id}/approve', { ...asked, body })
            : call('POST /change-orders/{id}/reject', { ...asked, body })
        }
      }
    },
    onSuccess: (now, { act }) => {
      keep(now)
      notifications.show({
        color: 'post',
        title: `${now.name} ${done[act]}`,
        message:
          act === 'approve' ? `The contract sum is ${moneyText(now.contractSumAfter)} now` : now.reason,
      })
    },
    onSettled: () => void readAgain(),
  })
}
