import { Paper, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { DealPageView } from '../../../http/contract/deal'
import type { TieOutView } from '../../../http/contract/tie-out'
import { Amount } from '../../parts/amount'
import { minorOf } from '../../parts/minor-units'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useCall } from '../api/call-context'
import { problemFrom } from '../api/refusal'
import classes from './tie-out.module.css'

type Identity = TieOutView['identities'][number]

/** Whether the deal's figures come out against QuickBooks' documents, and what they are made of. */
export function TieOutTab({ page }: { readonly page: DealPageView }) {
  const call = useCall()
  const dealId = page.deal.id
  const reading = useQuery({
    queryKey: ['tie-out', dealId, page.figures],
    queryFn: ({ signal }) => call('GET /deals/{dealId}/tie-out', { params: { dealId }, signal }),
  })
  if (reading.isError)
    return <ProblemNotice problem={problemFrom(reading.error)} onRetry={() => void reading.refetch()} />
  if (reading.data === undefined) return <RowSkeletons rows={6} />
  const { identities, holds } = reading.data
  return (
    <Stack gap="md">
      <Text className={classes['verdict'] ?? ''} data-holds={holds}>
        {holds ? <IconCheck size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />}
        <span>
          {holds
            ? 'The figures of this deal come out against QuickBooks’ documents, to the cent.'
            : 'Something does not come out, or is not known yet. Each difference is named below.'}
        </span>
      </Text>
      <div className={classes['grid']}>
        {identities.map((identity) => (
          <IdentityPanel
            key={`${identity.id} ${identity.document?.quickbooksId ?? ''}`}
            identity={identity}
          />
        ))}
      </div>
    </Stack>
  )
}

/** What is held against what. */
const titles: Readonly<Record<Identity['id'], string>> = {
  A: 'The contract',
  B: 'What was invoiced',
  C: 'How it was settled',
  D: 'A credit memo',
  E: 'A payment',
}

function IdentityPanel({ identity }: { readonly identity: Identity }) {
  const { left, right, difference, holds, items } = identity
  const shown = right.filter(({ amount }) => amount === null || minorOf(amount) !== 0n)
  return (
    <Paper withBorder p="md" component="section" aria-label={`${titles[identity.id]}: ${left.name}`}>
      <Text size="xs" c="dimmed">
        {titles[identity.id]}
      </Text>
      <dl className={classes['sum']}>
        <dt>{left.name}</dt>
        <dd>
          <Amount of={left.amount} fw={600} />
        </dd>
        {shown.map(({ name, amount }) => (
          <div key={name} className={classes['term']}>
            <dt>{name}</dt>
            <dd>
              <Amount of={amount} />
            </dd>
          </div>
        ))}
        {!holds && (
          <div className={classes['difference']}>
            <dt>Difference</dt>
            <dd>
              <Amount of={difference} fw={600} />
            </dd>
          </div>
        )}
      </dl>
      {items.length > 0 && (
        <ul className={classes['items']}>
          {items.map(({ what, amount, document }, at) => (
            // Two lines of one invoice may read the same.
            // biome-ignore lint/suspicious/noArrayIndexKey: they are never reordered
            <li key={at}>
              <span>
                {what}
                {document?.kind === 'Invoice' &&
                  document.number !== null &&
                  !what.includes(document.number) && (
                    <Text span inherit c="dimmed">
                      {' '}
                      · invoice {document.number}
                    </Text>
                  )}
              </span>
              <Amount of={amount} />
            </li>
          ))}
        </ul>
      )}
    </Paper>
  )
}
