import { ActionIcon, Button, Group, Loader, Menu, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { AttentionView } from '../../../http/contract/deal'
import { Amount } from '../../parts/amount'
import { Ago } from '../../parts/moment'
import { Pill } from '../../parts/status-pill'
import { useHeldFocus } from '../../parts/use-held-focus'
import { may, useMe } from '../api/use-me'
import { EditedDialog } from '../edited/edited-dialog'
import { PlaceDialog } from '../unplaced/place-dialog'
import classes from './attention-row.module.css'
import { attentionWords, type Step, stepOf, whoMay } from './attention-words'
import { draftedAt, useSettle } from './use-settle'

interface AttentionRowProps {
  readonly item: AttentionView
  /** Left out on the deal's own page. */
  readonly withDeal?: boolean
}

function title(item: AttentionView, withDeal: boolean): string {
  return withDeal && item.dealName !== null ? `${item.dealName} · ${item.title}` : item.title
}

function homeOf(item: AttentionView): string | null {
  const step = stepOf(item, 'open')
  return 'go' in step ? step.go : null
}

/** One thing that a person must decide: what, how much, since when, and the action that settles it; a viewer reads. */
export function AttentionRow({ item, withDeal = true }: AttentionRowProps) {
  const settle = useSettle(item)
  const me = useMe()
  const [, go] = useLocation()
  const [open, ask] = useState<Extract<Step, { ask: string }> | null>(null)
  const words = attentionWords[item.kind]
  const href = homeOf(item)
  const row = useRef<HTMLLIElement>(null)
  useHeldFocus(settle.isPending, () => row.current)
  const act = (action: string) => {
    const step = stepOf(item, action)
    if ('go' in step) go(step.go)
    else if ('ask' in step) ask(step)
    else if (!settle.isPending)
      settle.mutate(step.settle, {
        onSuccess: (answer) => {
          const drafted = draftedAt(item, answer)
          if (drafted !== null) go(drafted)
        },
      })
  }
  const able = item.actions.filter(({ action }) => may(me.data, whoMay(item, action).least))
  // A question that is answered yes or no shows both; of other items the first action is the way.
  const shown = able.slice(0, item.kind === 'credited' ? 2 : 1)
  const others = able.slice(shown.length)
  const acting = settle.isPending ? settle.variables : null
  // Someone who works on the deal and may look but not decide is told who may; a viewer only reads.
  const withheld = item.actions.find((each) => !able.includes(each))
  const decides = able.some(({ action }) => whoMay(item, action).words !== '')
  const unable = withheld !== undefined && !decides && may(me.data, 'member')
  const { invoiceId } = item
  return (
    <li ref={row} className={classes['row']} data-row-box>
      {open?.ask === 'edited' && invoiceId && (
        <EditedDialog item={{ ...item, invoiceId }} answer={open.answer} onClose={() => ask(null)} />
      )}
      {open?.ask === 'place' && <PlaceDialog invoiceId={open.invoiceId} onClose={() => ask(null)} />}
      <div className={classes['kind']}>
        <Pill meaning={words.meaning}>{words.word}</Pill>
      </div>
      <div className={classes['what']}>
        <Text fw={600} className={classes['title']}>
          {href === null ? (
            title(item, withDeal)
          ) : (
            <Link href={href} data-row={item.id} className={classes['link'] ?? ''}>
              {title(item, withDeal)}
            </Link>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {item.detail} · <Ago at={item.since} />
        </Text>
        {unable && (
          <Text size="xs" c="dimmed">
            {whoMay(item, withheld.action).words}
          </Text>
        )}
      </div>
      <div className={classes['money']}>{item.money !== null && <Amount of={item.money} fw={600} />}</div>
      <Group gap={4} wrap="nowrap" className={classes['actions']}>
        {shown.map(({ action, label }) => (
          <Button
            key={action}
            size="xs"
            variant="default"
            loading={acting === action}
            disabled={acting !== null && acting !== action}
            onClick={() => act(action)}
          >
            {label}
          </Button>
        ))}
        {others.length === 0 && shown.length < 2 && <span className={classes['nomore']} />}
        {others.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              {/* Never disabled: the focus comes back to it when the menu goes. */}
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-busy={acting !== null}
                aria-label={`More for ${item.title}`}
              >
                {others.some(({ action }) => action === acting) ? (
                  <Loader size={16} color="gray" />
                ) : (
                  <IconDots size={16} aria-hidden />
                )}
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map((other) => (
                <Menu.Item key={other.action} disabled={acting !== null} onClick={() => act(other.action)}>
                  {other.label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
    </li>
  )
}
