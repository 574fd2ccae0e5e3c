import { Anchor, Button, Group, Modal, Radio, Skeleton, Stack, Table, Text, Textarea } from '@mantine/core'
import { IconArrowBackUp, IconFilePencil, IconLink } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import type { AttentionView } from '../../../http/contract/deal'
import type { EditedView } from '../../../http/contract/unplaced'
import { figureText, moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { draftedAt } from '../attention/use-settle'
import will from '../deal/will-happen.module.css'
import { type EditAnswer, useAnswerEdit, useEdited } from './use-edited'

interface EditedDialogProps {
  readonly item: AttentionView & { readonly invoiceId: string }
  readonly answer: EditAnswer
  readonly onClose: () => void
}

/** An invoice that was edited in QuickBooks: both numbers, line by line, and what each answer will do, before its button. */
export function EditedDialog({ item, answer, onClose }: EditedDialogProps) {
  useFocusBack()
  const edited = useEdited(item.invoiceId)
  const settle = useAnswerEdit(item)
  const [, go] = useLocation()
  const [chosen, choose] = useState<EditAnswer>(answer)
  const [reason, setReason] = useState('')
  const view = edited.data
  const whyNot = view ? whyNotOf(view, chosen) : null
  const done = (answer: Parameters<typeof draftedAt>[1]) => {
    onClose()
    // It is looked at, and then sent to the client.
    const drafted = draftedAt(item, answer)
    if (drafted !== null) go(drafted)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (view && whyNot === null && !settle.isPending)
      settle.mutate({ action: chosen, reason: reason.trim() }, { onSuccess: done })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={item.title}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {edited.isPending && <Skeleton height={320} aria-hidden="true" />}
          {edited.isError && <ProblemNotice problem={problemFrom(edited.error)} />}
          {view && (
            <>
              <EditedLines view={view} />
              <Radio.Group
                label="What becomes of it"
                value={chosen}
                onChange={(value) => choose(answers.find((each) => each === value) ?? 'leave')}
              >
                <Stack gap="xs" mt="xs">
                  <Radio value="accept_as_change_order" label="Accept it, as a change order" />
                  <Radio value="restore" label="Restore it as it was sent" />
                  <Radio value="leave" label="Leave it" />
                </Stack>
              </Radio.Group>
              {chosen === 'accept_as_change_order' && whyNot === null && (
                <Textarea
                  label="Reason, for the client"
                  placeholder="Left empty, it says that the invoice was edited, and both numbers."
                  value={reason}
                  onChange={(event) => setReason(event.currentTarget.value)}
                  maxLength={2000}
                  autosize
                  minRows={2}
                />
              )}
              <div className={will['box']} data-held={whyNot !== null || undefined} aria-live="polite">
                <WhatHappens view={view} chosen={chosen} whyNot={whyNot} />
              </div>
            </>
          )}
          {settle.error !== null && <ProblemNotice problem={problemFrom(settle.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={settle.isPending} disabled={!view || whyNot !== null}>
              {view ? buttonOf(view, chosen) : 'Go on'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

const answers = ['accept_as_change_order', 'restore', 'leave'] as const

function whyNotOf(view: EditedView, chosen: EditAnswer): string | null {
  if (chosen === 'leave') return null
  if (chosen === 'restore') return view.whyNotRestored
  const [order] = view.orders
  return order ? `${order.name} accepts it already, and waits.` : view.whyNotAccepted
}

function buttonOf(view: EditedView, chosen: EditAnswer): string {
  if (chosen === 'leave') return 'Leave it'
  return chosen === 'restore' ? `Restore ${moneyText(view.decided)}` : 'Draft the change order'
}

/** Each of our lines with both numbers. */
function EditedLines({ view }: { readonly view: EditedView }) {
  return (
    <Table aria-label="What was sent, and what QuickBooks has now">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{view.customer ?? 'Line'}</Table.Th>
          <Table.Th ta="right">As sent</Table.Th>
          <Table.Th ta="right">In QuickBooks now</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {view.lines.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of an invoice have no other name, and never move
          <Table.Tr key={place}>
            <Table.Td>{line.what}</Table.Td>
            <Table.Td ta="right" className="tabular">
              {moneyText(line.decided)}
            </Table.Td>
            <Table.Td
              ta="right"
              className="tabular"
              fw={line.now?.amount === line.decided.amount ? 400 : 600}
            >
              {figureText(line.now)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th>Our lines, without tax</Table.Th>
          <Table.Th ta="right" className="tabular">
            {moneyText(view.decided)}
          </Table.Th>
          <Table.Th ta="right" className="tabular">
            {figureText(view.now)}
          </Table.Th>
        </Table.Tr>
        {view.others !== null && (
          <Table.Tr c="dimmed">
            <Table.Td colSpan={2}>Other lines, none of ours</Table.Td>
            <Table.Td ta="right" className="tabular">
              {moneyText(view.others)}
            </Table.Td>
          </Table.Tr>
        )}
      </Table.Tfoot>
      {view.discount !== null && (
        <Table.Caption ta="left">
          A discount of <span className="tabular">{moneyText(view.discount)}</span> on the invoice is taken
          off already.
        </Table.Caption>
      )}
    </Table>
  )
}

interface WhatHappensProps {
  readonly view: EditedView
  readonly chosen: EditAnswer
  readonly whyNot: string | null
}

function WhatHappens({ view, chosen, whyNot }: WhatHappensProps) {
  if (whyNot !== null) {
    return (
      <Stack gap={4}>
        <Text fw={600}>This can’t be done:</Text>
        <Text>{whyNot}</Text>
        {view.link !== null && (
          <Anchor href={view.link} target="_blank" rel="noreferrer">
            Open it in QuickBooks
          </Anchor>
        )}
      </Stack>
    )
  }
  if (chosen === 'restore') {
    return (
      <Text className={will['sentence'] ?? ''}>
        <IconArrowBackUp size={20} aria-hidden />
        <span>
          Our lines in QuickBooks go from <b className="tabular">{figureText(view.now)}</b> back to{' '}
          <b className="tabular">{moneyText(view.decided)}</b>.{' '}
          {view.discount !== null && (
            <>
              The discount of <b className="tabular">{moneyText(view.discount)}</b> is taken away.{' '}
            </>
          )}
          {view.others !== null && (
            <>
              Lines that are none of ours stay as they are,{' '}
              <b className="tabular">{moneyText(view.others)}</b> in all.{' '}
            </>
          )}
          Without tax the invoice goes from <b className="tabular">{figureText(view.total.now)}</b> to{' '}
          <b className="tabular">{figureText(view.total.restored)}</b>. Nobody is written to.
        </span>
      </Text>
    )
  }
  if (chosen === 'leave') {
    return (
      <Text className={will['sentence'] ?? ''}>
        <IconLink size={20} aria-hidden />
        <span>
          Billed stays <b className="tabular">{figureText(view.now)}</b> where{' '}
          <b className="tabular">{moneyText(view.decided)}</b> was decided. The difference is named in the
          tie-out, and nobody is asked about it again.
        </span>
      </Text>
    )
  }
  return (
    <Text className={will['sentence'] ?? ''}>
      <IconFilePencil size={20} aria-hidden />
      <span>
        {view.contracts.map(({ dealId, dealName, before, after }) => (
          <span key={dealId}>
            Once the client approves it, the contract of {dealName} goes from{' '}
            <b className="tabular">{moneyText(before)}</b> to <b className="tabular">{moneyText(after)}</b>.{' '}
          </span>
        ))}
        Until then nothing changes. The invoice stays as it is in QuickBooks.
      </span>
    </Text>
  )
}
