import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCall } from '../api/call-context'
import { type BrandDraft, brandBody, colourIn } from './brand-draft'

/** Saves how the company looks: the logo first, because a picture is what may be refused; nothing else is saved then. */
export function useSaveBrand(onSaved: (draft: BrandDraft) => void) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (draft: BrandDraft) => {
      if (draft.logo === 'none') await call('DELETE /workspace/logo')
      else if (draft.logo !== 'kept') {
        const { name, type, bytes } = draft.logo
        await call('POST /workspace/logo', { body: { file: { name, type, bytes } } })
      }
      return call('PATCH /workspace', { body: brandBody(draft) })
    },
    onSuccess: (saved, draft) => {
      queries.setQueryData(['workspace'], saved)
      onSaved(draft)
      notifications.show({ color: 'post', title: 'Saved', message: 'Clients see it from now on.' })
    },
    // The logo may be saved although name or colour were refused: what holds is read again.
    onError: () => void queries.invalidateQueries({ queryKey: ['workspace'] }),
  })
}

/** How a picture would be drawn as the logo, before it is saved. */
export function useDrawnLogo() {
  const call = useCall()
  return useMutation({
    mutationFn: (file: {
      readonly name: string
      readonly type: string
      readonly bytes: Uint8Array<ArrayBuffer>
    }) => call('POST /workspace/logo/preview', { body: { file: { ...file } } }),
  })
}

/** In which shades a colour would be drawn; the ones before it while that is asked, and null while it is no colour. */
export function useShades(typed: string) {
  const call = useCall()
  const colour = colourIn(typed)
  const shades = useQuery({
    queryKey: ['shades', colour],
    queryFn: ({ signal }) => call('GET /workspace/shades', { query: { colour: colour ?? '' }, signal }),
    enabled: colour !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return colour === null ? null : (shades.data ?? null)
}
