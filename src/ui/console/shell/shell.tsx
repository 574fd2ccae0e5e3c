import { Box } from '@mantine/core'
import { type ReactNode, useCallback } from 'react'
import { useAnnounce } from '../../parts/announcer'
import { ProblemNotice } from '../../parts/problem-notice'
import { type Change, useLiveUpdates } from '../api/live-updates'
import { isSignedOut, problemFrom } from '../api/refusal'
import { useMe } from '../api/use-me'
import { KeysAndCommands } from './keys-and-commands'
import classes from './shell.module.css'
import { TopBar } from './top-bar'

function Live() {
  const announce = useAnnounce()
  const onChange = useCallback(
    (change: Change) => {
      if (change.deals.length > 0 || change.every)
        announce(change.deals.length === 1 ? 'A deal was updated' : 'Deals were updated')
    },
    [announce],
  )
  useLiveUpdates(onChange)
  return null
}

/** The frame of every page: the bar above, the page below, live updates and keys behind. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const me = useMe()
  const failed = me.isError && !isSignedOut(me.error)
  return (
    <>
      <a href="#page" className={classes['skip']}>
        Skip to the page
      </a>
      <TopBar me={me.data} />
      <Box component="main" id="page" tabIndex={-1} className={classes['page']}>
        {failed ? (
          <ProblemNotice problem={problemFrom(me.error)} onRetry={() => void me.refetch()} />
        ) : (
          children
        )}
      </Box>
      {me.data !== undefined && <Live />}
      {me.data !== undefined && <KeysAndCommands />}
    </>
  )
}
