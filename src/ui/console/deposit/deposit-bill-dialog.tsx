import { Button, Group, Modal, Radio, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFileInvoice } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { DepositView } from '../../../http/contract/deposit'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { shareError, shareInput } from '../../parts/typed-share'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { isStillToDo } from '../api/still-to-do'
import { InvoicePapers } from '../deal/invoice-paper'
import { aheadSentence, makeWords } from '../deal/invoices-ahead'
import { PreflightList } from '../deal/preflight-list'
import will from '../deal/will-happen.module.css'
import { useBillDeposit, useDepositAhead } from './use-deposit'

interface DepositBillDialogProps {
  readonly dealId: string
  readonly deposit: DepositView
  readonly onClose: () => void
}

const PAUSE_MS = 300

/** Bills the deposit, or a part of it, after showing exactly how its invoice will read. */
export function DepositBillDialog({ dealId, deposit, onClose }: DepositBillDialogProps) {
  useFocusBack()
  const [how, setHow] = useState<'all' | 'part'>('all')
  const [typed, setTyped] = useState('50')
  const [asked] = useDebouncedValue(typed, PAUSE_MS)
  const share = how === 'all' ? null : shareInput(asked)
  const wrong = how === 'part' && shareInput(typed) === null
  const bill = useBillDeposit(dealId)
  const ahead = useDepositAhead(dealId, share, isStillToDo(bill))
  const failing = deposit.checks.filter((check) => !check.ok)
  const preview = ahead.isError ? null : (ahead.data ?? null)
  const isCurrent = !wrong && (how === 'all' || asked === typed) && !ahead.isFetching
  const ready = preview !== null && isCurrent && failing.length === 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready || bill.isPending) return
    bill.mutate({ share, billed: deposit.billed.amount }, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="Bill the deposit"
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
              <Radio value="all" label={`All that is left: ${moneyText(deposit.left)}`} />
              <Radio value="part" label="A part, and the rest later" />
            </Stack>
          </Radio.Group>
          {how === 'part' && (
            <TextInput
              label="Share of the contract to bill now"
              placeholder="50 or 1/2"
              rightSection={typed.includes('/') ? null : '%'}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              error={wrong ? shareError(typed) : null}
              maw={320}
            />
          )}
          <div className={will['box']} data-held={failing.length > 0 || undefined} aria-live="polite">
            {failing.length > 0 ? (
              <Stack gap="sm">
                <Text fw={600}>It can’t be billed before this is mended:</Text>
                <PreflightList checks={failing} />
              </Stack>
            ) : ahead.isPending ? (
              <Skeleton height={40} aria-hidden="true" />
            ) : (
              preview !== null && (
                <Text className={will['sentence'] ?? ''}>
                  <IconFileInvoice size={20} aria-hidden />
                  <span>{aheadSentence(preview)}</span>
                </Text>
              )
            )}
            {failing.length === 0 && ahead.isError && <ProblemNotice problem={problemFrom(ahead.error)} />}
          </div>
          {ahead.isPending && <Skeleton height={220} aria-hidden="true" />}
          {preview !== null && <InvoicePapers preview={preview} />}
          {bill.error !== null && <ProblemNotice problem={problemFrom(bill.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={bill.isPending} disabled={!ready}>
              {preview === null ? 'Create invoice' : makeWords(preview)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
