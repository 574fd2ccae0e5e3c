import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  CostLineView,
  DealCostsView,
  DealTimeView,
  ExtrasPreviewView,
  TimeEntryView,
} from '../../../http/contract/hours'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

const stale = ['deal', 'history', 'deals', 'all-deals', 'attention', 'invoices', 'owed']

/** Reads again what hours and costs show in. */
function useChanged(dealId: string) {
  const queries = useQueryClient()
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['time', dealId] }),
      queries.invalidateQueries({ queryKey: ['costs', dealId] }),
      ...stale.map((first) => queries.invalidateQueries({ queryKey: [first] })),
    ])
  }
}

const notify = (title: string, message: string) => notifications.show({ color: 'post', title, message })

/** A deal's hours; `again` asks QuickBooks in any case. While one is on its way to QuickBooks it is looked for. */
export function useTime(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  const read = (again: boolean, signal?: AbortSignal) =>
    call('GET /deals/{dealId}/time', {
      params: { dealId },
      query: again ? { again: 'true' } : {},
      ...(signal === undefined ? {} : { signal }),
    })
  const time = useQuery({
    queryKey: ['time', dealId],
    queryFn: ({ signal }) => read(false, signal),
    retry: false,
    refetchInterval: ({ state }) =>
      state.data?.entries.some((entry) => entry.standing === 'on_its_way') ? 2_000 : false,
  })
  const again = useMutation({
    mutationFn: () => read(true),
    onSuccess: (view) => queries.setQueryData<DealTimeView>(['time', dealId], view),
  })
  return { time, again }
}

/** A deal's costs, once somebody asks for them: each listing is metered. */
export function useCosts(dealId: string, wanted: boolean) {
  const call = useCall()
  const queries = useQueryClient()
  const read = (again: boolean, signal?: AbortSignal) =>
    call('GET /deals/{dealId}/costs', {
      params: { dealId },
      query: again ? { again: 'true' } : {},
      ...(signal === undefined ? {} : { signal }),
    })
  const costs = useQuery({
    queryKey: ['costs', dealId],
    queryFn: ({ signal }) => read(false, signal),
    enabled: wanted,
    retry: false,
  })
  const again = useMutation({
    mutationFn: () => read(true),
    onSuccess: (view) => queries.setQueryData<DealCostsView>(['costs', dealId], view),
  })
  return { costs, again }
}

/** Hours as a person enters them. */
export interface TimeBody {
  readonly on: string
  readonly hours: string
  readonly employeeId?: string
  readonly vendorId?: string
  readonly note?: string
  readonly customerId?: string
}

export function useEnterTime(dealId: string) {
  const call = useCall()
  const keyFor = useRandomKey()
  const changed = useChanged(dealId)
  return useMutation({
    mutationFn: (body: TimeBody) =>
      call('POST /deals/{dealId}/time', { params: { dealId }, body, key: keyFor(body) }),
    onSuccess: (entry) => notify(`Entered ${entry.hours} hours`, 'QuickBooks gets them as a time activity.'),
    onSettled: changed,
  })
}

export function useAssign(dealId: string) {
  const call = useCall()
  const changed = useChanged(dealId)
  return useMutation({
    mutationFn: ({ kind, id, to }: { kind: 'time' | 'costs'; id: string; to: string | null }) =>
      kind === 'time'
        ? call('POST /time/{id}/assign', { params: { id }, body: { dealId: to } }).then(() => null)
        : call('POST /costs/{id}/assign', { params: { id }, body: { dealId: to } }).then(() => null),
    onSettled: changed,
  })
}

/** What goes onto an invoice: unbilled hours up to a day, or costs that were picked. */
export type ExtrasChoice =
  | { readonly of: 'hours'; readonly until: string | null }
  | { readonly of: 'costs'; readonly costIds: readonly string[]; readonly setNotBillable: boolean }

const hoursBody = (choice: Extract<ExtrasChoice, { of: 'hours' }>) =>
  choice.until === null ? {} : { until: choice.until }
const costsBody = ({ costIds, setNotBillable }: Extract<ExtrasChoice, { of: 'costs' }>) => ({
  costIds: [...costIds],
  setNotBillable,
})

/** The invoices that would be made, asked of the server; the answer before stays while another is asked for. */
export function useExtrasAhead(dealId: string, choice: ExtrasChoice, isAhead: boolean) {
  const call = useCall()
  const asked = choice.of === 'hours' ? choice : { ...choice, setNotBillable: false }
  return useQuery({
    queryKey: ['time', dealId, 'ahead', asked],
    queryFn: async ({ signal }): Promise<ExtrasPreviewView | null> => {
      const answer =
        choice.of === 'hours'
          ? await call('POST /deals/{dealId}/time/bill', {
              params: { dealId },
              body: { ...hoursBody(choice), dryRun: true },
              signal,
            })
          : await call('POST /deals/{dealId}/costs/bill', {
              params: { dealId },
              body: { ...costsBody(choice), dryRun: true },
              signal,
            })
      return 'checks' in answer ? answer : null
    },
    enabled: isAhead,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

export function useBillExtras(dealId: string) {
  const call = useCall()
  const keyFor = useRandomKey()
  const changed = useChanged(dealId)
  return useMutation({
    mutationFn: (choice: ExtrasChoice) =>
      choice.of === 'hours'
        ? call('POST /deals/{dealId}/time/bill', {
            params: { dealId },
            body: hoursBody(choice),
            key: keyFor(choice),
          })
        : call('POST /deals/{dealId}/costs/bill', {
            params: { dealId },
            body: costsBody(choice),
            key: keyFor(choice),
          }),
    onSuccess: (answer) => {
      const made = 'checks' in answer ? 0 : answer.invoices.length
      notify(
        made === 1 ? 'The invoice is on its way' : `${made} invoices are on their way`,
        'It is shown under Invoices.',
      )
    },
    onSettled: changed,
  })
}

export type { CostLineView, DealTimeView, TimeEntryView }
