import { Alert, Anchor, Paper, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { hashKey } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { CatchUpView, LinkedView } from '../../../http/contract/catch-up'
import { EmptyState } from '../../parts/empty-state'
import { moneyText } from '../../parts/money-text'
import classes from './catch-up.module.css'
import { CatchUpRow } from './catch-up-row'
import { CatchUpSum } from './catch-up-sum'
import { FoundInvoices } from './found-invoices'
import { invoicesText, type LinkChoice, linkRows, linksOf } from './link-draft'
import { UnlinkButton } from './unlink-button'
import { useLink } from './use-catch-up'

interface ReviewProps {
  readonly dealId: string
  readonly view: CatchUpView
}

interface DoneProps {
  readonly dealId: string
  readonly linked: LinkedView
  /** Those of it that are linked still. */
  readonly invoices: LinkedView['invoices']
  readonly onLetGo: (invoiceId: string) => void
}

/** What was linked a moment ago, and the way back. */
function Done({ dealId, linked, invoices, onLetGo }: DoneProps) {
  const count = invoicesText(invoices.length)
  return (
    <Alert
      color="post"
      icon={<IconCircleCheck size={20} />}
      title={
        invoices.length < linked.invoices.length
          ? `Linked ${count}`
          : `Linked ${count}: ${moneyText(linked.counts)} counts as billed`
      }
      role="status"
    >
      <ul className={classes['done']}>
        {invoices.map((invoice) => (
          <li key={invoice.id}>
            <Text size="sm" span>
              Invoice {invoice.docNumber ?? invoice.quickbooksId} ·{' '}
              {invoice.milestones.map((milestone) => milestone.name).join(', ')}
            </Text>
            <UnlinkButton dealId={dealId} invoice={invoice} onLetGo={onLetGo} />
          </li>
        ))}
      </ul>
      <Anchor component={Link} href={`/deals/${encodeURIComponent(dealId)}`} size="sm">
        See the deal
      </Anchor>
    </Alert>
  )
}

/** Milestones on the left, the invoices that bill them on the right; below, what fits nowhere and why. */
export function CatchUpReview({ dealId, view }: ReviewProps) {
  const [choices, setChoices] = useState<ReadonlyMap<string, LinkChoice>>(new Map())
  /** Linked a moment ago, and unlinked since. */
  const [letGo, setLetGo] = useState<ReadonlySet<string>>(new Set())
  const link = useLink(dealId)
  const rows = linkRows(view, choices)
  const links = linksOf(rows)
  const linkable = view.invoices.filter((invoice) => invoice.whyNot === null)
  const chosen = new Set(rows.map((row) => row.invoiceId))
  const choose = (key: string, choice: LinkChoice) => {
    // While it is on its way, what becomes of it is still to be told.
    if (!link.isPending) link.reset()
    setChoices(new Map([...choices, [key, choice]]))
  }
  // The result stays until something else is chosen or let go.
  const linkedNow = link.data?.invoices.filter(
    (invoice) =>
      !letGo.has(invoice.id) &&
      view.invoices.some((each) => each.invoiceId === invoice.quickbooksId && each.whyNot !== null),
  )
  return (
    <Stack gap="lg">
      {link.data !== undefined && linkedNow !== undefined && linkedNow.length > 0 && (
        <Done
          dealId={dealId}
          linked={link.data}
          invoices={linkedNow}
          onLetGo={(invoiceId) => setLetGo((gone) => new Set([...gone, invoiceId]))}
        />
      )}
      {rows.length === 0 ? (
        <Paper withBorder>
          <EmptyState
            title="Every milestone is billed, or in review"
            detail="There is none that an invoice could still be linked to."
          />
        </Paper>
      ) : (
        <div>
          <Paper withBorder className={classes['review'] ?? ''}>
            <div className={classes['head']} aria-hidden="true">
              <span />
              <span>Milestone</span>
              <span>Invoice in QuickBooks, without tax</span>
              <span>Why</span>
            </div>
            <ul className={classes['list']} aria-label="Milestones and their invoices">
              {rows.map((row) => (
                <CatchUpRow key={row.key} row={row} invoices={linkable} onChoose={choose} />
              ))}
            </ul>
          </Paper>
          <CatchUpSum
            dealId={dealId}
            rows={rows}
            links={links}
            busy={link.isPending}
            isDone={link.isSuccess && letGo.size === 0 && hashKey(link.variables) === hashKey(links)}
            error={link.error}
            onLink={() => {
              setLetGo(new Set())
              link.mutate(links)
            }}
          />
        </div>
      )}
      <FoundInvoices
        title="Invoices without a match"
        invoices={linkable.filter((invoice) => !chosen.has(invoice.invoiceId))}
        say={(invoice) => invoice.note ?? 'Not chosen.'}
      />
      <FoundInvoices
        title="Can’t be linked"
        invoices={view.invoices.filter((invoice) => invoice.whyNot !== null)}
        say={(invoice) => invoice.whyNot ?? ''}
      />
      {view.more && (
        <Text size="sm" c="dimmed">
          The newest thousand invoices are listed.
        </Text>
      )}
    </Stack>
  )
}
