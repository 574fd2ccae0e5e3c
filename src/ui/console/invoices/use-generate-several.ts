import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { InvoiceView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import { randomKey } from '../api/random-key'
import { isUnclear, problemFrom } from '../api/refusal'

/** One going through the list, until it is done or the dialog is closed. */
interface Run {
  stopped: boolean
  left: boolean
  /** Those that it has not come to. */
  rest: readonly InvoiceView[]
}

type State = 'idle' | 'running' | 'stopping'

/** Has prepared invoices made one after the other; what became of each, in words, by its id. */
export function useGenerateSeveral() {
  const call = useCall()
  const queries = useQueryClient()
  const [state, setState] = useState<State>('idle')
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, string>>(new Map())
  const now = useRef<Run | null>(null)
  const note = (invoices: readonly InvoiceView[], words: string) =>
    setOutcomes((held) => new Map([...held, ...invoices.map(({ id }) => [id, words] as const)]))
  const run = async (invoices: readonly InvoiceView[]) => {
    const mine: Run = { stopped: false, left: false, rest: invoices }
    now.current = mine
    const tell = (invoice: InvoiceView, color: 'post' | 'amber', words: string) => {
      if (!mine.left) return note([invoice], words)
      // The rows are gone: whoever closed them is told all the same.
      notifications.show({ color, title: invoice.dealName ?? 'Prepared invoice', message: words })
      readAgain()
    }
    setState('running')
    for (const [at, invoice] of invoices.entries()) {
      if (mine.stopped) break
      const { id } = invoice
      mine.rest = invoices.slice(at + 1)
      try {
        await call('POST /invoices/{id}/post', { params: { id }, body: {}, key: randomKey() })
        tell(invoice, 'post', 'On its way to QuickBooks')
      } catch (error) {
        const problem = problemFrom(error)
        const what = isUnclear(error) ? 'Unclear' : 'Not generated'
        tell(invoice, 'amber', `${what}: ${problem.detail ?? problem.title}`)
      }
    }
    if (!mine.left) setState('idle')
    // The rows stay while the outcome is read; the list behind is read again when the dialog goes.
  }
  /** Makes no further one: the one on its way comes to its end. */
  const stop = () => {
    if (now.current === null || state !== 'running') return
    now.current.stopped = true
    note(now.current.rest, 'Not generated')
    setState('stopping')
  }
  const readAgain = () => {
    for (const first of ['invoices', 'attention', 'deals', 'deal', 'owed'])
      void queries.invalidateQueries({ queryKey: [first] })
  }
  /** The dialog goes: nobody waits there any more for the one on its way. */
  const leave = () => {
    if (now.current !== null) {
      now.current.stopped = true
      now.current.left = true
    }
    now.current = null
    setState('idle')
    setOutcomes(new Map())
    readAgain()
  }
  return { run, state, stop, outcomes, leave }
}
