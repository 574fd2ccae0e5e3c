import { Skeleton, Text, UnstyledButton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { TemplateView } from '../../../http/contract/template'
import { shareText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import type { AnswerOf } from '../api/caller'
import { problemFrom } from '../api/refusal'
import classes from './template-choice.module.css'

interface TemplateChoiceProps {
  readonly templates: UseQueryResult<AnswerOf<'GET /templates'>>
  readonly onBlank: () => void
  readonly onTemplate: (template: TemplateView) => void
}

function Choice({
  name,
  about,
  onClick,
}: {
  readonly name: string
  readonly about: string
  readonly onClick: () => void
}) {
  return (
    <UnstyledButton className={classes['choice']} onClick={onClick}>
      <Text fw={600}>{name}</Text>
      <Text size="xs" c="dimmed">
        {about}
      </Text>
    </UnstyledButton>
  )
}

/** Where a new plan starts from; the grid then shows every share to the cent, and nothing is saved yet. */
export function TemplateChoice({ templates, onBlank, onTemplate }: TemplateChoiceProps) {
  return (
    <div className={classes['grid']}>
      <Choice name="Blank" about="Type the milestones yourself" onClick={onBlank} />
      {templates.isPending && <Skeleton height={76} aria-hidden="true" />}
      {templates.data?.items.map((template) => (
        <Choice
          key={template.id}
          name={template.name}
          about={`${template.milestones.length} milestones: ${template.milestones
            .map((milestone) => shareText(milestone.share).replace('\u00a0%', ''))
            .join(' / ')}`}
          onClick={() => onTemplate(template)}
        />
      ))}
      {templates.isError && (
        <ProblemNotice problem={problemFrom(templates.error)} onRetry={() => void templates.refetch()} />
      )}
    </div>
  )
}
