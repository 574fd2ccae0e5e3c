import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TemplateView } from '../../../http/contract/template'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { focusRow, useRowKeys } from '../../parts/use-row-keys'
import { useCall } from '../api/call-context'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { TemplateEditor } from './template-editor'
import { TemplatePreview } from './template-preview'
import { TemplateRemoveDialog } from './template-remove-dialog'
import { TemplateRow } from './template-row'
import classes from './templates-page.module.css'
import { useTemplates } from './use-templates'

type Act = 'look' | 'change' | 'copy' | 'remove'
/** What is open over the list; a template of null is a new one. */
interface Open {
  readonly act: Act
  readonly template: TemplateView | null
}

/** How do our jobs usually go? Plans to start from. */
export function TemplatesPage() {
  const templates = useTemplates()
  const me = useMe()
  const call = useCall()
  const workspace = useQuery({
    queryKey: ['workspace'],
    queryFn: ({ signal }) => call('GET /workspace', { signal }),
  })
  const [open, setOpen] = useState<Open | null>(null)
  useRowKeys()
  const canKeep = may(me.data, 'owner')
  const items = templates.data?.items ?? []
  const used = workspace.data?.pipelineTemplates ?? {}
  const close = () => {
    if (open?.template) focusRow(open.template.id)
    setOpen(null)
  }
  const listed = (shown: readonly TemplateView[]) => (
    <ul className={classes['list']}>
      {shown.map((template) => (
        <TemplateRow
          key={template.id}
          template={template}
          canKeep={canKeep}
          pipelines={Object.keys(used).filter((pipeline) => used[pipeline] === template.id)}
          onLook={() => setOpen({ act: 'look', template })}
          onEdit={() => setOpen({ act: 'change', template })}
          onCopy={() => setOpen({ act: 'copy', template })}
          onRemove={() => setOpen({ act: 'remove', template })}
        />
      ))}
    </ul>
  )
  const own = items.filter((template) => !template.shipped)
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <PageTitle>Templates</PageTitle>
        {canKeep && <Button onClick={() => setOpen({ act: 'copy', template: null })}>New template</Button>}
      </Group>
      <Text c="dimmed" maw={720}>
        How your jobs usually go, in shares of whatever contract they are applied to.
        {me.data !== undefined && !canKeep && ' The owner keeps them; everyone plans with them.'}
      </Text>
      {templates.isError && (
        <ProblemNotice problem={problemFrom(templates.error)} onRetry={() => void templates.refetch()} />
      )}
      <Title order={2}>Yours</Title>
      <Paper withBorder>
        {templates.isPending && (
          <Stack px="md" gap={0}>
            <RowSkeletons rows={2} height={64} />
          </Stack>
        )}
        {templates.data !== undefined && own.length === 0 && (
          <EmptyState
            title="No templates of your own yet"
            detail={
              canKeep
                ? 'Keep a plan that worked: open its deal and choose “Save as template”, or copy one from below.'
                : 'The owner keeps plans that worked here. Until then, everyone plans with those below.'
            }
          />
        )}
        {listed(own)}
      </Paper>
      <Title order={2}>Ready-made</Title>
      <Paper withBorder>
        {templates.isPending && (
          <Stack px="md" gap={0}>
            <RowSkeletons rows={8} height={64} />
          </Stack>
        )}
        {listed(items.filter((template) => template.shipped))}
      </Paper>
      {open?.act === 'look' && open.template && (
        <TemplatePreview
          template={open.template}
          currency={workspace.data?.currency ?? 'USD'}
          onClose={close}
        />
      )}
      {(open?.act === 'change' || open?.act === 'copy') && (
        <TemplateEditor from={open.template} saves={open.act} onClose={close} />
      )}
      {open?.act === 'remove' && open.template && (
        <TemplateRemoveDialog template={open.template} onClose={close} />
      )}
    </Stack>
  )
}
