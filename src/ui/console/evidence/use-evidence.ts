import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FileView } from '../../../http/contract/document'
import { useCall } from '../api/call-context'
import { useDocumentsChanged } from '../documents/use-files'

/** More than a milestone may have. */
const ALL = 200

/** A milestone's evidence, as it was gathered. */
export function useEvidence(dealId: string, milestoneId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['evidence', dealId, milestoneId],
    queryFn: ({ signal }) =>
      call('GET /milestones/{id}/evidence', { params: { id: milestoneId }, query: { limit: ALL }, signal }),
  })
}

/** What goes with a milestone's next invoice, and how far what went with earlier ones is. */
export function useAttachments(dealId: string, milestoneId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['attachments', dealId, milestoneId],
    queryFn: ({ signal }) =>
      call('GET /milestones/{id}/attachments', { params: { id: milestoneId }, signal }),
  })
}

/** Says which of the things that were asked a file shows. */
export function useAssignEvidence(dealId: string, milestoneId: string) {
  const call = useCall()
  const changed = useDocumentsChanged(dealId)
  return useMutation({
    mutationFn: ({ fileId, item }: { readonly fileId: string; readonly item: string | null }) =>
      call('PATCH /milestones/{id}/evidence/{fileId}', {
        params: { id: milestoneId, fileId },
        body: { item },
      }),
    onSettled: changed,
  })
}

export function useRemoveEvidence(dealId: string, milestoneId: string) {
  const call = useCall()
  const changed = useDocumentsChanged(dealId)
  return useMutation({
    mutationFn: (file: FileView) =>
      call('DELETE /milestones/{id}/evidence/{fileId}', { params: { id: milestoneId, fileId: file.id } }),
    onSuccess: (_, file) => notifications.show({ color: 'post', title: 'Removed', message: file.name }),
    onSettled: changed,
  })
}
