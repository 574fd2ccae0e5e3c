import { Text } from '@mantine/core'
import { Ago, Day } from '../../parts/moment'

interface FreshnessProps {
  /** The day as of which something is late, `YYYY-MM-DD`. */
  readonly today: string
  /** When QuickBooks was read last; null never. */
  readonly readAt: string | null
}

/** As of which day, and how old what is shown can be. */
export function Freshness({ today, readAt }: FreshnessProps) {
  return (
    <Text size="sm" c="dimmed" mih={20}>
      As of <Day at={today} />, with tax · QuickBooks was{' '}
      {readAt === null ? (
        'never read'
      ) : (
        <>
          read <Ago at={readAt} />
        </>
      )}
    </Text>
  )
}
