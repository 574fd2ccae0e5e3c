import { useMutation, useQuery } from '@tanstack/react-query'
import type { StagedScheduleView } from '../../../http/contract/staged'
import { useCall } from '../api/call-context'
import type { GivenAnswer } from './staged-questions'

/** What a plan can be read from, and what that needs. */
export type Source =
  | { readonly from: 'text'; readonly text: string; readonly answers: readonly GivenAnswer[] }
  | { readonly from: 'csv'; readonly table: string }
  | { readonly from: 'line-items' }
  | { readonly from: 'quote'; readonly quoteId: string }
  | { readonly from: 'estimate'; readonly estimateId: string }

const isStaged = (answer: object): answer is StagedScheduleView => 'understood' in answer

/** Reads a plan from somewhere for review; nothing is stored. */
export function useStaged(dealId: string) {
  const call = useCall()
  const params = { dealId }
  const query = { preview: 'true' } as const
  const read = (source: Source) => {
    switch (source.from) {
      case 'text':
        return call('POST /deals/{dealId}/schedule/from-text', {
          params,
          body: { text: source.text, answers: [...source.answers] },
        })
      case 'csv':
        return call('POST /deals/{dealId}/schedule/from-csv', { params, query, body: source.table })
      case 'line-items':
        return call('POST /deals/{dealId}/schedule/from-line-items', { params, query, body: {} })
      case 'quote':
        return call('POST /deals/{dealId}/schedule/from-quote', {
          params,
          query,
          body: { quoteId: source.quoteId },
        })
      case 'estimate':
        return call('POST /deals/{dealId}/schedule/from-estimate', {
          params,
          query,
          body: { estimateId: source.estimateId },
        })
    }
  }
  return useMutation({
    mutationFn: async (source: Source): Promise<StagedScheduleView> => {
      const answer = await read(source)
      if (!isStaged(answer)) throw new Error('The server planned instead of looking')
      return answer
    },
  })
}

/** The deal's quotes in HubSpot. */
export function useQuotes(dealId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['quotes', dealId],
    queryFn: ({ signal }) => call('GET /deals/{dealId}/quotes', { params: { dealId }, signal }),
  })
}
