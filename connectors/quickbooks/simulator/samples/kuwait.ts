import type { Sample } from './sample'

/** A builder in Kuwait: dinars of a thousand fils, no tax on its work, and a customer who pays in dollars. */
export const KUWAIT: Sample = {
  profile: { country: 'KW', zone: 'Asia/Kuwait', currency: 'KWD', colleague: 'Noura Al-Sabah' },
  email: 'accounts@gulfbuild.example.com',
  address: ['Salem Al Mubarak 7', 'Salmiya', 'Hawalli', '22004'],
  manyCurrencies: true,
  customField: null,
  accounts: [
    {
      id: '1',
      name: 'Contract income',
      type: 'Income',
      subType: 'ServiceFeeIncome',
      classification: 'Revenue',
    },
    {
      id: '4',
      name: 'Undeposited Funds',
      type: 'Other Current Asset',
      subType: 'UndepositedFunds',
      classification: 'Asset',
    },
    { id: '35', name: 'Current account', type: 'Bank', subType: 'Checking', classification: 'Asset' },
    {
      id: '84',
      name: 'Receivables',
      type: 'Accounts Receivable',
      subType: 'AccountsReceivable',
      classification: 'Asset',
    },
  ],
  terms: [
    { id: '1', name: 'Due on receipt', days: 0 },
    { id: '2', name: 'Net 30', days: 30 },
  ],
  taxCodes: [{ id: '4', name: 'Out of scope', rates: [{ id: '7', name: 'No tax', percent: '0' }] }],
  items: [{ id: '1', name: 'Construction', account: '1' }],
  customers: [
    { id: '1', name: 'Marina Towers', company: true, email: 'ap@marina.example.com', term: '2' },
    { id: '2', name: 'Houston Wells Inc', company: true, email: 'ap@wells.example.com', currency: 'USD' },
  ],
  vendors: [],
  employees: [],
  classes: [],
  departments: [],
  firstNumber: 4001,
  documents: [],
}
