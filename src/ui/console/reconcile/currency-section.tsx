import { Paper, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { SummedIdentityView, TieOutSectionView } from '../../../http/contract/tie-out'
import { Amount } from '../../parts/amount'
import { minorOf } from '../../parts/minor-units'
import { Ago } from '../../parts/moment'
import classes from './currency-section.module.css'
import { identityTitles, sectionWords } from './reconcile-words'

/** One currency of the workspace: in words, and its five sums. */
export function CurrencySection({ section }: { readonly section: TieOutSectionView }) {
  const holds = section.holds === section.deals
  const Mark = holds ? IconCheck : IconAlertTriangle
  return (
    <Paper withBorder p="md" component="section" aria-label={`All deals in ${section.currency}`}>
      <div className={classes['head']} data-holds={holds}>
        <Mark size={20} aria-hidden />
        <div>
          <Title order={2} size="h4">
            {section.currency}
          </Title>
          <Text>
            {sectionWords(section)}
            {section.oldest !== null && (
              <>
                {' '}
                The oldest was seen <Ago at={section.oldest} />.
              </>
            )}
          </Text>
        </div>
      </div>
      <div className={classes['grid']}>
        {section.identities.map((identity) => (
          <Sums key={identity.id} identity={identity} />
        ))}
      </div>
    </Paper>
  )
}

/** Two ways to one sum, the whole workspace's. */
function Sums({
  identity: { id, left, right, difference, holds },
}: {
  readonly identity: SummedIdentityView
}) {
  const shown = right.filter(({ amount }) => amount === null || minorOf(amount) !== 0n)
  return (
    <dl className={classes['sums']}>
      <Text size="xs" c="dimmed" component="dt" className={classes['title'] ?? ''}>
        {identityTitles[id]}
      </Text>
      <dd hidden />
      <div>
        <dt>{left.name}</dt>
        <dd>
          <Amount of={left.amount} fw={600} />
        </dd>
      </div>
      {shown.map(({ name, amount }) => (
        <div key={name}>
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
  )
}
