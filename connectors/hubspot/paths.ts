/** The dated version of HubSpot's API that Milepost is written and tested against. */
export const API_VERSION = '2026-03'

/** Where each thing lives, below the API's host. */
export const paths = {
  deals: `/crm/objects/${API_VERSION}/deals`,
  deal: (id: string) => `/crm/objects/${API_VERSION}/deals/${encodeURIComponent(id)}`,
  note: (id: string) => `/crm/objects/${API_VERSION}/notes/${encodeURIComponent(id)}`,
  records: (kind: 'line_items' | 'quotes' | 'contacts' | 'companies' | 'notes') =>
    `/crm/objects/${API_VERSION}/${kind}`,
  links: (from: 'deals' | 'quotes', id: string, to: string) =>
    `/crm/objects/${API_VERSION}/${from}/${encodeURIComponent(id)}/associations/${to}`,
  companies: `/crm/objects/${API_VERSION}/companies`,
  dealCompanies: `/crm/associations/${API_VERSION}/deals/companies/batch/read`,
  dealProperties: `/crm/properties/${API_VERSION}/deals`,
  dealPipelines: `/crm/pipelines/${API_VERSION}/deals`,
  owners: `/crm/owners/${API_VERSION}`,
  account: `/account-info/${API_VERSION}/details`,
  files: `/files/${API_VERSION}/files`,
  token: `/oauth/${API_VERSION}/token`,
} as const
