import {
  IconBriefcase,
  IconChecklist,
  IconFileInvoice,
  IconHome,
  IconPlugConnected,
  IconScale,
  IconSettings,
  IconTemplate,
  IconTruckDelivery,
} from '@tabler/icons-react'

/** The pages a person can go to, in the order of the bar. */
export const pages = [
  { href: '/', name: 'Home', about: 'What needs you', icon: IconHome },
  { href: '/deals', name: 'Deals', about: 'Where each job stands', icon: IconBriefcase },
  { href: '/approvals', name: 'Approvals', about: 'What waits for an answer', icon: IconChecklist },
  { href: '/invoices', name: 'Invoices', about: 'Everything billed', icon: IconFileInvoice },
  { href: '/reconcile', name: 'Reconcile', about: 'Whether everything ties out', icon: IconScale },
  {
    href: '/owed',
    name: 'Owed',
    about: 'What is still on its way to HubSpot and QuickBooks',
    icon: IconTruckDelivery,
  },
  { href: '/templates', name: 'Templates', about: 'Plans to start from', icon: IconTemplate },
  {
    href: '/connections',
    name: 'Connections',
    about: 'Both vendors, and how healthy',
    icon: IconPlugConnected,
  },
  { href: '/settings', name: 'Settings', about: 'Name, zone, defaults', icon: IconSettings },
] as const
