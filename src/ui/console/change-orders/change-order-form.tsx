import { Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useMemo, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { ChangeOrderView } from '../../../http/contract/change-order'
import type { DealPageView } from '../../../http/contract/deal'
import { HeldWhile } from '../../parts/held-while'
import { fromMinor, minorOf } from '../../parts/minor-units'
import { ProblemNotice } from '../../parts/problem-notice'
import { StaleNotice } from '../../parts/stale-notice'
import { isStale, problemFrom, Refusal } from '../api/refusal'
import { PageTitle } from '../shell/page-title'
import classes from './change-order-form.module.css'
import { ordersHref } from './change-order-list'
import { LineFields } from './line-fields'
import { MilestoneFate } from './milestone-fate'
import {
  type AddedRow,
  draftOf,
  effectOf,
  errorsByRow,
  type Fate,
  inputOf,
  newAdded,
  type OrderDraft,
} from './order-draft'
import { OrderSums } from './order-sums'
import { useSaveOrder } from './use-change-order'

interface ChangeOrderFormProps {
  readonly page: DealPageView
  /** Null for a new one. */
  readonly order: ChangeOrderView | null
}

/** What changes, and what does the contract sum become? Written here, without any effect yet. */
export function ChangeOrderForm({ page, order }: ChangeOrderFormProps) {
  // What was read when writing began stays the base: a live update pulls no floor away.
  const [base] = useState({ page, order })
  const [draft, setDraft] = useState(() => draftOf(base.page, base.order))
  const save = useSaveOrder(page.deal.id, base.order)
  const [, go] = useLocation()
  const milestones = base.page.milestones.filter((milestone) => milestone.workStatus !== 'cancelled')
  const { body, rows } = useMemo(() => inputOf(draft, milestones), [draft, milestones])
  const refused = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errors = errorsByRow(refused, rows)
  const errorAt = (row: string) => (field: string) => errors.get(`${row} ${field}`) ?? null
  const set = (change: Partial<OrderDraft>) => setDraft((held) => ({ ...held, ...change }))
  const setFate = (id: string, fate: Fate | null) =>
    setDraft((held) => {
      const fates = new Map(held.fates)
      if (fate === null) fates.delete(id)
      else fates.set(id, fate)
      return { ...held, fates }
    })
  const setAdded = (key: string, change: (row: AddedRow) => AddedRow) =>
    set({ added: draft.added.map((row) => (row.key === key ? change(row) : row)) })
  const back =
    base.order === null
      ? `/deals/${encodeURIComponent(page.deal.id)}?tab=change-orders`
      : orderHref(base.order)
  const write = (over: boolean) =>
    save.mutate({ body, over }, { onSuccess: (saved) => go(orderHref(saved), { replace: true }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    write(false)
  }
  const stale = isStale(save.error)
  const before = base.page.figures?.contractSum ?? null
  const effect = effectOf(draft, milestones)
  const money = (minor: bigint) => ({ amount: fromMinor(minor, draft.digits), currency: draft.currency })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Stack gap={0}>
          <PageTitle>{base.order === null ? 'New change order' : `Edit ${base.order.name}`}</PageTitle>
          <Text c="dimmed">
            {[page.deal.name, page.deal.company].filter((part) => part !== null).join(' · ')} · nothing moves
            until the client approves
          </Text>
        </Stack>
        <HeldWhile saving={save.isPending || save.isSuccess} gap="lg">
          <Textarea
            label="Why"
            description="The client reads this first: what was asked for, by whom."
            required
            value={draft.reason}
            error={errors.get('reason') ?? null}
            onChange={(event) => set({ reason: event.currentTarget.value })}
            maxLength={2000}
            autosize
            minRows={2}
            maw={720}
          />
          <Paper withBorder component="section" aria-label="Added milestones">
            <Title order={2} p="md" pb="sm">
              Added
            </Title>
            <ul className={classes['list']}>
              {draft.added.map((row) => (
                <li key={row.key} className={classes['line']} data-fate="added">
                  <LineFields
                    words={row.words}
                    money={row.money}
                    draft={draft}
                    errorAt={errorAt(row.key)}
                    focus={row.words.name === ''}
                    onWords={(change) =>
                      setAdded(row.key, (held) => ({ ...held, words: { ...held.words, ...change } }))
                    }
                    onMoney={(change) =>
                      setAdded(row.key, (held) => ({ ...held, money: { ...held.money, ...change } }))
                    }
                  />
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    w="fit-content"
                    leftSection={<IconTrash size={14} aria-hidden />}
                    onClick={() => set({ added: draft.added.filter((other) => other.key !== row.key) })}
                  >
                    Don’t add {row.words.name.trim() || 'this one'}
                  </Button>
                </li>
              ))}
            </ul>
            <div className={classes['add']}>
              <Button
                variant="subtle"
                size="compact-sm"
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => set({ added: [...draft.added, newAdded()] })}
              >
                Add a milestone
              </Button>
            </div>
          </Paper>
          {milestones.length > 0 && (
            <Paper withBorder component="section" aria-label="Milestones as agreed">
              <Title order={2} p="md" pb="sm">
                As agreed
              </Title>
              <ul className={classes['list']}>
                {milestones.map((milestone) => (
                  <MilestoneFate
                    key={milestone.id}
                    milestone={milestone}
                    fate={draft.fates.get(milestone.id)}
                    draft={draft}
                    errorAt={errorAt(milestone.id)}
                    onFate={(fate) => setFate(milestone.id, fate)}
                  />
                ))}
              </ul>
            </Paper>
          )}
        </HeldWhile>
        {stale && (
          <StaleNotice what="This change order">
            <Group gap="sm">
              <Button size="xs" variant="default" component={Link} href={back}>
                Show theirs, drop mine
              </Button>
              <Button size="xs" loading={save.isPending} onClick={() => write(true)}>
                Keep mine and save
              </Button>
            </Group>
          </StaleNotice>
        )}
        {save.error !== null && !stale && (
          <ProblemNotice
            problem={problemFrom(save.error)}
            shownAt={new Set(refused.filter(({ pointer }) => isShown(pointer)).map((each) => each.pointer))}
          />
        )}
        <div className={classes['foot']}>
          {before !== null && (
            <OrderSums
              small
              before={before}
              effect={effect === null ? null : money(effect)}
              after={effect === null ? null : money(minorOf(before) + effect)}
              afterLabel="If approved"
            />
          )}
          <Group gap="sm" ml="auto">
            <Text size="xs" c="dimmed">
              {missingWords(body)}
            </Text>
            <Button variant="default" component={Link} href={back}>
              Discard
            </Button>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={stale || body.lines.length === 0 || body.reason === ''}
            >
              Save the draft
            </Button>
          </Group>
        </div>
      </Stack>
    </form>
  )
}

export const orderHref = (order: Pick<ChangeOrderView, 'id' | 'dealId'>) =>
  `${ordersHref(order.dealId)}/${order.id}`

/** What is still to be said before it can be saved. */
function missingWords({
  reason,
  lines,
}: {
  readonly reason: string
  readonly lines: readonly unknown[]
}): string {
  if (lines.length === 0) return 'Add, change or remove a milestone.'
  return reason === '' ? 'Say why.' : ''
}

/** Whether a field of the form shows what is wrong there. */
const isShown = (pointer: string): boolean =>
  pointer === '/reason' ||
  /^\/lines\/\d+\/(milestoneId|set|quantity|unitPrice|milestone\/\w+|set\/\w+)/.test(pointer)
