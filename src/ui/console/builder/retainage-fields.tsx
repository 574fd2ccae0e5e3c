import { ActionIcon, Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { MoneyField } from '../../parts/money-field'
import type { RetainageDraft, RetainageStep } from './retainage-draft'
import type { TermsSectionProps } from './terms-section'

const kinds: ReadonlyArray<readonly [RetainageDraft['kind'], string]> = [
  ['none', 'Nothing'],
  ['percent', 'A percentage of every invoice'],
  ['sliding', 'A percentage that changes as the job proceeds'],
  ['fixed', 'An amount'],
]

/** What is held back of every invoice until it is released. */
export function RetainageFields({ draft, errorAt, set }: TermsSectionProps) {
  const { retainage } = draft.header
  const put = (values: Partial<RetainageDraft>) => set({ retainage: { ...retainage, ...values } })
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Held back until it is released"
        value={retainage.kind}
        onChange={(value) => {
          const chosen = kinds.find(([kind]) => kind === value)
          if (chosen !== undefined) put({ kind: chosen[0] })
        }}
      >
        <Stack gap="sm" mt="xs">
          {kinds.map(([kind, label]) => (
            <Radio key={kind} value={kind} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      {retainage.kind === 'percent' && (
        <TextInput
          label="Retainage"
          inputMode="decimal"
          placeholder="10"
          rightSection="%"
          value={retainage.percent}
          onChange={(event) => put({ percent: event.currentTarget.value })}
          error={errorAt('/retainage')}
          maw={200}
        />
      )}
      {retainage.kind === 'fixed' && (
        <MoneyField
          label="Retainage"
          currency={draft.currency}
          digits={draft.digits}
          value={retainage.fixed}
          onChange={(fixed) => put({ fixed })}
          error={errorAt('/retainage')}
        />
      )}
      {retainage.kind === 'sliding' && (
        <Steps steps={retainage.steps} errorAt={errorAt} onChange={(steps) => put({ steps })} />
      )}
    </Stack>
  )
}

interface StepsProps {
  readonly steps: readonly RetainageStep[]
  readonly errorAt: TermsSectionProps['errorAt']
  readonly onChange: (steps: readonly RetainageStep[]) => void
}

function Steps({ steps, errorAt, onChange }: StepsProps) {
  const setAt = (at: number, values: Partial<RetainageStep>) =>
    onChange(steps.map((step, index) => (index === at ? { ...step, ...values } : step)))
  const inSteps = steps.some(
    (_, at) =>
      errorAt(`/retainage/sliding/${at}/upToPercent`) !== null ||
      errorAt(`/retainage/sliding/${at}/percent`) !== null,
  )
  const whole = inSteps ? null : errorAt('/retainage')
  return (
    <Stack gap="sm" role="group" aria-label="Steps of the retainage">
      {steps.map((step, at) => (
        // A step has no name of its own.
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only added at the end
        <Group key={at} gap="sm" align="flex-start">
          <TextInput
            label={`Step ${at + 1}: until complete`}
            inputMode="decimal"
            rightSection="%"
            value={step.upTo}
            onChange={(event) => setAt(at, { upTo: event.currentTarget.value })}
            error={errorAt(`/retainage/sliding/${at}/upToPercent`)}
            maw={180}
          />
          <TextInput
            label={`Step ${at + 1}: hold back`}
            inputMode="decimal"
            rightSection="%"
            value={step.percent}
            onChange={(event) => setAt(at, { percent: event.currentTarget.value })}
            error={errorAt(`/retainage/sliding/${at}/percent`)}
            maw={160}
          />
          {steps.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              mt={20}
              aria-label={`Remove step ${at + 1}`}
              onClick={() => onChange(steps.filter((_, index) => index !== at))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {whole !== null && (
        <Text size="xs" c="var(--mantine-color-error)">
          {whole}
        </Text>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={steps.length >= 20}
        onClick={() => onChange([...steps, { upTo: '100', percent: '' }])}
      >
        Another step
      </Button>
    </Stack>
  )
}
