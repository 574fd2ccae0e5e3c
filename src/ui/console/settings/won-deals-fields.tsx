import { Checkbox, Group, Paper, Select, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { PipelineView } from '../../../http/contract/workspace'
import { ProblemNotice } from '../../parts/problem-notice'
import { useCall } from '../api/call-context'
import { problemFrom } from '../api/refusal'
import { useTemplates } from '../templates/use-templates'

/** Which stages count as won (none: as HubSpot says), and the template by pipeline; null takes it away. */
export interface WonDeals {
  readonly stages: readonly string[]
  readonly templates: Readonly<Record<string, string | null>>
}

interface WonDealsFieldsProps {
  readonly value: WonDeals
  readonly onChange: (value: WonDeals) => void
  readonly disabled: boolean
  readonly errorAt: (pointer: string) => string | null
}

function usePipelines() {
  const call = useCall()
  return useQuery({
    queryKey: ['pipelines'],
    queryFn: ({ signal }) => call('GET /hubspot/pipelines', { signal }),
    staleTime: 60_000,
  })
}

function PipelineFields(props: WonDealsFieldsProps & { readonly pipeline: PipelineView }) {
  const { pipeline, value, onChange, disabled, errorAt } = props
  const templates = useTemplates()
  const ticked = pipeline.stages.filter((stage) => value.stages.includes(stage.id))
  const asHubSpot = pipeline.stages.filter((stage) => stage.won).map((stage) => stage.label)
  const tick = (next: string[]) => {
    const others = value.stages.filter((id) => !pipeline.stages.some((stage) => stage.id === id))
    onChange({ ...value, stages: [...others, ...next] })
  }
  const choose = (templateId: string | null) =>
    onChange({ ...value, templates: { ...value.templates, [pipeline.id]: templateId } })
  return (
    <Stack gap="xs">
      <Select
        label={pipeline.label}
        description="A deal of this pipeline that is won and has no schedule is planned with"
        placeholder="Nothing: a person plans it"
        clearable
        clearButtonProps={{ 'aria-label': `No template for ${pipeline.label}` }}
        data={(templates.data?.items ?? []).map((template) => ({
          value: template.id,
          label: template.name,
        }))}
        value={value.templates[pipeline.id] ?? null}
        onChange={choose}
        error={errorAt(`/pipelineTemplates/${pipeline.id}`)}
        disabled={disabled || templates.data === undefined}
      />
      <Checkbox.Group
        label="Won means"
        description={
          ticked.length === 0
            ? `Nothing ticked: what HubSpot calls won${asHubSpot.length > 0 ? `, ${asHubSpot.join(', ')}` : ''}`
            : 'Only the ticked stages'
        }
        value={ticked.map((stage) => stage.id)}
        onChange={tick}
      >
        <Group gap="md" mt={4}>
          {pipeline.stages.map((stage) => (
            <Checkbox key={stage.id} value={stage.id} label={stage.label} disabled={disabled} />
          ))}
        </Group>
      </Checkbox.Group>
    </Stack>
  )
}

/** What happens when a deal is won in HubSpot. */
export function WonDealsFields(props: WonDealsFieldsProps) {
  const pipelines = usePipelines()
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Title order={2}>When a deal is won</Title>
        {pipelines.isPending && <Skeleton height={120} aria-hidden="true" />}
        {pipelines.isError && (
          <ProblemNotice problem={problemFrom(pipelines.error)} onRetry={() => void pipelines.refetch()} />
        )}
        {pipelines.data?.items.length === 0 && <Text c="dimmed">HubSpot has no deal pipeline.</Text>}
        {pipelines.data?.items.map((pipeline) => (
          <PipelineFields key={pipeline.id} {...props} pipeline={pipeline} />
        ))}
      </Stack>
    </Paper>
  )
}
