import { z } from 'zod'

/** `TAX` or `NON` for a company in the United States, a tax code's id elsewhere. */
export const taxCode = z.string().regex(/^(TAX|NON|\d{1,25})$/, '"TAX", "NON" or a tax code\'s id')
