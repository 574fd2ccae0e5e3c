import { Text, type TextProps } from '@mantine/core'
import type { MoneyView } from '../../http/contract/money'
import { figureText } from './money-text'

interface AmountProps extends TextProps {
  readonly of: MoneyView | null
}

/** Money in a line of text or a cell: tabular, never broken over two lines; unknown in words. */
export function Amount({ of, ...props }: AmountProps) {
  return (
    <Text span inherit {...props} className="tabular" {...(of === null ? { c: 'dimmed' } : {})}>
      {figureText(of)}
    </Text>
  )
}
