import {
  Button,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { DealTimeView } from '../../../http/contract/hours'
import { today } from '../../parts/day-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { MasterSelect } from '../masters/master-select'
import { useEnterTime } from './use-hours'

interface TimeFormProps {
  readonly dealId: string
  readonly view: DealTimeView
  readonly onClose: () => void
}

const FIELDS: ReadonlySet<string> = new Set([
  '/on',
  '/hours',
  '/employeeId',
  '/vendorId',
  '/customerId',
  '/note',
])

/** Somebody's hours on a day: QuickBooks gets a time activity of them. */
export function TimeForm({ dealId, view, onClose }: TimeFormProps) {
  useFocusBack()
  const enter = useEnterTime(dealId)
  const [kind, setKind] = useState<'employee' | 'vendor'>('employee')
  const [who, setWho] = useState<string | null>(null)
  const [on, setOn] = useState(today())
  const [hours, setHours] = useState('')
  const [note, setNote] = useState('')
  const several = view.payers.length > 1
  const [customerId, setCustomerId] = useState<string | null>(null)
  const problem = enter.error === null ? null : problemFrom(enter.error)
  const errors = problem?.errors ?? []
  // What the fields say themselves is not said twice.
  const atFields = errors.length > 0 && errors.every((error) => FIELDS.has(error.pointer))
  const errorAt = (pointer: string) => errors.find((error) => error.pointer === pointer)?.detail ?? null
  const ready = who !== null && on !== '' && hours.trim() !== '' && (!several || customerId !== null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready || who === null || enter.isPending) return
    enter.mutate(
      {
        on,
        hours: hours.trim(),
        ...(kind === 'employee' ? { employeeId: who } : { vendorId: who }),
        ...(note.trim() !== '' && { note: note.trim() }),
        ...(customerId !== null && { customerId }),
      },
      { onSuccess: onClose },
    )
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="Enter hours"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text c="dimmed">
            {view.billingType === 'fixed'
              ? 'QuickBooks gets them as not billable: the price of this job is fixed.'
              : 'QuickBooks gets them as billable hours of this customer.'}
          </Text>
          <SegmentedControl
            aria-label="Who worked"
            value={kind}
            onChange={(value) => {
              setKind(value === 'vendor' ? 'vendor' : 'employee')
              setWho(null)
            }}
            data={[
              { value: 'employee', label: 'Employee' },
              { value: 'vendor', label: 'Vendor' },
            ]}
          />
          <MasterSelect
            key={kind}
            kind={kind === 'employee' ? 'employees' : 'vendors'}
            label="Who"
            value={who}
            onChange={setWho}
            error={errorAt(kind === 'employee' ? '/employeeId' : '/vendorId')}
          />
          <Group grow align="flex-start">
            <TextInput
              type="date"
              label="On"
              value={on}
              max={today()}
              onChange={(event) => setOn(event.currentTarget.value)}
              error={errorAt('/on')}
              required
            />
            <TextInput
              label="Hours"
              placeholder="1:20 or 1.25"
              value={hours}
              onChange={(event) => setHours(event.currentTarget.value)}
              error={errorAt('/hours')}
              maxLength={6}
              required
              data-autofocus
            />
          </Group>
          {several && (
            <Select
              label="For which customer"
              data={view.payers.map(({ quickbooksId, name }) => ({ value: quickbooksId, label: name }))}
              value={customerId}
              onChange={setCustomerId}
              error={errorAt('/customerId')}
            />
          )}
          <Textarea
            label="What was done"
            description="The client reads it on the invoice."
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={3000}
            autosize
            minRows={2}
            error={errorAt('/note')}
          />
          {problem !== null && !atFields && <ProblemNotice problem={problem} shownAt={FIELDS} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={enter.isPending} disabled={!ready}>
              Enter hours
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
