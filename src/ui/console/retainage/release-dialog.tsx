import { Button, Group, Modal, Radio, Skeleton, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFileInvoice } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { MoneyView } from '../../../http/contract/money'
import type { ReleaseView } from '../../../http/contract/retainage'
import { digitsOf, minorOf, typedDecimal } from '../../parts/minor-units'
import { MoneyField } from '../../parts/money-field'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { isStillToDo } from '../api/still-to-do'
import { InvoicePapers } from '../deal/invoice-paper'
import { PreflightList } from '../deal/preflight-list'
import will from '../deal/will-happen.module.css'
import { useRelease, useReleaseAhead } from './use-retainage'

interface ReleaseDialogProps {
  readonly dealId: string
  /** All that may be released. */
  readonly most: MoneyView
  readonly onClose: () => void
}

const PAUSE_MS = 300

/** What is wrong with an amount as typed; null when it may be released. */
function amountError(typed: string, most: MoneyView): string | null {
  const decimal = typedDecimal(typed, digitsOf(most.currency))
  if (decimal === null) return 'An amount, such as 5,000'
  const minor = minorOf({ amount: decimal, currency: most.currency })
  if (minor <= 0n) return 'More than nothing'
  return minor > minorOf(most) ? `At most ${moneyText(most)}: that is all that is held back` : null
}

/** Releases what is held back, or a part of it, after showing exactly how its invoice will read. */
export function ReleaseDialog({ dealId, most, onClose }: ReleaseDialogProps) {
  useFocusBack()
  const [how, setHow] = useState<'all' | 'part'>('all')
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed, PAUSE_MS)
  const wrong = how === 'part' ? amountError(typed, most) : null
  const part = typedDecimal(asked, digitsOf(most.currency))
  const isPart = how === 'part' && part !== null && amountError(asked, most) === null
  const release = useRelease(dealId)
  const amount = isPart ? { amount: part, currency: most.currency } : null
  const ahead = useReleaseAhead(dealId, amount, isStillToDo(release))
  const shown = how === 'part' && !isPart ? null : (ahead.data ?? null)
  // Leaving the field writes the same amount otherwise, which is no other amount.
  const isCurrent = how === 'all' || part === typedDecimal(typed, digitsOf(most.currency))
  const ready =
    shown !== null && wrong === null && isCurrent && !ahead.isFetching && shown.checks.every(({ ok }) => ok)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !release.isPending)
      release.mutate({ amount: shown.amount, held: most.amount }, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="Release retainage"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Radio.Group
            label="How much of it"
            value={how}
            onChange={(value) => setHow(value === 'part' ? 'part' : 'all')}
          >
            <Stack gap="xs" mt="xs">
              <Radio value="all" label={`All that is held back: ${moneyText(most)}`} />
              <Radio value="part" label="A part, and the rest later" />
            </Stack>
          </Radio.Group>
          {how === 'part' && (
            <MoneyField
              label="Release now"
              currency={most.currency}
              digits={digitsOf(most.currency)}
              value={typed}
              onChange={setTyped}
              error={typed === '' ? null : wrong}
            />
          )}
          {ahead.isPending && <Skeleton height={260} aria-hidden="true" />}
          {ahead.isError && <ProblemNotice problem={problemFrom(ahead.error)} />}
          {shown !== null && (
            <>
              <Ahead release={shown} />
              {shown.invoices.map((invoice) => (
                <InvoicePapers key={invoice.customer} preview={invoice} />
              ))}
            </>
          )}
          {release.error !== null && <ProblemNotice problem={problemFrom(release.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={release.isPending} disabled={!ready}>
              {shown === null ? 'Release' : `Release ${moneyText(shown.amount)}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** What will happen, to whom, how much; or what stands in the way, with its mend. */
function Ahead({ release }: { readonly release: ReleaseView }) {
  const failing = release.checks.filter((check) => !check.ok)
  const warnings = release.checks.filter((check) => check.ok && check.mend !== null)
  const names = release.invoices.map((invoice) => invoice.customer).join(' and ')
  const [first] = release.invoices
  return (
    <div className={will['box']} data-held={failing.length > 0 || undefined} aria-live="polite">
      {failing.length > 0 ? (
        <Stack gap="sm">
          <Text fw={600}>It can’t be released before this is mended:</Text>
          <PreflightList checks={failing} />
        </Stack>
      ) : (
        <Text className={will['sentence'] ?? ''}>
          <IconFileInvoice size={20} aria-hidden />
          <span>
            {release.invoices.length === 1 ? 'An invoice' : `${release.invoices.length} invoices`} of{' '}
            <b className="tabular">{moneyText(release.amount)}</b> to {names}. {first?.delivery} It takes
            nothing of the contract: the work is billed.
            {release.left !== null && minorOf(release.left) > 0n && (
              <> Then {moneyText(release.left)} stays held back.</>
            )}
          </span>
        </Text>
      )}
      {failing.length === 0 && warnings.length > 0 && <PreflightList checks={warnings} />}
    </div>
  )
}
