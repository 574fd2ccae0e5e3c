/** How many decimals a currency has, for whoever knows the contract alone: 2 for USD, 0 for JPY, 3 for KWD. */
export { currencyDigits } from '../../money/money'
