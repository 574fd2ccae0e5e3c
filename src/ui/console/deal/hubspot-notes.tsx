import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import { Pill } from '../../parts/status-pill'
import { otherAmount } from './hubspot-words'

const hrefOf = (id: string) => `/deals/${encodeURIComponent(id)}`

/** What HubSpot says that the plan does not: another amount, and deals that were merged while both had plans. */
export function HubSpotNotes({ page }: { readonly page: DealPageView }) {
  const { attention, mergedInto, keptBeside } = page
  const amount = otherAmount(page)
  const asked = attention.some(({ kind }) => kind === 'deal_amount_differs')
  return (
    <>
      {amount !== null && (
        <Group gap="xs" my={4}>
          {asked ? (
            <Pill meaning="waiting">{`HubSpot says ${amount}`}</Pill>
          ) : (
            <Text c="dimmed" size="sm">
              HubSpot says {amount}
            </Text>
          )}
        </Group>
      )}
      {mergedInto !== null && (
        <Text size="sm">
          This deal was merged into{' '}
          <Anchor component={Link} href={hrefOf(mergedInto.id)} inherit underline="always">
            {mergedInto.name}
          </Anchor>
          , which has a plan of its own. What was billed here is still followed, and what is held back of it
          is released here; what is left is planned there.
        </Text>
      )}
      {keptBeside.map((other) => (
        <Text key={other.id} size="sm">
          A second plan is kept beside this one:{' '}
          <Anchor component={Link} href={hrefOf(other.id)} inherit underline="always">
            {other.name}
          </Anchor>
          , a deal that was merged into this one in HubSpot.
        </Text>
      ))}
    </>
  )
}
