import type { Sample } from './sample'

/** A design office in Tokyo: yen, which have no decimals, and consumption tax on every line. */
export const TOKYO: Sample = {
  profile: { country: 'JP', zone: 'Asia/Tokyo', currency: 'JPY', colleague: '佐藤 花子' },
  email: 'keiri@sekkei.example.com',
  address: ['神宮前 3-1-1', '渋谷区', '東京都', '150-0001'],
  manyCurrencies: false,
  customField: null,
  accounts: [
    { id: '1', name: '売上高', type: 'Income', subType: 'ServiceFeeIncome', classification: 'Revenue' },
    {
      id: '4',
      name: 'Undeposited Funds',
      type: 'Other Current Asset',
      subType: 'UndepositedFunds',
      classification: 'Asset',
    },
    { id: '35', name: '普通預金', type: 'Bank', subType: 'Checking', classification: 'Asset' },
    {
      id: '84',
      name: '売掛金',
      type: 'Accounts Receivable',
      subType: 'AccountsReceivable',
      classification: 'Asset',
    },
  ],
  terms: [
    { id: '1', name: '即時', days: 0 },
    { id: '2', name: '30日', days: 30 },
  ],
  taxCodes: [
    { id: '4', name: '消費税 10%', rates: [{ id: '7', name: '消費税', percent: '10' }] },
    { id: '5', name: '軽減税率 8%', rates: [{ id: '8', name: '軽減税率', percent: '8' }] },
  ],
  items: [{ id: '1', name: '設計', account: '1' }],
  customers: [
    { id: '1', name: '株式会社やまと', company: true, email: 'keiri@yamato.example.com', term: '2' },
    { id: '2', name: '有限会社みなと', company: true, email: 'info@minato.example.com' },
  ],
  vendors: [],
  employees: [],
  classes: [],
  departments: [],
  firstNumber: 3001,
  documents: [],
}
