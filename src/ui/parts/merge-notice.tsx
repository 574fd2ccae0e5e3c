import { Alert, Radio, Stack, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export type Side = 'mine' | 'theirs'

/** Something that two people changed differently: which shall it be? */
export interface MergeChoice {
  readonly id: string
  readonly label: string
  readonly mine: ReactNode
  readonly theirs: ReactNode
}

interface MergeNoticeProps {
  /** "This plan", "This milestone". */
  readonly what: string
  /** Who saved meanwhile: a name, "You" for another tab, null when it is not known. */
  readonly who: string | null
  readonly choices: readonly MergeChoice[]
  readonly chosen: ReadonlyMap<string, Side>
  readonly onChoose: (id: string, side: Side) => void
  /** What of mine can't be kept, and why. */
  readonly losses?: readonly { readonly about: string; readonly why: string }[]
}

/** Comes into sight by itself, also at the end of a long form. */
function reveal(node: HTMLElement | null): void {
  node?.scrollIntoView({ block: 'nearest' })
}

function titleOf(what: string, who: string | null): string {
  if (who === 'You') return `You saved ${what.toLowerCase()} elsewhere meanwhile`
  return who === null ? `${what} was changed meanwhile` : `${who} changed ${what.toLowerCase()} meanwhile`
}

/** Two people changed the same things: what didn't clash is brought together, the rest a person chooses. */
export function MergeNotice({ what, who, choices, chosen, onChoose, losses = [] }: MergeNoticeProps) {
  const theirs = who === null ? 'Theirs' : who === 'You' ? 'Saved elsewhere' : `${who}’s`
  const open = choices.filter(({ id }) => !chosen.has(id)).length
  return (
    <Alert ref={reveal} color="amber" icon={<IconUsers size={20} />} title={titleOf(what, who)} role="alert">
      <Stack gap="md">
        <Text size="sm">
          Nothing of yours is saved yet, and nothing is lost. What you changed and what was saved are brought
          together{choices.length > 0 ? '; say which it shall be of these, then save' : '. Look, then save'}.
        </Text>
        {choices.map((choice) => (
          <Radio.Group
            key={choice.id}
            label={choice.label}
            value={chosen.get(choice.id) ?? null}
            onChange={(value) => onChoose(choice.id, value === 'theirs' ? 'theirs' : 'mine')}
          >
            <Stack gap="xs" mt="xs">
              {(['mine', 'theirs'] as const).map((side) => (
                <Radio
                  key={side}
                  value={side}
                  label={
                    <>
                      {side === 'mine' ? 'Yours' : theirs}: <b>{choice[side]}</b>
                    </>
                  }
                />
              ))}
            </Stack>
          </Radio.Group>
        ))}
        {losses.map(({ about, why }) => (
          <Text key={about} size="sm">
            Your change to <b>{about}</b> can’t be kept. {why}
          </Text>
        ))}
        {choices.length > 0 && (
          <Text size="sm" c="dimmed" aria-live="polite">
            {open === 0 ? 'All chosen: save when you are ready.' : `${open} of ${choices.length} to choose.`}
          </Text>
        )}
      </Stack>
    </Alert>
  )
}
