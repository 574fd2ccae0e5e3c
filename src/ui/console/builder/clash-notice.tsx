import { Alert, Radio, Stack, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { clashName, sideWords } from './clash-words'
import type { PlanDraft } from './plan-draft'
import type { PlanClash, PlanLoss, Side } from './row-merge'

interface ClashNoticeProps {
  readonly draft: PlanDraft
  /** Who saved meanwhile: "Adam Brook", "you, elsewhere"; null when it is not known. */
  readonly who: string | null
  readonly clashes: readonly PlanClash[]
  readonly losses: readonly PlanLoss[]
  readonly chosen: ReadonlyMap<string, Side>
  readonly onChoose: (clash: PlanClash, side: Side) => void
}

/** Comes into sight by itself, also at the end of a long form. */
function reveal(node: HTMLElement | null): void {
  node?.scrollIntoView({ block: 'nearest' })
}

/** Two people changed the same things: what didn't clash is brought together, the rest a person chooses. */
export function ClashNotice({ draft, who, clashes, losses, chosen, onChoose }: ClashNoticeProps) {
  const other = who ?? 'Someone'
  const theirs = who === null ? 'Theirs' : who === 'You' ? 'Saved elsewhere' : `${who}’s`
  const open = clashes.filter(({ id }) => !chosen.has(id)).length
  return (
    <Alert
      ref={reveal}
      color="amber"
      icon={<IconUsers size={20} />}
      title={
        who === 'You' ? 'You saved this plan elsewhere meanwhile' : `${other} changed this plan meanwhile`
      }
      role="alert"
    >
      <Stack gap="md">
        <Text size="sm">
          Nothing of yours is lost, and nothing is saved yet. What you changed and what was saved are brought
          together below
          {clashes.length > 0 ? '; for these, say which it shall be, then save' : '. Look, then save'}.
        </Text>
        {clashes.map((clash) => (
          <Radio.Group
            key={clash.id}
            label={clashName(clash)}
            value={chosen.get(clash.id) ?? null}
            onChange={(value) => onChoose(clash, value === 'theirs' ? 'theirs' : 'mine')}
          >
            <Stack gap="xs" mt="xs">
              {(['mine', 'theirs'] as const).map((side) => (
                <Radio
                  key={side}
                  value={side}
                  label={
                    <>
                      {side === 'mine' ? 'Yours' : theirs}:{' '}
                      <b>{sideWords(clash, side, draft.currency, draft.digits)}</b>
                    </>
                  }
                />
              ))}
            </Stack>
          </Radio.Group>
        ))}
        {losses.map(({ row, why }) => (
          <Text key={row} size="sm">
            Your change to <b>{row}</b> can’t be kept. {why}
          </Text>
        ))}
        {clashes.length > 0 && (
          <Text size="sm" c="dimmed" aria-live="polite">
            {open === 0 ? 'All chosen: save when you are ready.' : `${open} of ${clashes.length} to choose.`}
          </Text>
        )}
      </Stack>
    </Alert>
  )
}
