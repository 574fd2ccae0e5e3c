import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { TemplateInput, TemplateView } from '../../../http/contract/template'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

/** The workspace's own templates, then those that come with Milepost. */
export function useTemplates() {
  const call = useCall()
  return useQuery({ queryKey: ['templates'], queryFn: ({ signal }) => call('GET /templates', { signal }) })
}

/** Saves a template: a new one, or a change of `held` if nobody changed it since. */
export function useSaveTemplate(held: TemplateView | null) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: (body: TemplateInput) =>
      held === null
        ? call('POST /templates', { body, key: keyFor(body) })
        : call('PUT /templates/{templateId}', {
            params: { templateId: held.id },
            version: held.version,
            body,
          }),
    onSuccess: (saved) => {
      notifications.show({
        color: 'post',
        title: 'Saved',
        message: `“${saved.name}” can be chosen for every new plan.`,
      })
      return queries.invalidateQueries({ queryKey: ['templates'] })
    },
  })
}

export function useRemoveTemplate(template: TemplateView) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => call('DELETE /templates/{templateId}', { params: { templateId: template.id } }),
    onSuccess: () => {
      notifications.show({ color: 'post', title: 'Deleted', message: `“${template.name}” is gone.` })
      return queries.invalidateQueries({ queryKey: ['templates'] })
    },
  })
}
