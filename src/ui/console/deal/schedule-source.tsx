import { Button, Group, Popover, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { Amount } from '../../parts/amount'
import { ProblemNotice } from '../../parts/problem-notice'
import { useCall } from '../api/call-context'
import { problemFrom } from '../api/refusal'

interface ScheduleSourceProps {
  readonly page: DealPageView
  readonly editable: boolean
}

/** The estimate behind the plan: what it was, and the way to let go of it when QuickBooks has it no more. */
export function ScheduleSource({ page, editable }: ScheduleSourceProps) {
  const call = useCall()
  const queries = useQueryClient()
  const [opened, setOpened] = useState(false)
  const dealId = page.deal.id
  const release = useMutation({
    mutationFn: () => call('DELETE /deals/{dealId}/schedule/source', { params: { dealId } }),
    onSuccess: async () => {
      await queries.refetchQueries({ queryKey: ['deal', dealId] })
      for (const first of ['history', 'preview', 'preflight']) {
        void queries.invalidateQueries({ queryKey: [first] })
      }
    },
  })
  const source = page.schedule?.source
  if (source?.kind !== 'estimate') return null
  const name = `estimate ${source.number ?? source.quickbooksId}`
  return (
    <Group gap="sm" component="section" aria-label="Where this plan comes from">
      <Text size="sm" c="dimmed">
        Started from QuickBooks {name}, <Amount of={source.total} /> with tax. Its invoices name it.
      </Text>
      {editable && (
        <Popover
          opened={opened}
          onChange={setOpened}
          position="bottom-start"
          width={320}
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <Button variant="subtle" size="compact-sm" onClick={() => setOpened((before) => !before)}>
              Let go of it…
            </Button>
          </Popover.Target>
          <Popover.Dropdown aria-label={`Let go of ${name}`}>
            <Stack gap="sm">
              <Text>
                Milestones and amounts stay. From then on invoices don’t name {name}, billing doesn’t ask
                whether it still stands, and QuickBooks doesn’t close it.
              </Text>
              {release.error !== null && <ProblemNotice problem={problemFrom(release.error)} />}
              <Group justify="flex-end" gap="sm">
                <Button variant="default" size="xs" onClick={() => setOpened(false)} data-autofocus>
                  Keep it
                </Button>
                <Button size="xs" loading={release.isPending} onClick={() => release.mutate()}>
                  Let go
                </Button>
              </Group>
            </Stack>
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  )
}
