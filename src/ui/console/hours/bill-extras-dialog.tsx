import { Button, Checkbox, Group, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { ExtrasPreviewView } from '../../../http/contract/hours'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { isStillToDo } from '../api/still-to-do'
import { InvoicePapers } from '../deal/invoice-paper'
import { PreflightList } from '../deal/preflight-list'
import will from '../deal/will-happen.module.css'
import { type ExtrasChoice, useBillExtras, useExtrasAhead } from './use-hours'

interface DialogProps {
  readonly dealId: string
  /** Costs that were picked; null for hours. */
  readonly costIds: readonly string[] | null
  readonly onClose: () => void
}

/** What will happen, to whom, how much; or what stands in the way, with its mend. */
function Ahead({ preview }: { readonly preview: ExtrasPreviewView }) {
  const failing = preview.checks.filter((check) => !check.ok)
  const names = preview.invoices.map((invoice) => invoice.customer).join(' and ')
  const [first] = preview.invoices
  return (
    <div className={will['box']} data-held={failing.length > 0 || undefined} aria-live="polite">
      {failing.length > 0 ? (
        <Stack gap="sm">
          <Text fw={600}>It can’t be billed before this is mended:</Text>
          <PreflightList checks={failing} />
        </Stack>
      ) : (
        <Text className={will['sentence'] ?? ''}>
          <IconFileInvoice size={20} aria-hidden />
          <span>
            {preview.invoices.length === 1 ? 'An invoice' : `${preview.invoices.length} invoices`} of{' '}
            <b className="tabular">{moneyText(preview.total)}</b> to {names}. {first?.delivery}
            {preview.remainingAfter !== null && (
              <> Then {moneyText(preview.remainingAfter)} is left below the limit.</>
            )}
          </span>
        </Text>
      )}
    </div>
  )
}

/** Bills unbilled hours, or costs that were picked, after showing exactly how the invoice will read. */
export function BillExtrasDialog({ dealId, costIds, onClose }: DialogProps) {
  useFocusBack()
  const [until, setUntil] = useState('')
  const [setNotBillable, setConsent] = useState(true)
  const choice: ExtrasChoice =
    costIds === null
      ? { of: 'hours', until: until === '' ? null : until }
      : { of: 'costs', costIds, setNotBillable }
  const bill = useBillExtras(dealId)
  const ahead = useExtrasAhead(dealId, choice, isStillToDo(bill))
  const preview = ahead.data ?? null
  const ready =
    preview !== null && preview.lines > 0 && !ahead.isFetching && preview.checks.every((check) => check.ok)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !bill.isPending) bill.mutate(choice, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={costIds === null ? 'Bill the hours' : 'Bill the costs'}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {costIds === null ? (
            <TextInput
              type="date"
              label="Only hours up to"
              description="Left empty: all that nothing bills yet."
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
              maw={240}
            />
          ) : (
            <Checkbox
              label="Set these costs not billable in QuickBooks once they are on the invoice"
              description="QuickBooks can’t be told that they are billed. Without this it offers them again."
              checked={setNotBillable}
              onChange={(event) => setConsent(event.currentTarget.checked)}
            />
          )}
          {ahead.isPending && <Skeleton height={220} aria-hidden="true" />}
          {ahead.isError && <ProblemNotice problem={problemFrom(ahead.error)} />}
          {preview !== null && preview.lines === 0 && <Text>No hours wait to be billed up to that day.</Text>}
          {preview !== null && preview.lines > 0 && (
            <>
              <Ahead preview={preview} />
              {preview.invoices.map((invoice) => (
                <InvoicePapers key={invoice.customer} preview={invoice} />
              ))}
            </>
          )}
          {bill.error !== null && <ProblemNotice problem={problemFrom(bill.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={bill.isPending} disabled={!ready}>
              {preview === null || preview.lines === 0 ? 'Bill' : `Bill ${moneyText(preview.total)}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
