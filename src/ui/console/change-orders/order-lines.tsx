import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { ChangeOrderLineView, MilestoneFactsView } from '../../../http/contract/change-order'
import { dayText } from '../../parts/day-text'
import { moneyText } from '../../parts/money-text'
import classes from './order-lines.module.css'
import { Effect } from './order-sums'

const ops = { add: 'Added', change: 'Changed', remove: 'Removed' } as const

interface Difference {
  readonly name: string
  readonly before: string | null
  readonly after: string
}

const listText = (lines: readonly string[]) => (lines.length === 0 ? 'none' : lines.join(' · '))
const daysText = ({ plannedFrom, plannedOn }: MilestoneFactsView) =>
  plannedOn === null
    ? 'no date'
    : plannedFrom === null
      ? dayText(plannedOn)
      : `${dayText(plannedFrom)} – ${dayText(plannedOn)}`

const fields: readonly (readonly [string, (facts: MilestoneFactsView) => string])[] = [
  ['Name', (facts) => facts.name],
  ['Amount', (facts) => `${moneyText(facts.amount)}${facts.shareOf === null ? '' : ` (${facts.shareOf})`}`],
  ['Deliverable', (facts) => facts.deliverable ?? 'none'],
  ['Criteria', (facts) => listText(facts.criteria)],
  ['Planned', daysText],
  ['Evidence', (facts) => listText(facts.evidenceRequired)],
  ['Notes', (facts) => facts.description ?? 'none'],
]

/** What a line changes, field by field; of an added milestone everything that is said. */
export function differencesOf(line: Pick<ChangeOrderLineView, 'before' | 'after'>): Difference[] {
  const { before, after } = line
  if (after === null) return []
  return fields.flatMap(([name, text]): Difference[] => {
    const now = text(after)
    if (before !== null) return text(before) === now ? [] : [{ name, before: text(before), after: now }]
    return name === 'Name' || now === 'none' || now === 'no date' ? [] : [{ name, before: null, after: now }]
  })
}

interface OrderLinesProps {
  readonly dealId: string
  readonly lines: readonly ChangeOrderLineView[]
}

/** Every line with what it was and what it is to be. */
export function OrderLines({ dealId, lines }: OrderLinesProps) {
  return (
    <ul className={classes['list']} aria-label="Lines">
      {lines.map((line) => (
        <li key={`${line.op} ${line.milestoneId ?? line.name}`} className={classes['line']}>
          <Text size="xs" c="dimmed" className={classes['op'] ?? ''}>
            {ops[line.op]}
          </Text>
          <div className={classes['what']}>
            <Text fw={600} td={line.op === 'remove' ? 'line-through' : undefined}>
              {line.milestoneId === null ? (
                line.name
              ) : (
                <Anchor
                  component={Link}
                  href={`/deals/${encodeURIComponent(dealId)}?milestone=${encodeURIComponent(line.milestoneId)}`}
                  c="inherit"
                  fw={600}
                >
                  {line.name}
                </Anchor>
              )}
            </Text>
            {line.op === 'remove' && line.before !== null && (
              <Text c="dimmed">
                {moneyText(line.before.amount)}
                {line.before.shareOf !== null && ` (${line.before.shareOf})`}
              </Text>
            )}
            <dl className={classes['facts']}>
              {differencesOf(line).map(({ name, before, after }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    {before !== null && (
                      <>
                        <s>{before}</s> →{' '}
                      </>
                    )}
                    {after}
                    {name === 'Amount' && line.basis !== null && (
                      <span className={classes['basis']}> {line.basis}</span>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </div>
          <Text className={classes['effect'] ?? ''}>
            <Effect of={line.effect} />
          </Text>
        </li>
      ))}
    </ul>
  )
}
