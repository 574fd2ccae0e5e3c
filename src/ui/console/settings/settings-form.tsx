import { Button, Group, NumberInput, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { DeliveryChoice } from '../../parts/delivery-choice'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom, Refusal } from '../api/refusal'
import { MasterSelect } from '../masters/master-select'
import { AttachedFilesFields } from './attached-files-fields'
import { LimitFields } from './limit-fields'
import type { useSettings } from './use-settings'
import { type WonDeals, WonDealsFields } from './won-deals-fields'

interface SettingsFormProps {
  readonly workspace: WorkspaceView
  readonly save: ReturnType<typeof useSettings>['save']
  readonly canChange: boolean
  readonly isOwner: boolean
}

const taxChoices = [
  { value: 'NON', label: 'Not taxable (NON)' },
  { value: 'TAX', label: 'Taxable, QuickBooks computes it (TAX)' },
]

function zonesWith(zone: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone')
  return zones.includes(zone) ? zones : [zone, ...zones]
}

/** Name, zone, what new schedules start with, what won deals are planned with, and how much over the contract may be billed. */
export function SettingsForm({ workspace, save, canChange, isOwner }: SettingsFormProps) {
  const [name, setName] = useState(workspace.name)
  const [zone, setZone] = useState(workspace.zone)
  const [defaults, setDefaults] = useState(workspace.defaults)
  const [attach, setAttach] = useState(workspace.billing.attach)
  const [limits, setLimits] = useState({
    tolerance: workspace.tolerancePercent,
    inBatches: workspace.quickbooksBatch,
  })
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
      defaults,
      billing: { attach },
      tolerancePercent: limits.tolerance.trim(),
      quickbooksBatch: limits.inBatches,
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
        <Paper withBorder p="md">
          <Stack gap="md">
            <Title order={2}>What new schedules start with</Title>
            <DeliveryChoice
              value={defaults.delivery}
              onChange={(delivery) => setDefaults({ ...defaults, delivery })}
              disabled={!canChange}
            />
            <NumberInput
              label="Payment terms"
              description="Days until an invoice is due; empty leaves it to QuickBooks."
              suffix=" days"
              min={0}
              max={999}
              allowDecimal={false}
              allowNegative={false}
              value={defaults.netDays ?? ''}
              onChange={(value) =>
                setDefaults({ ...defaults, netDays: typeof value === 'number' ? value : null })
              }
              error={errorAt('/defaults/netDays')}
              disabled={!canChange}
              maw={240}
            />
            <MasterSelect
              kind="items"
              label="Product or service"
              value={defaults.itemId}
              onChange={(itemId) => setDefaults({ ...defaults, itemId })}
              error={errorAt('/defaults/itemId')}
              disabled={!canChange}
            />
            <MasterSelect
              kind="tax-codes"
              label="Tax code"
              also={taxChoices}
              value={defaults.taxCode}
              onChange={(taxCode) => setDefaults({ ...defaults, taxCode })}
              error={errorAt('/defaults/taxCode')}
              disabled={!canChange}
            />
          </Stack>
        </Paper>
        <AttachedFilesFields value={attach} onChange={setAttach} disabled={!canChange} />
        <WonDealsFields value={won} onChange={setWon} disabled={!canChange} errorAt={errorAt} />
        <LimitFields
          value={limits}
          onChange={setLimits}
          disabled={!canChange}
          isOwner={isOwner}
          errorAt={errorAt}
        />
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
