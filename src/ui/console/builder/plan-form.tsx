import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { AdviceList } from '../../parts/advice-list'
import { ProblemNotice } from '../../parts/problem-notice'
import { ScheduledTotal } from '../../parts/scheduled-total'
import { StaleNotice } from '../../parts/stale-notice'
import type { AnswerOf } from '../api/caller'
import { isStale, problemFrom } from '../api/refusal'
import { PageTitle } from '../shell/page-title'
import { newRow, rowsOfTemplate } from './plan-draft'
import classes from './plan-form.module.css'
import { PlanGrid } from './plan-grid'
import { PlanHeaderForm } from './plan-header-form'
import { PlanRowDrawer } from './plan-row-drawer'
import { planSums } from './plan-sums'
import { TemplateChoice } from './template-choice'
import { usePlanDraft } from './use-plan-draft'

interface PlanFormProps {
  readonly page: DealPageView
  readonly workspace: WorkspaceView
  readonly templates: UseQueryResult<AnswerOf<'GET /templates'>>
}

/** The plan: its terms, its milestones, and whether they add up. */
export function PlanForm({ page, workspace, templates }: PlanFormProps) {
  const plan = usePlanDraft(page, workspace)
  const { draft, change, errors, save } = plan
  const [, go] = useLocation()
  const [detailsOf, setDetailsOf] = useState<string | null>(null)
  const sums = useMemo(() => planSums(draft), [draft])
  const back = `/deals/${encodeURIComponent(page.deal.id)}`
  const submit = (event: FormEvent) => {
    event.preventDefault()
    plan.trySave(() => go(back))
  }
  const at = draft.rows.findIndex((row) => row.key === detailsOf)
  const detailed = draft.rows[at]
  const withMilestones = draft.header.billingType !== 'hourly' || draft.rows.length > 0
  const stale = isStale(save.error)
  const addRow = () => change({ of: 'add', rows: [newRow()] })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Stack gap={0}>
          <PageTitle>{`${page.schedule === null ? 'Plan' : 'Edit the plan of'} ${page.deal.name}`}</PageTitle>
          {page.deal.company !== null && (
            <Text className={classes['company'] ?? ''}>{page.deal.company}</Text>
          )}
        </Stack>
        <Paper withBorder p="md" component="section" aria-label="Terms">
          <PlanHeaderForm
            draft={draft}
            errors={errors}
            folded={page.schedule !== null}
            onChange={(set) => change({ of: 'header', set })}
          />
        </Paper>
        {withMilestones && (
          <Paper withBorder component="section" aria-label="Milestones">
            <Title order={2} p="md" pb="sm">
              {draft.rows.length === 0 ? 'Start from' : 'Milestones'}
            </Title>
            {draft.rows.length === 0 ? (
              <TemplateChoice
                templates={templates}
                onBlank={() => change({ of: 'add', rows: [newRow(), newRow(), newRow()] })}
                onTemplate={(template) => change({ of: 'add', rows: rowsOfTemplate(template) })}
              />
            ) : (
              <>
                <PlanGrid
                  draft={draft}
                  sums={sums}
                  errors={errors}
                  change={change}
                  onDetails={setDetailsOf}
                />
                <Group p="sm" px="md">
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    leftSection={<IconPlus size={16} aria-hidden />}
                    onClick={addRow}
                  >
                    Add a milestone
                  </Button>
                </Group>
              </>
            )}
          </Paper>
        )}
        <AdviceList advice={plan.dirty ? [] : page.advice} />
        {stale && (
          <StaleNotice what="This plan">
            <Group gap="sm">
              <Button size="xs" variant="default" onClick={() => void plan.takeTheirs()}>
                Show theirs, drop mine
              </Button>
              <Button size="xs" loading={save.isPending} onClick={() => plan.saveOver(() => go(back))}>
                Keep mine and save
              </Button>
            </Group>
          </StaleNotice>
        )}
        {save.error !== null && !stale && (
          <ProblemNotice problem={problemFrom(save.error)} shownAt={plan.shownAt} />
        )}
        <div className={classes['foot']}>
          {errors.size > 0 && <Text className={classes['errors'] ?? ''}>{firstError(errors)}</Text>}
          {withMilestones && draft.rows.length > 0 && sums.contract !== null && (
            <ScheduledTotal
              scheduled={sums.scheduled}
              contract={sums.contract}
              currency={draft.currency}
              digits={draft.digits}
            />
          )}
          <Group gap="sm" ml="auto">
            <Button variant="default" component={Link} href={back}>
              {plan.dirty ? 'Discard' : 'Back'}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={stale}>
              Save the plan
            </Button>
          </Group>
        </div>
      </Stack>
      {detailed !== undefined && (
        <PlanRowDrawer
          row={detailed}
          at={at}
          errors={errors}
          change={change}
          onClose={() => setDetailsOf(null)}
        />
      )}
    </form>
  )
}

/** "Milestone 3: Give it a name", and how many more there are. */
function firstError(errors: ReadonlyMap<string, string>): string {
  const [first] = errors
  if (first === undefined) return ''
  const row = /^\/milestones\/(\d+)\//.exec(first[0])?.[1]
  const where = row === undefined ? '' : `Milestone ${Number(row) + 1}: `
  return `${where}${first[1]}${errors.size > 1 ? ` (and ${errors.size - 1} more)` : ''}`
}
