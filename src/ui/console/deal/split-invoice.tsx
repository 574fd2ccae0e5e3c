import { Stack, Text } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import type { MilestoneView } from '../../../http/contract/milestone'
import type { MoneyView } from '../../../http/contract/money'
import { moneyText } from '../../parts/money-text'
import { invoicesAhead, invoiceWords } from './invoices-ahead'
import { PreflightList } from './preflight-list'
import { useInvoiceAhead } from './use-invoice-ahead'
import { holdingBack } from './will-happen'
import classes from './will-happen.module.css'

interface SplitInvoiceProps {
  readonly milestone: MilestoneView
  /** Null while nothing is typed that could be accepted: the room for the words is kept. */
  readonly accepted: MoneyView | null
}

/** What accepting this part bills at once, to whom and when; or what holds its invoice back. */
export function SplitInvoice({ milestone, accepted }: SplitInvoiceProps) {
  const { preview, preflight } = useInvoiceAhead(milestone.id)
  if (preview.data === undefined || preflight.data === undefined || accepted === null) {
    return <div className={classes['box']} />
  }
  const failing = holdingBack(preflight.data)
  const { length } = invoicesAhead(preview.data)
  return (
    <div className={classes['box']} data-held={failing.length > 0 || undefined} aria-live="polite">
      {failing.length > 0 ? (
        <Stack gap="sm">
          <Text fw={600}>Its invoice would wait for this to be mended:</Text>
          <PreflightList checks={failing} />
        </Stack>
      ) : (
        <Text className={classes['sentence'] ?? ''}>
          <IconFileInvoice size={20} aria-hidden />
          <span>
            {length === 1
              ? `Creates an invoice for ${invoiceWords({ ...preview.data, subtotal: accepted })}`
              : `Creates ${length} invoices, one for each payer · ${moneyText(accepted)} together`}
          </span>
        </Text>
      )}
    </div>
  )
}
