import {
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  Input,
  type MantineColorsTuple,
  Modal,
  Notification,
  Text,
} from '@mantine/core'

/** A milepost's paint. */
const post: MantineColorsTuple = [
  '#edf6f0',
  '#d9ebdf',
  '#b5d7c1',
  '#8cc1a0',
  '#62ab80',
  '#42956a',
  '#2b7c4d',
  '#1f6b3f',
  '#175833',
  '#0e4024',
]
const blue: MantineColorsTuple = [
  '#edf3fb',
  '#d8e5f5',
  '#b0caea',
  '#86addf',
  '#6094d5',
  '#417fcb',
  '#2d6db9',
  '#235c9f',
  '#1b4c85',
  '#12365f',
]
const amber: MantineColorsTuple = [
  '#fdf5e6',
  '#f9e8c8',
  '#f1d090',
  '#e8b757',
  '#dea12d',
  '#c78a17',
  '#a87210',
  '#855a0b',
  '#6a4708',
  '#4a3105',
]
const red: MantineColorsTuple = [
  '#fdf0ee',
  '#fadcd8',
  '#f4b6af',
  '#ec8c82',
  '#e3655a',
  '#d4473b',
  '#bb3328',
  '#a02a20',
  '#822018',
  '#5c150f',
]

const systemFont = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** Milepost's tokens in the component library's terms: five sizes, two weights, a 4-pixel grid, one accent. */
export const theme = createTheme({
  primaryColor: 'post',
  primaryShade: { light: 7, dark: 6 },
  colors: { post, blue, amber, red },
  fontFamily: systemFont,
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '1rem', lg: '1.25rem', xl: '1.75rem' },
  lineHeights: { xs: '1.3334', sm: '1.4286', md: '1.5', lg: '1.4', xl: '1.2858' },
  fontWeights: { regular: '400', medium: '600', bold: '600' },
  headings: {
    fontFamily: systemFont,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4286' },
    },
  },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Put away' } },
      styles: { description: { color: 'var(--mp-muted)' } },
    }),
    // What somebody may only read is still read: it is muted, and not made faint as well.
    Input: Input.extend({ styles: { input: { opacity: 1 } } }),
    Text: Text.extend({ defaultProps: { size: 'sm' } }),
    // The scroll bar stays where it is behind a dialog, so that the page does not move sideways.
    Modal: Modal.extend({
      defaultProps: { removeScrollProps: { removeScrollBar: false } },
      styles: { title: { fontWeight: 600, lineHeight: '1.5rem' } },
    }),
    Drawer: Drawer.extend({
      defaultProps: { removeScrollProps: { removeScrollBar: false } },
      styles: { title: { fontWeight: 600, lineHeight: '1.5rem' } },
    }),
  },
})

/** The library's own variables take their values from tokens.css, which knows light from dark. */
export const cssVariables: CSSVariablesResolver = () => {
  const either = {
    '--mantine-color-body': 'var(--mp-panel)',
    '--mantine-color-text': 'var(--mp-ink)',
    '--mantine-color-dimmed': 'var(--mp-muted)',
    '--mantine-color-placeholder': 'var(--mp-muted)',
    '--mantine-color-default': 'var(--mp-panel)',
    '--mantine-color-default-hover': 'var(--mp-hover)',
    '--mantine-color-default-color': 'var(--mp-ink)',
    '--mantine-color-default-border': 'var(--mp-line-strong)',
    '--mantine-color-disabled': 'var(--mp-plain-tint)',
    '--mantine-color-disabled-color': 'var(--mp-muted)',
    '--mantine-color-error': 'var(--mp-risk-ink)',
    '--mantine-color-anchor': 'var(--mp-accent-ink)',
    '--mantine-color-post-light': 'var(--mp-chosen)',
    '--mantine-color-red-light': 'var(--mp-risk-tint)',
    '--mantine-color-amber-light': 'var(--mp-waiting-tint)',
    '--mantine-color-post-light-color': 'var(--mp-accent-ink)',
    '--mantine-color-red-light-color': 'var(--mp-risk-ink)',
    '--mantine-color-amber-light-color': 'var(--mp-waiting-ink)',
  }
  return { variables: {}, light: either, dark: either }
}
