import { Stack, Title } from '@mantine/core'
import type { LogoView, ShadesView } from '../../../http/contract/brand'
import styles from './brand-preview.module.css'

/** A logo as it will be shown; `size` in points, null for the moment in which it is drawn. */
export interface PreviewedLogo {
  readonly url: string
  readonly size: { readonly width: number; readonly height: number } | null
  readonly ground: LogoView['ground']
}

interface BrandPreviewProps {
  readonly name: string
  readonly shades: ShadesView
  readonly logo: PreviewedLogo | null
}

/** What clients will see: their page in light and dark, an e-mail, and the head of a certificate. */
export function BrandPreview({ name, shades, logo }: BrandPreviewProps) {
  const { light, dark } = shades
  return (
    <Stack gap="md" component="section" aria-label="Preview">
      <Title order={2}>Preview</Title>
      <div className={styles['pair']}>
        <Page name={name} logo={logo} shade={light} on="light" />
        <Page name={name} logo={logo} shade={dark} on="dark" />
      </div>
      <figure className={styles['figure']}>
        <div className={styles['letter']} style={{ '--accent': light.accent, '--on': light.on }}>
          <div className={styles['band']}>
            <Logo logo={logo} on="light" />
            <p className={styles['big']}>{name}</p>
          </div>
          <p>Hello Ana, Design is ready for you to look at.</p>
          <p className={styles['button']}>Look at it</p>
        </div>
        <figcaption>E-mails</figcaption>
      </figure>
      <figure className={styles['figure']}>
        <div className={styles['paper']} style={{ '--accent': light.accent, '--on': light.on }}>
          <Logo logo={logo} on="light" />
          <p className={styles['head']}>
            <span>{name}</span>
            <span>MC-7KQ4-XB29-TM3D-HW6P</span>
          </p>
          <p className={styles['title']}>Acceptance certificate</p>
          <p className={styles['heading']}>Acceptance criteria</p>
          <p>1. Three home page mock-ups</p>
        </div>
        <figcaption>Certificates, applications for payment and tie-outs</figcaption>
      </figure>
    </Stack>
  )
}

interface PageProps {
  readonly name: string
  readonly logo: PreviewedLogo | null
  readonly shade: ShadesView['light']
  readonly on: 'light' | 'dark'
}

function Page({ name, logo, shade, on }: PageProps) {
  return (
    <figure className={styles['figure']}>
      <div
        className={`${styles['page']} ${on === 'dark' ? styles['dark'] : ''}`}
        style={{ '--accent': shade.accent, '--on': shade.on }}
      >
        <div className={styles['masthead']}>
          <Logo logo={logo} on={on} />
          <p className={styles['name']}>{name}</p>
        </div>
        <p className={styles['big']}>Brand Redesign</p>
        <p className={styles['link']}>2 of 3 done</p>
        <p className={styles['button']}>Approve</p>
      </div>
      <figcaption>{on === 'light' ? 'Their page' : 'Their page on a dark screen'}</figcaption>
    </figure>
  )
}

/** On a ground of its own where the page's would swallow it. */
function Logo({ logo, on }: { readonly logo: PreviewedLogo | null; readonly on: 'light' | 'dark' }) {
  if (logo === null) return null
  const { url, size, ground } = logo
  const needs = ground !== 'any' && ground !== on
  const plate = needs ? (ground === 'dark' ? styles['onDark'] : styles['onLight']) : ''
  return <img className={`${styles['logo']} ${plate}`} src={url} alt="" {...(size ?? {})} />
}
