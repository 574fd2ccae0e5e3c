import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import type { DepositView } from '../../../http/contract/deposit'
import { Amount } from '../../parts/amount'
import { Figure } from '../../parts/figure'
import { minorOf } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { DepositBillDialog } from './deposit-bill-dialog'
import classes from './deposit-panel.module.css'
import { agreedWords, comesBackWords, stateWords } from './deposit-words'
import { useDeposit } from './use-deposit'

interface DepositPanelProps {
  readonly page: DealPageView
  /** Whether the dialog that bills it is open; it lives in the address. */
  readonly billing: boolean
  readonly onBill: () => void
  readonly onClose: () => void
}

/** Money billed before work: what is agreed, how far it is billed and paid, and what came back of it. */
export function DepositPanel({ page, billing, onBill, onClose }: DepositPanelProps) {
  const dealId = page.deal.id
  const reading = useDeposit(dealId, [page.state?.version, page.figures])
  const me = useMe()
  const deposit = reading.data
  if (page.schedule === null) return null
  // A schedule without a deposit, which never had one, says nothing of it.
  const isAgreed = page.schedule.deposit !== undefined && page.schedule.deposit !== null
  if (!isAgreed && (deposit === undefined || deposit.invoices.length === 0)) return null
  const left = deposit !== undefined && deposit.mode === 'advance' && minorOf(deposit.left) > 0n
  const bills = left && may(me.data, 'bookkeeper') && !page.deal.archived
  return (
    <Paper withBorder p="md" component="section" aria-label="Deposit">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="sm">
          <Title order={2} size="h3">
            Deposit
          </Title>
          {bills && (
            <Button variant="default" size="xs" onClick={onBill}>
              Bill the deposit…
            </Button>
          )}
        </Group>
        {reading.isPending && <Skeleton height={88} aria-hidden="true" />}
        {reading.isError && (
          <ProblemNotice problem={problemFrom(reading.error)} onRetry={() => void reading.refetch()} />
        )}
        {deposit !== undefined && <DepositFacts deposit={deposit} />}
        {left && !bills && (
          <Text size="xs" c="dimmed">
            A bookkeeper, an admin or the owner can bill it.
          </Text>
        )}
      </Stack>
      {billing && bills && <DepositBillDialog dealId={dealId} deposit={deposit} onClose={onClose} />}
    </Paper>
  )
}

function DepositFacts({ deposit }: { readonly deposit: DepositView }) {
  const underWay = minorOf(deposit.drawnUnderWay) > 0n
  const isAdvance = deposit.mode === 'advance'
  return (
    <>
      <Text>
        {agreedWords(deposit)} {comesBackWords(deposit)}
      </Text>
      {deposit.mode !== 'income' && (
        <div className={classes['figures']}>
          {isAdvance && (
            <Figure label="Billed" of={deposit.billed}>
              {minorOf(deposit.left) > 0n ? `${moneyText(deposit.left)} left to bill` : 'all of it'}
            </Figure>
          )}
          <Figure label="Paid" of={deposit.paid}>
            net of tax
          </Figure>
          <Figure label={isAdvance ? 'Drawn' : 'Became income'} of={deposit.drawn}>
            {underWay ? `${moneyText(deposit.drawnUnderWay)} more on its way` : 'on later invoices'}
          </Figure>
          <Figure label="Held" of={deposit.held}>
            billed, not {isAdvance ? 'drawn' : 'earned'} yet
          </Figure>
        </div>
      )}
      {deposit.invoices.length > 0 && (
        <ul className={classes['list']}>
          {deposit.invoices.map((invoice) => (
            <li
              key={invoice.intentId}
              className={classes['row']}
              data-gone={invoice.state === 'gone' || undefined}
            >
              <span>
                <InvoiceName invoice={invoice} />
                {invoice.customer !== null && <> · {invoice.customer}</>}
              </span>
              <Text span size="xs" c="dimmed">
                {settledWords(invoice)}
              </Text>
              <Amount of={invoice.amount} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

type Invoice = DepositView['invoices'][number]

/** "Paid", "Not paid", or how much of it; before that, how far the invoice is. */
function settledWords({ state, paid, effective }: Invoice): string {
  if (state !== 'effective') return stateWords[state]
  if (paid === null || effective === null) return 'How much of it is paid is unknown'
  if (minorOf(effective) > 0n && minorOf(paid) === minorOf(effective)) return 'Paid'
  return minorOf(paid) === 0n ? 'Not paid' : `${moneyText(paid)} paid`
}

/** Its number, and the way to its page. */
function InvoiceName({ invoice }: { readonly invoice: Invoice }) {
  const words = invoice.docNumber === null ? 'Invoice' : `Invoice ${invoice.docNumber}`
  return (
    <Anchor component={Link} href={`/invoices/${encodeURIComponent(invoice.intentId)}`} inherit>
      {words}
    </Anchor>
  )
}
