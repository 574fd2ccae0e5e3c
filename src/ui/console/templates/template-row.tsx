import { Button, Group, Text, UnstyledButton } from '@mantine/core'
import type { TemplateView } from '../../../http/contract/template'
import { ShareBar, sharesInWords } from './share-bar'
import classes from './templates-page.module.css'

interface TemplateRowProps {
  readonly template: TemplateView
  readonly canKeep: boolean
  /** Pipelines whose won deals are planned with it. */
  readonly pipelines: readonly string[]
  readonly onLook: () => void
  readonly onEdit: () => void
  readonly onCopy: () => void
  readonly onRemove: () => void
}

/** One template: its name opens what it would plan. */
export function TemplateRow(props: TemplateRowProps) {
  const { template, canKeep, pipelines } = props
  return (
    <li className={classes['row']} data-row-box>
      <div className={classes['what']}>
        <UnstyledButton data-row={template.id} className={classes['name'] ?? ''} onClick={props.onLook}>
          {template.name}
        </UnstyledButton>
        <Text size="xs" c="dimmed">
          {template.milestones.length === 1 ? '1 milestone' : `${template.milestones.length} milestones`}
          {' · '}
          {sharesInWords(template.milestones)}
        </Text>
        {pipelines.length > 0 && (
          <Text size="xs" c="dimmed">
            Plans won deals of {pipelines.join(', ')}
          </Text>
        )}
      </div>
      <div className={classes['bar']}>
        <ShareBar milestones={template.milestones} />
      </div>
      <Group gap="xs" className={classes['acts'] ?? ''} wrap="nowrap">
        {canKeep && !template.shipped && (
          <Button size="xs" variant="default" onClick={props.onEdit} aria-label={`Edit ${template.name}`}>
            Edit
          </Button>
        )}
        {canKeep && (
          <Button size="xs" variant="default" onClick={props.onCopy} aria-label={`Copy ${template.name}`}>
            Copy
          </Button>
        )}
        {canKeep && !template.shipped && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            onClick={props.onRemove}
            aria-label={`Delete ${template.name}`}
          >
            Delete
          </Button>
        )}
      </Group>
    </li>
  )
}
