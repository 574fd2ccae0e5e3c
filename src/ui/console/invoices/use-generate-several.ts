import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { InvoiceView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import { randomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'

/** Has prepared invoices made one after the other; what became of each, in words, by its id. */
export function useGenerateSeveral() {
  const call = useCall()
  const queries = useQueryClient()
  const [running, setRunning] = useState(false)
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, string>>(new Map())
  const isStopped = useRef(false)
  const tell = (id: string, words: string) => setOutcomes((held) => new Map([...held, [id, words]]))
  const run = async (invoices: readonly InvoiceView[]) => {
    setRunning(true)
    isStopped.current = false
    for (const { id } of invoices) {
      if (isStopped.current) break
      try {
        await call('POST /invoices/{id}/post', { params: { id }, body: {}, key: randomKey() })
        tell(id, 'On its way to QuickBooks')
      } catch (error) {
        const problem = problemFrom(error)
        tell(id, `Not generated: ${problem.detail ?? problem.title}`)
      }
    }
    setRunning(false)
    // The rows stay while the outcome is read; the list behind is read again when the dialog goes.
  }
  /** Makes no further one: the one on its way comes to its end. */
  const stop = () => {
    isStopped.current = true
  }
  const reset = () => {
    setOutcomes(new Map())
    for (const first of ['invoices', 'attention', 'deals', 'deal', 'owed'])
      void queries.invalidateQueries({ queryKey: [first] })
  }
  return { run, running, stop, outcomes, reset }
}
