/** One condition of a QuickBooks query. Values are escaped by the builder; fields are an allow-list. */
export interface Criterion {
  readonly field: string
  readonly operator: '=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE'
  readonly value: string | boolean | readonly string[]
}
