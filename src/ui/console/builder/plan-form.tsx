import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconDeviceFloppy, IconPlus } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type FormEvent, useMemo, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { AdviceList } from '../../parts/advice-list'
import { HeldWhile } from '../../parts/held-while'
import { MergeNotice } from '../../parts/merge-notice'
import { ProblemNotice } from '../../parts/problem-notice'
import type { AnswerOf } from '../api/caller'
import { problemFrom } from '../api/refusal'
import { PageTitle } from '../shell/page-title'
import type { Start } from '../start-from/staged'
import { StartFrom } from '../start-from/start-from'
import { adviceFor } from './advice-for'
import { choicesOf } from './clash-words'
import { FormalNotice } from './formal-notice'
import { LiveNotice } from './live-notice'
import { draftWith } from './plan-draft'
import { PlanFoot } from './plan-foot'
import classes from './plan-form.module.css'
import { PlanGrid } from './plan-grid'
import { newRow } from './plan-row'
import { PlanRowDrawer } from './plan-row-drawer'
import { planSums } from './plan-sums'
import { PlanTerms } from './plan-terms'
import { QuestionsNotice } from './questions-notice'
import { usePlanDraft } from './use-plan-draft'
import { useTerms } from './use-terms'

interface PlanFormProps {
  readonly page: DealPageView
  readonly workspace: WorkspaceView
  readonly templates: UseQueryResult<AnswerOf<'GET /templates'>>
}

/** The plan: its terms, its milestones, and whether they add up. */
export function PlanForm({ page, workspace, templates }: PlanFormProps) {
  const plan = usePlanDraft(page, workspace)
  const { base, start, draft, change, errors, save, meanwhile } = plan
  const [, go] = useLocation()
  const [detailsOf, setDetailsOf] = useState<string | null>(null)
  const [sought, setSought] = useState<number | null>(null)
  const sums = useMemo(() => planSums(draft), [draft])
  const terms = useTerms(draft, sums, errors)
  const advice = useMemo(() => adviceFor(base.advice, start, draft), [base, start, draft])
  const back = `/deals/${encodeURIComponent(base.deal.id)}`
  const [questions, setQuestions] = useState<readonly string[]>([])
  const rows = useRef<HTMLDivElement>(null)
  const showRows = () => {
    rows.current?.scrollIntoView({ block: 'start' })
    rows.current?.querySelector('input')?.focus({ preventScroll: true })
  }
  const begin = ({ known, questions: open }: Start) => {
    setQuestions(open)
    // What was pressed is gone: the person goes on at the first milestone, once it is drawn.
    requestAnimationFrame(() => requestAnimationFrame(showRows))
    if (known !== null) change({ of: 'draft', draft: draftWith(draft, known) })
    if (known?.milestones !== undefined && known.milestones.length > 0) return
    if (draft.header.billingType === 'hourly') change({ of: 'header', set: { billingType: 'fixed' } })
    change({ of: 'add', rows: [newRow(), newRow(), newRow()] })
  }
  const showError = () => {
    const row = /^\/milestones\/(\d+)\//.exec([...errors.keys()][0] ?? '')?.[1]
    setSought(row === undefined ? null : Number(row))
    requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus())
  }
  const submit = (event: FormEvent) => {
    // A dialog's own form is inside this one for React, though not on the page.
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    if (!plan.trySave(() => go(back))) requestAnimationFrame(showError)
  }
  const at = draft.rows.findIndex((row) => row.key === detailsOf)
  const detailed = draft.rows[at]
  const hourly = draft.header.billingType === 'hourly'
  // A deal that has no schedule is hourly until someone says otherwise, and starting from somewhere says so.
  const withMilestones = !hourly || draft.rows.length > 0 || base.schedule === null
  const problem = save.error === null ? null : problemFrom(save.error)
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Stack gap={0}>
          <PageTitle>{`${base.schedule === null ? 'Plan' : 'Edit the plan of'} ${base.deal.name}`}</PageTitle>
          {base.deal.company !== null && (
            <Text className={classes['company'] ?? ''}>{base.deal.company}</Text>
          )}
        </Stack>
        {plan.kept !== null && plan.dirty && (
          <KeptNotice asked={plan.kept.asked === true} busy={plan.busy} onDrop={plan.drop} />
        )}
        {questions.length > 0 && <QuestionsNotice questions={questions} onClose={() => setQuestions([])} />}
        {draft.formal && <FormalNotice page={base} />}
        {plan.newer !== null && <LiveNotice onBringIn={plan.bringInNewer} />}
        {meanwhile !== null && (
          <MergeNotice
            what="This plan"
            who={meanwhile.who}
            choices={choicesOf(meanwhile.clashes, draft)}
            chosen={meanwhile.chosen}
            onChoose={plan.choose}
            losses={meanwhile.losses.map(({ row, why }) => ({ about: row, why }))}
          />
        )}
        <HeldWhile saving={plan.busy} gap="lg">
          {withMilestones && draft.rows.length === 0 && (
            <Paper withBorder component="section" aria-label="Milestones">
              <Title order={2} p="md" pb="sm">
                Start from
              </Title>
              {hourly && (
                <Text c="dimmed" px="md" pb="sm">
                  Hourly jobs have no milestones. Starting with some makes it a fixed price.
                </Text>
              )}
              <StartFrom dealId={base.deal.id} templates={templates} onStart={begin} />
            </Paper>
          )}
          <Paper withBorder component="section" aria-label="Terms">
            <PlanTerms {...terms} isNew={base.schedule === null} change={change} />
          </Paper>
          {withMilestones && draft.rows.length > 0 && (
            <Paper
              withBorder
              component="section"
              aria-label="Milestones"
              ref={rows}
              className={classes['rows'] ?? ''}
            >
              <Title order={2} p="md" pb="sm">
                Milestones
              </Title>
              <PlanGrid
                draft={draft}
                sums={sums}
                errors={errors}
                advice={advice.byRow}
                sought={sought}
                change={change}
                onDetails={setDetailsOf}
              />
              {!draft.formal && (
                <Group p="sm" px="md">
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    leftSection={<IconPlus size={16} aria-hidden />}
                    onClick={() => change({ of: 'add', rows: [newRow()] })}
                  >
                    Add a milestone
                  </Button>
                </Group>
              )}
            </Paper>
          )}
        </HeldWhile>
        <AdviceList advice={advice.ofPlan} />
        {problem !== null && (
          <ProblemNotice problem={problem} shownAt={new Set(errors.keys())}>
            {problem.code === 'change_order_required' && (
              <Button size="xs" variant="default" component={Link} href={`${back}/change-orders/new`}>
                Make a change order
              </Button>
            )}
          </ProblemNotice>
        )}
        <PlanFoot
          draft={draft}
          sums={sums}
          errors={errors}
          back={back}
          dirty={plan.dirty}
          busy={plan.busy}
          toChoose={plan.toChoose}
          onDiscard={plan.discard}
          onShowError={showError}
        />
      </Stack>
      {detailed !== undefined && (
        <PlanRowDrawer
          row={detailed}
          at={at}
          draft={draft}
          errors={errors}
          advice={advice.byRow.get(detailed.key) ?? []}
          change={change}
          onClose={() => setDetailsOf(null)}
        />
      )}
    </form>
  )
}

interface KeptNoticeProps {
  /** They were sent without an answer. */
  readonly asked: boolean
  readonly busy: boolean
  readonly onDrop: () => void
}

function KeptNotice({ asked, busy, onDrop }: KeptNoticeProps) {
  return (
    <Alert
      color="blue"
      variant="light"
      icon={<IconDeviceFloppy size={20} />}
      title="Your unsaved changes are here"
    >
      <Group gap="md" justify="space-between">
        <Text size="sm">
          This tab kept them when you left this page.{' '}
          {asked ? 'Milepost did not say whether they are saved.' : 'They are not saved yet.'}
        </Text>
        <Button size="xs" variant="default" disabled={busy} onClick={onDrop}>
          Drop them
        </Button>
      </Group>
    </Alert>
  )
}
