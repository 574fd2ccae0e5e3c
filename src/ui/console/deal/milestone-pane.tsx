import { ActionIcon, Button, Drawer, Group, ScrollArea, Stack, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconLock, IconPencil, IconX } from '@tabler/icons-react'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Amount } from '../../parts/amount'
import { minorOf } from '../../parts/minor-units'
import { moneyText, shareText } from '../../parts/money-text'
import { StatusPill } from '../../parts/status-pill'
import { RoundPanel } from '../approvals/round-panel'
import documents from '../documents/documents.module.css'
import { MilestoneCertificate } from '../documents/milestone-certificate'
import { useDrop } from '../documents/use-drop'
import { type Uploads, useUploads } from '../documents/use-uploads'
import { AttachmentsAhead } from '../evidence/attachments-ahead'
import { takesEvidence } from '../evidence/evidence-words'
import { InvoiceAttachments } from '../evidence/invoice-attachments'
import { MilestoneEvidence } from '../evidence/milestone-evidence'
import { MilestoneClaims } from '../progress/milestone-claims'
import { isStillOurs, waitsForItsDay } from './billing-to-come'
import { InvoiceAhead } from './invoice-ahead'
import { type Action, actionWordsFor, nextAction } from './milestone-actions'
import { MilestoneFacts } from './milestone-facts'
import { MilestoneInvoices } from './milestone-invoices'
import classes from './milestone-pane.module.css'
import { MilestonePayers } from './milestone-payers'
import { PreparedInvoices } from './prepared-invoices'

interface MilestonePaneProps {
  readonly dealId: string
  readonly milestone: MilestoneView
  readonly editable: boolean
  readonly busy: boolean
  /** While a dialog is open: on a phone one layer is enough. */
  readonly behind: boolean
  readonly onAct: (milestone: MilestoneView, action: Action) => void
  readonly onEdit: (milestone: MilestoneView) => void
  readonly onClose: () => void
}

function shareMaths(milestone: MilestoneView): string | null {
  if (milestone.share === null) return null
  return milestone.shareOf ?? shareText(milestone.share)
}

function Actions({ milestone, editable, busy, onAct, onEdit }: MilestonePaneProps) {
  const next = nextAction(milestone)
  const canEdit = editable && !milestone.locked
  if (milestone.actions.length === 0 && !canEdit) return null
  return (
    <Group gap="sm">
      {milestone.actions.map((action) => (
        <Button
          key={action}
          size="xs"
          variant={action === next ? 'filled' : 'default'}
          loading={busy && action === next}
          onClick={() => onAct(milestone, action)}
        >
          {actionWordsFor(action, milestone)}
        </Button>
      ))}
      {canEdit && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPencil size={14} aria-hidden />}
          onClick={() => onEdit(milestone)}
        >
          Edit
        </Button>
      )}
    </Group>
  )
}

/** Billed and asked for are two things while some of it is held back. */
function Certified({ milestone }: { readonly milestone: MilestoneView }) {
  const { billed, retained, certified } = milestone
  if (billed === null || retained === null || certified === null || minorOf(retained) === 0n) return null
  return (
    <Text>
      Billed {moneyText(billed)}, of which {moneyText(retained)} is held back: its invoices ask for{' '}
      {moneyText(certified)}.
    </Text>
  )
}

function PaneBody(props: MilestonePaneProps & { readonly uploads: Uploads }) {
  const { dealId, milestone, editable, uploads } = props
  const unbilled =
    isStillOurs(milestone.billingStatus) || milestone.payers.some((each) => isStillOurs(each.billingStatus))
  const ahead = unbilled && milestone.workStatus !== 'cancelled'
  const maths = shareMaths(milestone)
  // Who is asked is the question of the moment then.
  const inReview = milestone.workStatus === 'in_review'
  return (
    <Stack gap="md">
      <Group gap="sm" align="center">
        <StatusPill label={milestone.label} waits={waitsForItsDay(milestone)} />
        <Text fw={600} size="md">
          <Amount of={milestone.amount} />
        </Text>
        {maths !== null && <Text c="dimmed">{maths}</Text>}
      </Group>
      {milestone.lockedBecause !== null && (
        <Text c="dimmed" className={classes['locked'] ?? ''}>
          <IconLock size={16} aria-hidden /> {milestone.lockedBecause} {milestone.unlockedBy}
        </Text>
      )}
      {milestone.partiallyBilled && milestone.billed !== null && (
        <Text>Billed {moneyText(milestone.billed)} of it.</Text>
      )}
      <Certified milestone={milestone} />
      <Actions {...props} />
      {inReview && <RoundPanel dealId={dealId} milestone={milestone} editable={editable} />}
      <MilestoneClaims milestone={milestone} />
      <MilestonePayers milestone={milestone} />
      <PreparedInvoices dealId={dealId} milestoneId={milestone.id} />
      <MilestoneInvoices milestone={milestone} />
      <InvoiceAttachments dealId={dealId} milestoneId={milestone.id} />
      <MilestoneFacts milestone={milestone} />
      <MilestoneCertificate dealId={dealId} milestone={milestone} />
      <MilestoneEvidence dealId={dealId} milestone={milestone} editable={editable} uploads={uploads} />
      {!inReview && <RoundPanel dealId={dealId} milestone={milestone} editable={editable} />}
      {ahead && (
        <>
          <InvoiceAhead milestoneId={milestone.id} />
          <AttachmentsAhead dealId={dealId} milestoneId={milestone.id} />
        </>
      )}
    </Stack>
  )
}

/** One milestone, whole: beside the list where there is room, over it on a phone. */
export function MilestonePane(props: MilestonePaneProps) {
  const { dealId, milestone, editable, onClose } = props
  const uploads = useUploads({ dealId, milestoneId: milestone.id })
  const takes = editable && takesEvidence(milestone)
  const { over, handlers } = useDrop(takes ? (files) => uploads.add(files, 'evidence') : null)
  const roomy = useMediaQuery('(min-width: 1000px)', true, { getInitialValueInEffect: false })
  const title = `${milestone.code} ${milestone.name}`
  if (!roomy && props.behind) return null
  if (!roomy) {
    return (
      <Drawer
        opened
        onClose={onClose}
        position="bottom"
        size="88%"
        title={<span className={classes['title'] ?? ''}>{title}</span>}
        returnFocus={false}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <PaneBody {...props} uploads={uploads} />
      </Drawer>
    )
  }
  return (
    <aside
      className={`${classes['pane']} ${documents['area']}`}
      aria-label={`Milestone ${title}`}
      data-over={over || undefined}
      data-label={`Drop to add evidence to “${milestone.name}”`}
      {...handlers}
    >
      <Group justify="space-between" align="flex-start" wrap="nowrap" className={classes['head'] ?? ''}>
        <Title order={2} className={classes['title'] ?? ''}>
          {title}
        </Title>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          onClick={onClose}
          aria-label="Close the milestone"
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
      <ScrollArea.Autosize mah="calc(100dvh - 160px)" type="auto" offsetScrollbars="y">
        <div className={classes['body']}>
          <PaneBody {...props} uploads={uploads} />
        </div>
      </ScrollArea.Autosize>
    </aside>
  )
}
