import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { WordingLanguage, WordingView } from '../../../http/contract/wording'
import { useCall } from '../api/call-context'
import type { BodyOf } from '../api/caller'

const keyOf = (language: WordingLanguage | null) => ['invoice-wording', 'in', language] as const

/** The words of invoices in one language; null is the one they are in now. */
export function useWording(language: WordingLanguage | null) {
  const call = useCall()
  return useQuery({
    queryKey: keyOf(language),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call('GET /invoice-wording', { query: language === null ? {} : { language }, signal }),
  })
}

/** An invoice in words that are not kept yet; what was shown stays until the answer is there. */
export function useWordingPreview(body: BodyOf<'POST /invoice-wording/preview'>) {
  const call = useCall()
  return useQuery({
    queryKey: ['invoice-wording', 'preview', body],
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => call('POST /invoice-wording/preview', { body, signal }),
  })
}

export function useChangeWording() {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: BodyOf<'PATCH /invoice-wording'>) => call('PATCH /invoice-wording', { body }),
    onSuccess: async (saved: WordingView) => {
      queries.setQueryData(keyOf(saved.language), saved)
      notifications.show({
        color: 'post',
        title: 'Saved',
        message: 'Invoices that are decided from now on are worded so.',
      })
      await Promise.all(
        ['invoice-wording', 'preview', 'invoices'].map((first) =>
          queries.invalidateQueries({ queryKey: [first] }),
        ),
      )
    },
  })
}
