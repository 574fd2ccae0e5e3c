import { Anchor, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { HistoryEntryView } from '../../../http/contract/deal'
import { exactText, timeText } from '../../parts/day-text'
import classes from './history-list.module.css'
import { changesOf, type Difference, fromWords } from './history-words'

interface HistoryEntryProps {
  readonly entry: HistoryEntryView
  /** The milestone it is about, while it is in the plan. */
  readonly milestone: { readonly id: string; readonly name: string } | null
  readonly onOpen: (milestoneId: string) => void
  readonly children?: ReactNode
}

/** As many as are read at a glance. */
const FIRST = 5

function Change({ name, before, after }: Difference) {
  return (
    <div className={classes['change']}>
      {name !== '' && <dt>{name}</dt>}
      <dd>
        {before !== null && <del>{before}</del>}
        {before !== null && after !== null && <span aria-hidden> → </span>}
        {after !== null && <ins>{after}</ins>}
      </dd>
    </div>
  )
}

/** One sentence, who and from where, and what was before and after. */
export function HistoryEntry({ entry, milestone, onOpen, children }: HistoryEntryProps) {
  const [all, setAll] = useState(false)
  const changed = changesOf(entry)
  const shown = all || changed.length <= FIRST + 1 ? changed : changed.slice(0, FIRST)
  const from = fromWords(entry)
  return (
    <li className={classes['entry']}>
      <time dateTime={entry.at} title={exactText(entry.at)} className={`${classes['time']} tabular`}>
        {timeText(entry.at)}
      </time>
      <div className={classes['what']}>
        <Text>{entry.what}</Text>
        {shown.length > 0 && (
          <dl className={classes['changes']}>
            {shown.map((change) => (
              <Change key={`${change.name} ${change.before} ${change.after}`} {...change} />
            ))}
          </dl>
        )}
        {shown.length < changed.length && (
          <Anchor component="button" type="button" size="xs" onClick={() => setAll(true)}>
            {changed.length - shown.length} more
          </Anchor>
        )}
        <Text size="xs" c="dimmed">
          <span title={`Entry ${entry.number}, sealed ${entry.hash}`}>{entry.who}</span>
          {from !== '' && ` ${from}`}
          {milestone !== null && (
            <>
              {' · '}
              <Anchor component="button" type="button" size="xs" onClick={() => onOpen(milestone.id)}>
                {milestone.name}
              </Anchor>
            </>
          )}
        </Text>
        {children}
      </div>
    </li>
  )
}
