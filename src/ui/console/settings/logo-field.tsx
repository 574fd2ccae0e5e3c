import { Button, FileButton, Group, Input, Text } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { LogoView } from '../../../http/contract/brand'
import { problemFrom } from '../api/refusal'
import type { BrandDraft } from './brand-draft'
import { useDrawnLogo } from './use-brand'

const MOST_BYTES = 2 * 1024 * 1024

interface LogoFieldProps {
  readonly draft: BrandDraft
  readonly set: (values: Partial<BrandDraft>) => void
  readonly saved: LogoView | null
  readonly disabled: boolean
  readonly error: string | null
}

const readAs = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(new Error('unreadable'))
    reader.readAsDataURL(file)
  })

/** Why a picture can't be drawn. */
function fileWords(error: Error): string {
  const { errors, detail } = problemFrom(error)
  return errors?.find(({ pointer }) => pointer === '/file')?.detail ?? detail
}

/** Chooses a picture, or takes it away; it is saved with the rest. */
export function LogoField({ draft, set, saved, disabled, error }: LogoFieldProps) {
  const [trouble, setTrouble] = useState<string | null>(null)
  const drawing = useDrawnLogo()
  const reset = useRef<() => void>(null)
  const { logo } = draft
  const hasLogo = logo === 'kept' ? saved !== null : logo !== 'none'
  const choose = async (file: File | null) => {
    reset.current?.()
    if (file === null) return
    if (file.size > MOST_BYTES) return setTrouble(`“${file.name}” has more than 2 MB. Make it smaller.`)
    try {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const chosen = { name: file.name, type: file.type, bytes, url: await readAs(file) }
      set({ logo: { ...chosen, drawn: null } })
      setTrouble(null)
      drawing.mutate(chosen, {
        // Only the last one that was chosen is answered here.
        onSuccess: (drawn) => set({ logo: { ...chosen, drawn } }),
        onError: (refused) => {
          set({ logo: 'kept' })
          setTrouble(fileWords(refused))
        },
      })
    } catch {
      setTrouble(`“${file.name}” could not be read. Choose it again.`)
    }
  }
  return (
    <Input.Wrapper
      label="Logo"
      description="A PNG or a JPEG, up to 2 MB. It is drawn 160 by 48 points large at most; a clear background looks best."
      error={trouble ?? error}
    >
      <Group gap="sm" mt="xs">
        <FileButton onChange={(file) => void choose(file)} accept="image/png,image/jpeg" resetRef={reset}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconPhoto size={16} />} disabled={disabled}>
              {hasLogo ? 'Choose another' : 'Choose a picture'}
            </Button>
          )}
        </FileButton>
        {hasLogo && !disabled && (
          <Button
            variant="subtle"
            onClick={() => {
              setTrouble(null)
              drawing.reset()
              set({ logo: saved === null ? 'kept' : 'none' })
            }}
          >
            Take it away
          </Button>
        )}
        {logo === 'none' && (
          <Button variant="subtle" onClick={() => set({ logo: 'kept' })}>
            Keep it after all
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" role="status" mt={4}>
        {logo === 'none'
          ? 'It is taken away when you save.'
          : logo === 'kept'
            ? ''
            : logo.drawn === null
              ? `${logo.name} is being drawn…`
              : `${logo.name}: not saved yet.`}
      </Text>
    </Input.Wrapper>
  )
}
