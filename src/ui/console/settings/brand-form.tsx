import { Button, ColorInput, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom, Refusal } from '../api/refusal'
import { type BrandDraft, brandDraft, colourIn, logoPoints, mendedWords } from './brand-draft'
import { BrandPreview, type PreviewedLogo } from './brand-preview'
import { LogoField } from './logo-field'
import { useSaveBrand, useShades } from './use-brand'

const GREEN = { light: { accent: '#1b6139', on: '#ffffff' }, dark: { accent: '#7fcf9f', on: '#0c1810' } }

interface BrandFormProps {
  readonly workspace: WorkspaceView
  readonly canChange: boolean
}

/** How the company looks to its clients, beside what they will see. */
export function BrandForm({ workspace, canChange }: BrandFormProps) {
  const { brand } = workspace
  const [draft, setDraft] = useState(() => brandDraft(brand))
  const set = (values: Partial<BrandDraft>) => setDraft((before) => ({ ...before, ...values }))
  // One that was chosen while the other was being saved is still to be saved.
  const save = useSaveBrand((saved) =>
    setDraft((held) => (held.logo === saved.logo ? { ...held, logo: 'kept' } : held)),
  )
  const errors = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errorAt = (pointer: string) => errors.find((error) => error.pointer === pointer)?.detail ?? null
  const asked = useShades(draft.colour)
  const isGreen = draft.colour.trim() === ''
  const shades = isGreen ? GREEN : (asked ?? brand.shades)
  const isColour = isGreen || colourIn(draft.colour) !== null
  const mended = asked === null ? null : mendedWords(colourIn(draft.colour), asked)
  const { logo } = draft
  // A second, until it is known whether the picture can be one.
  const isBeingDrawn = logo !== 'kept' && logo !== 'none' && logo.drawn === null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(draft)
  }
  return (
    <form onSubmit={submit} noValidate>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack gap="lg">
          <Paper withBorder p="md">
            <Stack gap="md">
              <Title order={2}>What clients see</Title>
              <TextInput
                label="Name"
                description={`On their page, in e-mails and on certificates. Empty: ${workspace.name}`}
                maxLength={100}
                value={draft.displayName}
                onChange={(event) => set({ displayName: event.currentTarget.value })}
                error={errorAt('/brand/displayName')}
                disabled={!canChange}
              />
              <ColorInput
                label="Colour"
                description="Of buttons, links and headings. Empty: Milepost’s green."
                placeholder="#1b6139"
                format="hex"
                eyeDropperButtonProps={{ 'aria-label': 'Take a colour from the screen' }}
                value={draft.colour}
                onChange={(colour) => set({ colour })}
                error={errorAt('/brand/colour') ?? (isColour ? null : 'Six digits, such as #1b6139.')}
                disabled={!canChange}
              />
              {/* Room for two lines is kept, so that nothing below moves while somebody picks. */}
              <Text size="sm" c="dimmed" role="status" mih={42}>
                {mended ?? (isGreen || !isColour ? '' : 'It can be read everywhere as it is.')}
              </Text>
              <LogoField
                draft={draft}
                set={set}
                saved={brand.logo}
                disabled={!canChange}
                error={errorAt('/file')}
              />
            </Stack>
          </Paper>
          {save.error !== null && (
            <ProblemNotice
              problem={problemFrom(save.error)}
              shownAt={new Set(errors.map((error) => error.pointer))}
            />
          )}
          <Group gap="md">
            {canChange ? (
              <Button type="submit" loading={save.isPending} disabled={!isColour || isBeingDrawn}>
                Save
              </Button>
            ) : (
              <Text c="dimmed">Only an admin or the owner can change how the company looks.</Text>
            )}
          </Group>
        </Stack>
        <BrandPreview
          name={draft.displayName.trim() || workspace.name}
          shades={shades}
          logo={previewed(draft, brand.logo)}
        />
      </SimpleGrid>
    </form>
  )
}

/** The picture as it will be shown; of one that was chosen a moment ago size and ground are not known yet. */
function previewed({ logo }: BrandDraft, saved: WorkspaceView['brand']['logo']): PreviewedLogo | null {
  if (logo === 'none') return null
  if (logo !== 'kept') {
    const { drawn, url } = logo
    if (drawn === null) return { url, size: null, ground: 'any' }
    return { url: drawn.data, size: logoPoints(drawn), ground: drawn.ground }
  }
  if (saved === null) return null
  // By its hash, so that the browser keeps no other one.
  const url = `/api/v1/workspace/logo?of=${saved.sha256.slice(0, 16)}`
  return { url, size: logoPoints(saved), ground: saved.ground }
}
