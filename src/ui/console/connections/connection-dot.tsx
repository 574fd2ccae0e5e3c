import { Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useCall } from '../api/call-context'
import classes from './connection-dot.module.css'
import { looks, worstOf } from './connection-looks'

/** Whether both vendors are well, seen from every page: a ring; filled, with words, when one is not. */
export function ConnectionDot() {
  const call = useCall()
  const connections = useQuery({
    queryKey: ['connections'],
    queryFn: ({ signal }) => call('GET /connections', { signal }),
    staleTime: 30_000,
  })
  const worst = worstOf(connections.data?.items ?? [])
  const words =
    connections.data === undefined ? 'Connections' : (worst?.health.title ?? 'Connections are well')
  return (
    <Tooltip label={words}>
      <Link href="/connections" className={classes['dot'] ?? ''} aria-label={words}>
        <span
          className={classes['ring']}
          data-meaning={worst === null ? 'well' : looks[worst.health.state].meaning}
        />
      </Link>
    </Tooltip>
  )
}
