import { ActionIcon, TextInput, Tooltip } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import type { PhraseView } from '../../../http/contract/wording'
import { takesWords } from './wording-draft'

interface PhraseFieldProps {
  readonly phrase: PhraseView
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error: string | null
  readonly longest: number
  readonly language: string
  readonly disabled: boolean
}

/** One phrase, with what may stand in it and the way back to what is shipped. */
export function PhraseField({
  phrase,
  value,
  onChange,
  error,
  longest,
  language,
  disabled,
}: PhraseFieldProps) {
  const isOwn = value.trim() !== phrase.shipped
  return (
    <TextInput
      label={phrase.for}
      description={takesWords(phrase)}
      value={value}
      lang={language}
      maxLength={longest}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      disabled={disabled}
      {...(phrase.mayGo && { placeholder: 'Says nothing here' })}
      rightSection={
        isOwn && !disabled ? (
          <Tooltip label={`As shipped: ${phrase.shipped}`} multiline maw={320}>
            <ActionIcon
              variant="subtle"
              aria-label={`${phrase.for}: say what is shipped`}
              onClick={() => onChange(phrase.shipped)}
            >
              <IconArrowBackUp size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ) : null
      }
    />
  )
}
