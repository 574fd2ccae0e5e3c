import { Button, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom, Refusal } from '../api/refusal'
import type { useSettings } from './use-settings'
import { type WonDeals, WonDealsFields } from './won-deals-fields'

interface SettingsFormProps {
  readonly workspace: WorkspaceView
  readonly save: ReturnType<typeof useSettings>['save']
  readonly canChange: boolean
}

function zonesWith(zone: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone')
  return zones.includes(zone) ? zones : [zone, ...zones]
}

/** Name, zone, and what won deals are planned with. */
export function SettingsForm({ workspace, save, canChange }: SettingsFormProps) {
  const [name, setName] = useState(workspace.name)
  const [zone, setZone] = useState(workspace.zone)
  const [won, setWon] = useState<WonDeals>({
    stages: workspace.wonStages,
    templates: workspace.pipelineTemplates,
  })
  const errors = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errorAt = (pointer: string) => errors.find((error) => error.pointer === pointer)?.detail ?? null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({
      name: name.trim(),
      zone,
      wonStages: [...won.stages],
      pipelineTemplates: { ...won.templates },
    })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg" maw={640}>
        <Paper withBorder p="md">
          <Stack gap="md">
            <Title order={2}>Workspace</Title>
            <TextInput
              label="Name"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={errorAt('/name')}
              disabled={!canChange}
              required
            />
            <Select
              label="Time zone"
              description="Days end, and windows close, by this clock."
              data={zonesWith(workspace.zone)}
              searchable
              allowDeselect={false}
              value={zone}
              onChange={(value) => setZone(value ?? zone)}
              error={errorAt('/zone')}
              disabled={!canChange}
            />
            <Text c="dimmed">Currency: {workspace.currency}, as the QuickBooks company has it.</Text>
          </Stack>
        </Paper>
        <WonDealsFields value={won} onChange={setWon} disabled={!canChange} errorAt={errorAt} />
        {save.error !== null && (
          <ProblemNotice
            problem={problemFrom(save.error)}
            shownAt={new Set(errors.map((error) => error.pointer))}
          />
        )}
        <Group gap="md">
          {canChange ? (
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          ) : (
            <Text c="dimmed">Only an admin or the owner can change settings.</Text>
          )}
        </Group>
      </Stack>
    </form>
  )
}
