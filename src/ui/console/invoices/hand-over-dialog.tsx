import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { InvoicePageView } from '../../../http/contract/invoice'
import { dayText, today } from '../../parts/day-text'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { InvoicePaper } from '../deal/invoice-paper'
import { PreflightList } from '../deal/preflight-list'
import { type HandOver, useHandOver } from './use-invoice'

interface HandOverDialogProps {
  readonly page: InvoicePageView
  readonly how: HandOver
  readonly onClose: () => void
}

/** What will happen, to whom, how much, when. */
export function consequence({ paper, invoice, total }: InvoicePageView, how: HandOver): string {
  const due = paper.dueOn === null ? '' : `, due ${dayText(paper.dueOn)}`
  const amount = moneyText(total ?? invoice.total)
  const to = paper.email ?? 'the address that the invoice has in QuickBooks'
  if (how === 'mark-delivered')
    return `Notes that ${paper.customer} has it on paper. QuickBooks is not told, and nobody is written to.`
  if (invoice.status !== 'prepared')
    return `QuickBooks e-mails invoice ${invoice.docNumber ?? ''} of ${amount} to ${to}. An e-mail can't be taken back.`
  const created = `Creates an invoice for ${paper.customer} of ${amount}${due}, in receivables and income at once.`
  return how === 'post'
    ? `${created} It is not e-mailed.`
    : `${created} QuickBooks then e-mails it to ${to}, which can't be taken back.`
}

export const buttonWords = ({ invoice }: InvoicePageView, how: HandOver): string =>
  how === 'mark-delivered'
    ? 'Mark as handed over'
    : invoice.status !== 'prepared'
      ? 'E-mail it'
      : how === 'post'
        ? 'Generate invoice'
        : 'Generate and e-mail'

/** A step of an invoice that leaves the house, with what will happen before its button. */
export function HandOverDialog({ page, how, onClose }: HandOverDialogProps) {
  useFocusBack()
  const [on, setOn] = useState(today())
  const step = useHandOver(page.invoice.id)
  const failed = page.checks.filter((check) => !check.ok)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (step.isPending || failed.length > 0) return
    step.mutate({ how, ...(how === 'mark-delivered' && { on }) }, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={buttonWords(page, how)}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text>{consequence(page, how)}</Text>
          {failed.length > 0 && <PreflightList checks={failed} />}
          {how === 'mark-delivered' && (
            <TextInput
              type="date"
              label="On which day"
              value={on}
              max={today()}
              onChange={(event) => setOn(event.currentTarget.value)}
            />
          )}
          {page.invoice.status === 'prepared' && <InvoicePaper preview={page.paper} />}
          {step.error !== null && <ProblemNotice problem={problemFrom(step.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={step.isPending} disabled={failed.length > 0}>
              {buttonWords(page, how)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
