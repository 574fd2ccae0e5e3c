import { Tabs } from '@mantine/core'
import { useLocation } from 'wouter'

const sections = [
  { href: '/settings', name: 'Workspace' },
  { href: '/settings/billing', name: 'Billing' },
  { href: '/settings/mail', name: 'Approvals and e-mail' },
  { href: '/settings/brand', name: 'Name and logo' },
  { href: '/settings/wording', name: 'Invoice wording' },
] as const

/** The parts of the settings, each with an address of its own. */
export function SettingsSections() {
  const [location, navigate] = useLocation()
  return (
    <Tabs value={location} onChange={(href) => href !== null && navigate(href)}>
      <Tabs.List aria-label="Settings">
        {sections.map(({ href, name }) => (
          <Tabs.Tab key={href} value={href}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}
