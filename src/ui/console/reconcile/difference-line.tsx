import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { OpenDifferenceView } from '../../../http/contract/tie-out'
import { Amount } from '../../parts/amount'
import { minorOf } from '../../parts/minor-units'
import { Ago } from '../../parts/moment'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import classes from './difference-line.module.css'
import { NamedWords } from './document-link'
import { TakeDialog } from './take-dialog'
import { useTaking } from './use-reconcile'

interface DifferenceLineProps {
  readonly dealId: string
  readonly difference: OpenDifferenceView
}

/** An open difference: what, how much, since when, whose it is, and the button that makes it mine. */
export function DifferenceLine({ dealId, difference }: DifferenceLineProps) {
  const { what, amount, document, since, owner } = difference
  const [asking, ask] = useState(false)
  const taking = useTaking(dealId)
  const canTake = may(useMe().data, 'bookkeeper')
  const changed =
    owner !== null &&
    (owner.amount === null) === (amount === null) &&
    owner.amount !== null &&
    amount !== null &&
    minorOf(owner.amount) !== minorOf(amount)
  return (
    <li className={classes['line']}>
      <div className={classes['words']}>
        <Text size="sm" className={classes['what'] ?? ''}>
          <NamedWords what={what} of={document} />
        </Text>
        <Text size="xs" c="dimmed" className={classes['what'] ?? ''}>
          {since !== null && (
            <>
              seen <Ago at={since} />
              {' · '}
            </>
          )}
          {owner === null ? (
            'nobody looks into it yet'
          ) : (
            <>
              {owner.mine ? 'you' : owner.who} took it on <Ago at={owner.since} />
              {owner.note !== null && <>: “{owner.note}”</>}
              {changed && owner.amount !== null && (
                <>
                  {' · it was '}
                  <Amount of={owner.amount} /> then
                </>
              )}
            </>
          )}
        </Text>
        {taking.isError && (
          <Text size="xs" c="var(--mp-risk-ink)" role="alert">
            {problemFrom(taking.error).detail}
          </Text>
        )}
      </div>
      <Amount of={amount} fw={600} className={classes['amount'] ?? ''} />
      {canTake && (
        <Group gap={4} className={classes['acts'] ?? ''} wrap="nowrap">
          {owner?.mine === true && (
            <Button
              size="compact-xs"
              variant="subtle"
              loading={taking.isPending}
              onClick={() => taking.mutate({ difference, note: null })}
            >
              Let go
            </Button>
          )}
          <Button size="compact-xs" variant="default" disabled={taking.isPending} onClick={() => ask(true)}>
            {owner === null ? 'I look into it' : owner.mine ? 'Change the note' : 'Take over'}
          </Button>
        </Group>
      )}
      {asking && <TakeDialog dealId={dealId} difference={difference} onClose={() => ask(false)} />}
    </li>
  )
}
