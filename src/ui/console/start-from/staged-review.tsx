import { Alert, Button, Group, List, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { resolveRatios } from '../../../http/contract/ratios'
import type { StagedScheduleView } from '../../../http/contract/staged'
import { digitsOf, fromMinor, toMinor } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { moneyText, shareText } from '../../parts/money-text'
import { ScheduledTotal } from '../../parts/scheduled-total'
import { ratioOf } from '../../parts/share-ratio'
import { MasterSelect } from '../masters/master-select'
import { type GivenAnswer, StagedQuestions } from './staged-questions'
import classes from './start-from.module.css'

interface StagedReviewProps {
  readonly staged: StagedScheduleView
  /** With what was answered here. */
  readonly onContinue: (answered: StagedScheduleView) => void
  readonly onAgain: () => void
  /** Answers that were given about the same words; null where questions can't be answered here. */
  readonly answers: readonly GivenAnswer[] | null
  readonly busy: boolean
  readonly onAnswers: (answers: readonly GivenAnswer[]) => void
}

type Milestone = NonNullable<StagedScheduleView['draft']['milestones']>[number]

/** Each milestone's amount in minor units: shares together, of the contract; null where it is not known yet. */
function amountsOf(
  milestones: readonly Milestone[],
  contract: bigint | null,
  digits: number,
): (bigint | null)[] {
  const shares = milestones.flatMap(({ share }, place) => {
    const ratio = share === undefined ? null : ratioOf(share)
    return ratio === null ? [] : [{ place, ratio }]
  })
  const resolved = contract === null ? [] : resolveRatios(contract, shares)
  const byPlace = new Map(shares.map(({ place }, at) => [place, resolved[at] ?? null]))
  return milestones.map(({ amount }, place) =>
    amount === undefined ? (byPlace.get(place) ?? null) : toMinor(amount.amount, digits),
  )
}

function Understood({ understood }: Pick<StagedScheduleView, 'understood'>) {
  if (understood.length === 0) return null
  return (
    <section aria-label="What was understood">
      <Title order={3} mb="xs">
        What was understood
      </Title>
      <dl className={classes['understood']}>
        {understood.map(({ text, meaning, pointer }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn once for each reading
          <div key={`${pointer} ${place}`}>
            <dt>“{text}”</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const isOfCustomer = (pointer: string): boolean => pointer === '/customer' || pointer.startsWith('/customer/')

/** The reading with the customer that was chosen; its question is settled by it. */
function answered(staged: StagedScheduleView, customerId: string | null): StagedScheduleView {
  if (customerId === null) return staged
  return {
    ...staged,
    draft: { ...staged.draft, customer: { quickbooksId: customerId } },
    questions: staged.questions.filter(({ pointer }) => !isOfCustomer(pointer)),
  }
}

/** What was read, before anything is saved: the plan to the cent, what was understood, and what is asked. */
export function StagedReview({ staged, onContinue, onAgain, answers, busy, onAnswers }: StagedReviewProps) {
  const [customerId, setCustomerId] = useState<string | null>(null)
  const { draft, questions, rowErrors, notes } = staged
  const milestones = draft.milestones ?? []
  const currency =
    draft.contractValue?.currency ?? milestones.find((each) => each.amount)?.amount?.currency ?? null
  const digits = currency === null ? 2 : digitsOf(currency)
  const contract = draft.contractValue === undefined ? null : toMinor(draft.contractValue.amount, digits)
  const amounts = amountsOf(milestones, contract, digits)
  // A vendor's empty offer is no start; a sentence may say the terms alone.
  const usable = milestones.length > 0 || staged.source.kind === 'text'
  const known = amounts.filter((amount) => amount !== null)
  const money = (units: bigint) =>
    currency === null ? '' : moneyText({ amount: fromMinor(units, digits), currency })
  return (
    <Stack gap="lg">
      {rowErrors.length > 0 && (
        <Alert
          color="red"
          variant="light"
          icon={<IconAlertTriangle size={20} />}
          title={
            rowErrors.length === 1 ? 'One row can’t be read' : `${rowErrors.length} places can’t be read`
          }
        >
          <List size="sm">
            {rowErrors.map(({ row, pointer, detail }) => (
              <List.Item key={`${row} ${pointer} ${detail}`}>
                {detail.startsWith(`Row ${row},`) ? (
                  detail
                ) : (
                  <>
                    <b>Row {row}</b>: {detail}
                  </>
                )}
              </List.Item>
            ))}
          </List>
          <Text size="sm" mt="xs">
            Nothing was saved. Mend the table and read it again, or go on and fill in what is missing in the
            builder.
          </Text>
        </Alert>
      )}
      <StagedQuestions
        questions={questions}
        answers={answers}
        busy={busy}
        onAnswers={onAnswers}
        fieldOf={(pointer) =>
          isOfCustomer(pointer) && (
            <MasterSelect
              kind="customers"
              label="Customer in QuickBooks"
              value={customerId}
              onChange={setCustomerId}
            />
          )
        }
      />
      {milestones.length > 0 && (
        <Paper withBorder component="section" aria-label="The plan as read">
          <Table.ScrollContainer minWidth={260}>
            <Table className={classes['plan'] ?? ''}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Milestone</Table.Th>
                  <Table.Th>Share</Table.Th>
                  <Table.Th>Amount</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {milestones.map((milestone, place) => {
                  const amount = amounts[place] ?? null
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: read once, never moved
                    <Table.Tr key={place}>
                      <Table.Td>
                        <Text fw={600}>{milestone.name ?? 'No name yet'}</Text>
                        {milestone.deliverable && <Text size="xs">{milestone.deliverable}</Text>}
                        {milestone.plannedOn && (
                          <Text size="xs" c="dimmed">
                            planned <Day at={milestone.plannedOn} />
                          </Text>
                        )}
                      </Table.Td>
                      <Table.Td className="tabular">
                        {milestone.share === undefined ? '' : shareText(milestone.share)}
                      </Table.Td>
                      <Table.Td className="tabular">{amount === null ? 'not known' : money(amount)}</Table.Td>
                    </Table.Tr>
                  )
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {contract !== null && currency !== null && known.length === amounts.length && (
            <Group p="md" justify="flex-end">
              <ScheduledTotal
                scheduled={known.reduce((sum, amount) => sum + amount, 0n)}
                contract={contract}
                currency={currency}
                digits={digits}
              />
            </Group>
          )}
        </Paper>
      )}
      <Understood understood={staged.understood} />
      {notes.length > 0 && (
        <List size="sm" c="dimmed">
          {notes.map((note) => (
            <List.Item key={note}>{note}</List.Item>
          ))}
        </List>
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={onAgain}>
          Start again
        </Button>
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            Nothing is saved yet.
          </Text>
          {usable && (
            <Button loading={busy} onClick={() => onContinue(answered(staged, customerId))} data-autofocus>
              Continue in the builder
            </Button>
          )}
        </Group>
      </Group>
    </Stack>
  )
}
