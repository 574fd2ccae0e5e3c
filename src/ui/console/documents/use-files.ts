import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FileView } from '../../../http/contract/document'
import { useCall } from '../api/call-context'

/** More than a deal may have. */
const ALL = 200

/** A deal's files in all versions, the newest first. */
export function useFiles(dealId: string, enabled = true) {
  const call = useCall()
  return useQuery({
    enabled,
    queryKey: ['files', dealId],
    queryFn: ({ signal }) =>
      call('GET /deals/{dealId}/files', { params: { dealId }, query: { limit: ALL }, signal }),
  })
}

/** What a change of files, checks or acceptance shows in. */
export const documentKeys = (dealId: string): string[][] =>
  ['files', 'evidence', 'attachments', 'deal', 'history'].map((first) => [first, dealId])

/** Reads again what a change of files, checks or acceptance shows in. */
export function useDocumentsChanged(dealId: string): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await Promise.all(documentKeys(dealId).map((queryKey) => queries.invalidateQueries({ queryKey })))
  }
}

export function useDeleteFile(dealId: string) {
  const call = useCall()
  const changed = useDocumentsChanged(dealId)
  return useMutation({
    mutationFn: (file: FileView) => call('DELETE /files/{id}', { params: { id: file.id } }),
    onSuccess: (_, file) => notifications.show({ color: 'post', title: 'Deleted', message: file.name }),
    onSettled: changed,
  })
}
