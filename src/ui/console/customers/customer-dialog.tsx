import { Modal, SegmentedControl, Stack } from '@mantine/core'
import { useState } from 'react'
import type { DealCustomerView } from '../../../http/contract/customer'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { CreationNotice } from './creation-notice'
import { CustomerChooser } from './customer-chooser'
import { CustomerForm } from './customer-form'
import { useChooseCustomer, useCustomerMatches, useDealCustomer } from './use-deal-customer'

interface CustomerDialogProps {
  readonly dealId: string
  /**
   * Given where a choice only fills in a form: nothing is saved then, but a new customer is made all the same, and told
   * here also when the dialog was closed before the answer: the deal is billed to it from then on.
   */
  readonly onPick?: (quickbooksId: string) => void
  readonly onClose: () => void
}

type Way = 'choose' | 'create'

/** Who gets this deal's invoices: a customer that QuickBooks has, or a new one. */
export function CustomerDialog({ dealId, onPick, onClose }: CustomerDialogProps) {
  useFocusBack()
  const [way, setWay] = useState<Way>('choose')
  const state = useDealCustomer(dealId)
  const matches = useCustomerMatches(dealId)
  const done = ({ creation }: DealCustomerView) => {
    // What is still on its way is told here, where it was asked for.
    if (creation?.state === 'creating' || creation?.state === 'unclear') return setWay('choose')
    onClose()
  }
  const choose = useChooseCustomer(dealId, onPick)
  const pick = (quickbooksId: string) => {
    if (onPick === undefined) return choose.mutate({ quickbooksId }, { onSuccess: done })
    onPick(quickbooksId)
    onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="Who gets this deal’s invoices?"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <CreationNotice creation={state.data?.creation ?? null} />
        <SegmentedControl
          aria-label="Whom to bill"
          fullWidth
          value={way}
          onChange={(next) => {
            // While it is on its way, what becomes of it is still to be told.
            if (!choose.isPending) choose.reset()
            setWay(next === 'create' ? 'create' : 'choose')
          }}
          data={[
            { value: 'choose', label: 'In QuickBooks' },
            { value: 'create', label: 'New customer' },
          ]}
        />
        {way === 'choose' ? (
          <CustomerChooser
            matches={matches}
            current={onPick === undefined ? (state.data?.customer?.quickbooksId ?? null) : null}
            busy={choose.isPending}
            error={choose.error}
            onChoose={({ quickbooksId }) => pick(quickbooksId)}
            onCreate={() => setWay('create')}
            onClose={onClose}
          />
        ) : matches.data === undefined ? (
          matches.isError ? (
            <ProblemNotice problem={problemFrom(matches.error)} onRetry={() => void matches.refetch()} />
          ) : (
            <RowSkeletons rows={6} height={64} />
          )
        ) : (
          <CustomerForm
            known={matches.data}
            busy={choose.isPending}
            error={choose.error}
            onCreate={(create) => choose.mutate({ create }, { onSuccess: done })}
            onChoose={pick}
            onClose={onClose}
          />
        )}
      </Stack>
    </Modal>
  )
}
